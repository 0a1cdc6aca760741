package io.swarmbot.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.testing.ManualTicker;
import io.swarmbot.testing.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandLimitsTest {

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();

    private CommandLimits limits(Object... keysAndValues) {
        return new CommandLimits(Settings.of(LimitSettings.class, keysAndValues), ticker, new SimpleMeterRegistry());
    }

    private CommandLimits narrow() {
        return limits(
                "swarmbot.limits.per-principal.commands-per-second", 2,
                "swarmbot.limits.per-principal.command-burst", 3,
                "swarmbot.limits.per-swarm.commands-per-second", 10,
                "swarmbot.limits.per-swarm.command-burst", 5);
    }

    private static Rejection refused(Runnable command) {
        return catchThrowableOfType(Rejection.class, command::run);
    }

    @Test
    void principalHasOneLimitForAllSwarms() {
        CommandLimits limits = narrow();
        limits.take("ann", "a");
        limits.take("ann", "b");
        limits.take("ann", "c");

        Rejection refused = refused(() -> limits.take("ann", "d"));

        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(500));
        assertThat(refused(() -> limits.requireAny("ann")).retryAfter()).isEqualTo(Duration.ofMillis(500));
        ticker.advance(Duration.ofMillis(500));
        limits.requireAny("ann");
        limits.take("ann", "d");
        limits.take("ben", "d");
    }

    @Test
    void swarmHasOneLimitForAllPrincipals() {
        CommandLimits limits = narrow();
        for (int n = 0; n < 5; n++) {
            limits.take("p" + n, "a");
        }

        Rejection refused = refused(() -> limits.take("late", "a"));

        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.detail()).contains("swarm 'a'");
        assertThat(refused(() -> limits.take("a")).retryAfter()).isEqualTo(Duration.ofMillis(100));
        limits.take("late", "b");
    }

    /** Otherwise one who floods would use up what the swarm may be given. */
    @Test
    void whatIsRefusedToAPrincipalDoesNotCountForTheSwarm() {
        CommandLimits limits = narrow();
        for (int n = 0; n < 100; n++) {
            refused(() -> limits.take("greedy", "a"));
        }

        limits.take("ann", "a");
        limits.take("ben", "a");
    }

    @Test
    void whoIsRefusedTooOftenIsAnsweredLaterUntilItIsQuiet() {
        CommandLimits limits = narrow();
        for (int n = 0; n < CommandLimits.REFUSALS_AT_ONCE; n++) {
            assertThat(limits.holdRefusal("greedy")).isZero();
        }

        assertThat(limits.holdRefusal("greedy")).isEqualTo(Duration.ofSeconds(1));
        assertThat(limits.holdRefusal("ann")).isZero();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(limits.holdRefusal("greedy")).isZero();
    }

    @Test
    void zeroIsNoLimit() {
        CommandLimits limits = limits("swarmbot.limits.per-principal.commands-per-second", 0);

        assertThat(limits.areForSwarms()).isFalse();
        assertThatCode(() -> {
                    for (int n = 0; n < 100_000; n++) {
                        limits.take("ann", "a");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void limitThatMeansNothingIsRefusedAtTheStart() {
        assertThatThrownBy(() -> limits("swarmbot.limits.per-swarm.commands-per-second", -1))
                .hasMessageContaining("swarmbot.limits.per-swarm.commands-per-second");
    }
}
