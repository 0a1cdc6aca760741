package io.swarmbot.swarm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Says in the log that calls to the store fail: once in a while, however many swarms they hit. Any thread. */
final class FailureLog {

    private static final Logger LOG = System.getLogger(FailureLog.class.getName());
    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong unsaid = new AtomicLong();

    void add(String what, @Nullable Throwable failure) {
        LOG.log(Level.DEBUG, () -> what + ": " + failure);
        long due = nextNanos.get();
        long now = System.nanoTime();
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
