package io.swarmbot.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();
    private final FailedLogins<String> logins =
            new FailedLogins<>(ticker, 3, Duration.ofSeconds(1), Duration.ofSeconds(10));

    private Duration closed() {
        return Duration.ofNanos(logins.nanosClosed("a"));
    }

    private void failInPause(int times) {
        for (int n = 0; n < times; n++) {
            ticker.advance(closed());
            logins.fail("a");
        }
    }

    @Test
    void pausesDoubleAfterAFewFreeFailures() {
        failInPause(3);
        assertThat(closed()).isZero();
        List<Long> pauses = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            failInPause(1);
            pauses.add(closed().toSeconds());
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
        assertThat(logins.nanosClosed("b")).isZero();
    }

    @Test
    void pauseStaysAtItsLimitHoweverOftenOneFails() {
        failInPause(500);

        assertThat(closed()).isEqualTo(Duration.ofSeconds(10));
    }

    /** Many that were tried together are one step. */
    @Test
    void failureInAPauseDoesNotCount() {
        failInPause(4);
        for (int n = 0; n < 100; n++) {
            logins.fail("a");
        }

        assertThat(closed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void goodLoginEndsIt() {
        failInPause(6);
        ticker.advance(closed());

        logins.succeed("a");

        assertThat(logins.isEmpty()).isTrue();
        failInPause(3);
        assertThat(closed()).isZero();
    }

    @Test
    void quietTimeEndsIt() {
        failInPause(8);
        ticker.advance(FailedLogins.MEMORY.plusSeconds(20));

        failInPause(3);

        assertThat(closed()).isZero();
    }

    @Test
    void pausesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new FailedLogins<>(ticker, 1, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("swarmbot.limits.per-address");
        assertThatThrownBy(() -> new FailedLogins<>(ticker, 1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("PT2S");
    }
}
