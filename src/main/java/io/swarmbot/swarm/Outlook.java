package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How far the log may be by what was heard, and when to read it. What was heard is kept until it was read: after a read
 * that failed, from time to time.
 *
 * <p>Thread-safety: any thread may {@link #hear} and ask {@link #isDue}; all else is the swarm's runner's.
 */
final class Outlook {

    private final ScheduledExecutorService timer;
    private final Runnable askRunner;
    private final AtomicReference<@Nullable Cursor> heard = new AtomicReference<>();
    private final Backoff backoff = new Backoff();
    private volatile boolean isResting;

    Outlook(ScheduledExecutorService timer, Runnable askRunner) {
        this.timer = timer;
        this.askRunner = askRunner;
    }

    /** The log may have entries up to there. Of one epoch the furthest counts; of several, what was heard last. */
    void hear(Cursor head) {
        heard.accumulateAndGet(head, (before, now) -> isFurther(before, now) ? before : now);
    }

    private static boolean isFurther(@Nullable Cursor one, @Nullable Cursor other) {
        return one != null && other != null && one.epoch().equals(other.epoch()) && one.seq() > other.seq();
    }

    boolean isDue() {
        return !isResting && heard.get() != null;
    }

    /** What was heard and not read yet; null where there is nothing to do now. */
    @Nullable
    Cursor take() {
        return isResting ? null : heard.getAndSet(null);
    }

    /** The log could be read. */
    void wasRead() {
        backoff.reset();
    }

    /** The log could not be read up to there: it is asked again after a while. */
    void failed(Cursor head) {
        hear(head);
        isResting = true;
        timer.schedule(
                () -> {
                    isResting = false;
                    askRunner.run();
                },
                backoff.nextMillis(),
                TimeUnit.MILLISECONDS);
    }
}
