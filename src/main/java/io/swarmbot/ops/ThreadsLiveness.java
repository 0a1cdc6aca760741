package io.swarmbot.ops;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Says alive while the threads that run the swarms, and their timer, take new work. If they have taken none for a
 * minute, something holds all of them, and only a restart helps. A store that is away, or a machine that is busy, holds
 * none of them for so long.
 *
 * <p>Thread-safety: any thread.
 */
@Liveness
@ApplicationScoped
class ThreadsLiveness implements HealthCheck {

    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Ticker ticker;
    /** Whether work that does nothing was given, and is not done. Guarded by this. */
    private boolean isAsked;
    /** When it was given. Guarded by this. */
    private long askedAt;

    ThreadsLiveness(@SwarmThreads Executor threads, @SwarmThreads ScheduledExecutorService timer, Ticker ticker) {
        this.threads = threads;
        this.timer = timer;
        this.ticker = ticker;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("threads").status(isAlive()).build();
    }

    private synchronized boolean isAlive() {
        if (isAsked) {
            return ticker.nanos() - askedAt < PATIENCE.toNanos();
        }
        isAsked = true;
        askedAt = ticker.nanos();
        try {
            threads.execute(() -> timer.execute(this::answered));
        } catch (RejectedExecutionException ending) {
            isAsked = false;
        }
        return true;
    }

    private synchronized void answered() {
        isAsked = false;
    }
}
