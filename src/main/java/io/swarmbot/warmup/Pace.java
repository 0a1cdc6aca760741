package io.swarmbot.warmup;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.WarmUpRequests;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * When the warm-up may send its next request: requests of clients go first.
 *
 * <p>Thread-safety: confined to the thread of the warm-up.
 */
final class Pace {

    private static final int LOOK_MILLIS = 5;

    private final WarmUpRequests requests;
    private final Ticker ticker;
    private final long startNanos;
    private final long mostNanos;
    private final BooleanSupplier isStopped;
    private long restedNanos;

    /**
     * @param mostNanos how long the warm-up may last from now on
     * @param isStopped whether the process is about to end
     */
    Pace(WarmUpRequests requests, Ticker ticker, long mostNanos, BooleanSupplier isStopped) {
        this.requests = requests;
        this.ticker = ticker;
        this.startNanos = ticker.nanos();
        this.mostNanos = mostNanos;
        this.isStopped = isStopped;
    }

    /** Whether the time of the warm-up is not over. */
    boolean hasTime() {
        return !isStopped.getAsBoolean() && ticker.nanos() - startNanos < mostNanos;
    }

    /** How long the requests of clients went first, in all. */
    long restedNanos() {
        return restedNanos;
    }

    /**
     * Waits while requests of clients go first, and there is time.
     *
     * @throws InterruptedIOException if the process is about to end
     */
    void awaitTurn() throws InterruptedIOException {
        if (!requests.mayGoOn()) {
            rest();
        }
        if (isStopped.getAsBoolean()) {
            throw new InterruptedIOException("the process is about to end");
        }
    }

    private void rest() throws InterruptedIOException {
        long begin = ticker.nanos();
        try {
            while (!requests.mayGoOn() && hasTime()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            restedNanos += ticker.nanos() - begin;
        }
    }
}
