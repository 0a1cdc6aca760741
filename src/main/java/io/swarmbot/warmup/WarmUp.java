package io.swarmbot.warmup;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.concurrent.Ticker;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the service from being ready until its own path is compiled: a service that has just begun takes many times as
 * long for a request as one that has run for a while, and its first clients would pay for it. Whatever happens to the
 * warm-up, the service is ready after {@code swarmbot.warm-up.at-most}.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class WarmUp {

    private static final Logger LOG = System.getLogger(WarmUp.class.getName());

    /** How long the end of the process waits for the end of the warm-up. */
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final Exercise exercise;
    private final Ticker ticker;
    private final Duration atMost;
    private final boolean isWanted;
    private volatile boolean isOver;
    private volatile boolean isStopped;
    /** When the warm-up was first waited for. */
    private volatile long sinceNanos;
    /** Of the server of the service. Guarded by this. */
    private @Nullable HttpServerOptions server;
    /** Guarded by this. */
    private @Nullable Thread thread;

    WarmUp(WarmUpSettings settings, Exercise exercise, Ticker ticker) {
        this.exercise = exercise;
        this.ticker = ticker;
        this.atMost = settings.atMost();
        this.isWanted = settings.enabled() && !atMost.isZero() && ImageMode.current() == ImageMode.JVM;
        this.isOver = !isWanted;
        this.sinceNanos = ticker.nanos();
    }

    /** Before the port opens, so that nobody finds the service ready too early. */
    void expect(@Observes StartupEvent event) {
        sinceNanos = ticker.nanos();
    }

    void started(@ObservesAsync HttpServerStart event) {
        started(event.options());
    }

    void started(@ObservesAsync HttpsServerStart event) {
        started(event.options());
    }

    private synchronized void started(HttpServerOptions options) {
        if (server == null) {
            server = options;
            if (isWanted) {
                begin(new Settling()::take);
            }
        }
    }

    /**
     * Begins a warm-up. The port must be open.
     *
     * @param isSettled as in {@link Exercise#run}
     * @return the thread that does it
     */
    synchronized Thread begin(LongPredicate isSettled) {
        HttpServerOptions options = server;
        if (options == null) {
            throw new IllegalStateException("the port is not open");
        }
        sinceNanos = ticker.nanos();
        isOver = false;
        Thread begun = new NamedThreads("warm-up").newThread(() -> run(options, isSettled));
        thread = begun;
        begun.start();
        return begun;
    }

    private void run(HttpServerOptions options, LongPredicate isSettled) {
        try {
            int rounds = exercise.run(options, atMost, isSettled, () -> isStopped);
            LOG.log(Level.INFO, "warmed up in " + millis() + " ms, with " + rounds + " rounds of requests to itself");
        } catch (IOException | RuntimeException failure) {
            if (!isStopped) {
                LOG.log(
                        Level.WARNING,
                        "the warm-up failed after " + millis() + " ms; the service is ready all the same",
                        failure);
            }
        } finally {
            isOver = true;
        }
    }

    private long millis() {
        return Duration.ofNanos(ticker.nanos() - sinceNanos).toMillis();
    }

    /** Whether nothing of it keeps the service from being ready. */
    boolean isOver() {
        return isOver || ticker.nanos() - sinceNanos >= atMost.toNanos();
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        isStopped = true;
    }

    /** The end of the process waits for what is under way, which takes milliseconds. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        isStopped = true;
        Thread begun;
        synchronized (this) {
            begun = thread;
        }
        if (begun != null) {
            begun.join(LONGEST_END.toMillis());
        }
    }
}
