package io.swarmbot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only threads that take no work for a minute make the process dead: a restart costs every client its stream. */
class ThreadsLivenessTest {

    private final ManualTicker ticker = ManualTicker.aboveZero();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(0) {
        @Override
        public void execute(Runnable work) {
            work.run();
        }
    };
    private final ThreadsLiveness liveness = new ThreadsLiveness(held::add, timer, ticker);

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private Status status() {
        return liveness.call().getStatus();
    }

    @Test
    void processIsDeadOnlyWhenNoThreadTookWorkForAMinuteAndAliveWhenOneDoes() {
        assertThat(status()).isEqualTo(Status.UP);
        ticker.advance(ThreadsLiveness.PATIENCE.minusNanos(1));
        assertThat(status()).isEqualTo(Status.UP);

        ticker.advance(Duration.ofNanos(1));
        assertThat(status()).isEqualTo(Status.DOWN);
        assertThat(held).hasSize(1);

        held.remove().run();
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void probesThatAreFarApartDoNotMakeItDead() {
        for (int n = 0; n < 3; n++) {
            assertThat(status()).isEqualTo(Status.UP);
            held.remove().run();
            ticker.advance(ThreadsLiveness.PATIENCE.multipliedBy(2));
        }
    }
}
