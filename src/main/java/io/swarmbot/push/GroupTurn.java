package io.swarmbot.push;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Says how far a group may read for now. At each turn the limit moves up to the head of the log; a group with a limited
 * pace waits for its interval between two turns.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class GroupTurn {

    private final long intervalNanos;
    private long limit;
    private long lastTurn;
    /** Goes off at the next turn; null if no member waits for one. */
    private @Nullable Future<?> alarm;

    /**
     * Its first turn may be taken at once.
     *
     * @param limit the sequence of the log's head
     */
    GroupTurn(Pace pace, long limit, long now) {
        this.intervalNanos = pace.intervalNanos();
        this.limit = limit;
        this.lastTurn = now - intervalNanos;
    }

    /** The sequence up to which members may read. */
    long limit() {
        return limit;
    }

    /** Moves the limit without a turn, because the log goes on at another place. */
    void restart(long head) {
        limit = head;
    }

    /** Nanoseconds until the next turn may be taken; 0 or less if it may be taken now. */
    long waitNanos(long now) {
        return lastTurn + intervalNanos - now;
    }

    /** Moves the limit up to the head. */
    void take(long head, long now) {
        limit = head;
        lastTurn = now;
    }

    boolean hasAlarm() {
        return alarm != null;
    }

    void setAlarm(Future<?> future) {
        alarm = future;
    }

    void clearAlarm() {
        alarm = null;
    }

    void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
