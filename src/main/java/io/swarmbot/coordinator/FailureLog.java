package io.swarmbot.coordinator;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
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
    private final CoordinatorMeter meter;
    /** When the next line may be written. */
    private final AtomicLong nextNanos;
    /** Failures since the last line. */
    private final AtomicLong unsaid = new AtomicLong();

    private volatile boolean isOver;

    /** @param meter counts every failure */
    FailureLog(Ticker ticker, CoordinatorMeter meter) {
        this.ticker = ticker;
        this.meter = meter;
        this.nextNanos = new AtomicLong(ticker.nanos());
    }

    /** The process ends: the store and those who are told of events may be gone, and what fails now is no fault. */
    void end() {
        isOver = true;
    }

    /** Logs a fault of the service with its stack, unless the process ends. */
    void addFault(String what, Throwable failure) {
        if (!isOver) {
            LOG.log(Level.ERROR, what, failure);
        }
    }

    void add(String what, @Nullable Throwable failure) {
        meter.failed();
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
