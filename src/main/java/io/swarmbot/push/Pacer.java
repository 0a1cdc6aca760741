package io.swarmbot.push;

/**
 * Decides when the next pass over an event loop's subscriptions may begin. While passes take little of the loop's time they
 * follow at once; where they would take more than their share, each waits, and finds more to send in one write. So a busy
 * log costs a system call per connection and pass, not per connection and event, and a quiet one waits for nothing.
 *
 * <p>It is a leaky bucket (the generic cell rate algorithm of ITU-T I.371) of time rather than of cells.
 *
 * <p>Thread-safety: confined to its event loop.
 */
final class Pacer {

    /** A pass earns a pause of its own length. */
    private static final int COST = 2;

    /** Time of passes that may be run up before the first pause. */
    private static final long BURST_NANOS = 20_000_000;

    /** However long a pass took, who is at the end of the log gets the next event after this and one pass. */
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private long paidUntil;

    Pacer(long now) {
        this.paidUntil = now;
    }

    /** How long a pass that is wanted now has to wait; 0 where it may begin. */
    long pauseNanos(long now) {
        return Math.max(0, Math.min(LONGEST_PAUSE_NANOS, paidUntil - BURST_NANOS - now));
    }

    /** A pass took from {@code start} to {@code end}. */
    void ran(long start, long end) {
        long owed = Math.max(paidUntil - start, 0) + (end - start) * COST;
        paidUntil = start + Math.min(owed, BURST_NANOS + LONGEST_PAUSE_NANOS + (end - start));
    }
}
