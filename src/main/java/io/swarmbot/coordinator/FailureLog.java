package io.swarmbot.coordinator;

import io.swarmbot.concurrent.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the service's log that calls to the store fail: one line in 10 s at most, however many swarms are hit.
 *
 * <p>Thread-safety: any thread.
 */
final class FailureLog {

    private static final Logger LOG = System.getLogger(FailureLog.class.getName());
    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final Ticker ticker;
    /** When the next line may be written. */
    private final AtomicLong nextNanos;
    /** Failures since the last line. */
    private final AtomicLong unsaid = new AtomicLong();

    FailureLog(Ticker ticker) {
        this.ticker = ticker;
        this.nextNanos = new AtomicLong(ticker.nanos());
    }

    void add(String what, @Nullable Throwable failure) {
        LOG.log(Level.DEBUG, () -> what + ": " + failure);
        long due = nextNanos.get();
        long now = ticker.nanos();
        if (now - due >= 0 && nextNanos.compareAndSet(due, now + EVERY_NANOS)) {
            long more = unsaid.getAndSet(0);
            LOG.log(
                    Level.WARNING,
                    () -> what + ": " + failure + (more == 0 ? "" : " (and " + more + " more since the last time)"));
        } else {
            unsaid.incrementAndGet();
        }
    }
}
