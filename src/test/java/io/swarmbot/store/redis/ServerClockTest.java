package io.swarmbot.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A jump of the server's clock is noticed, and remembered until everybody has spoken again. */
class ServerClockTest {

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();
    private final ServerClock clock = new ServerClock(ticker);
    private long server = 1_700_000_000_000L;

    private boolean isInDoubtAfter(Duration time) {
        ticker.advance(time);
        server += time.toMillis();
        return clock.isInDoubt(server);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000, -3_600_000, 6_000, -6_000})
    void jumpIsNoticedAndForgottenAfterAWhile(long jump) {
        for (int n = 0; n < 10; n++) {
            assertThat(isInDoubtAfter(Duration.ofMinutes(n))).isFalse();
        }
        server += jump;

        assertThat(isInDoubtAfter(Duration.ofSeconds(1))).isTrue();
        assertThat(isInDoubtAfter(Duration.ofMinutes(3))).isTrue();
        assertThat(isInDoubtAfter(Duration.ofSeconds(1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {4_000, -4_000})
    void slowAnswerIsNoJump(long delay) {
        assertThat(isInDoubtAfter(Duration.ZERO)).isFalse();
        server += delay;
        assertThat(isInDoubtAfter(Duration.ofSeconds(1))).isFalse();
    }
}
