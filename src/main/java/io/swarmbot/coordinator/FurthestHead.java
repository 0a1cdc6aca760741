package io.swarmbot.coordinator;

import io.swarmbot.concurrent.Backoff;
import io.swarmbot.store.Cursor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The furthest head of a log that this replica heard of, until the log was read up to there. After a read that failed
 * the log is read again after a pause.
 *
 * <p>Thread-safety: any thread may {@link #hear} and ask {@link #isDue}; everything else belongs to the swarm's run.
 */
final class FurthestHead {

    private final ScheduledExecutorService timer;
    private final Runnable askRunner;
    private final AtomicReference<@Nullable Cursor> heard = new AtomicReference<>();
    /** Of the swarm's run. */
    private final Backoff backoff = new Backoff();
    /** Set by the swarm's run, cleared by the timer. */
    private volatile boolean isResting;

    FurthestHead(ScheduledExecutorService timer, Runnable askRunner) {
        this.timer = timer;
        this.askRunner = askRunner;
    }

    /**
     * The log may have entries up to there. Within one epoch the furthest head counts; of two epochs, the one heard
     * last.
     */
    void hear(Cursor head) {
        heard.accumulateAndGet(head, (before, now) -> isFurther(before, now) ? before : now);
    }

    private static boolean isFurther(@Nullable Cursor one, @Nullable Cursor other) {
        return one != null && other != null && one.epoch().equals(other.epoch()) && one.seq() > other.seq();
    }

    /** Whether the log is to be read now. */
    boolean isDue() {
        return !isResting && heard.get() != null;
    }

    /** Whether the log was read as far as was heard. */
    boolean isReached() {
        return heard.get() == null;
    }

    /** The head that was heard and is not read yet; null if there is nothing to read now. */
    @Nullable
    Cursor take() {
        return isResting ? null : heard.getAndSet(null);
    }

    /** The log could be read. */
    void succeed() {
        backoff.reset();
    }

    /** The log could not be read up to there: it is read again after a pause. */
    void retryLater(Cursor head) {
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
