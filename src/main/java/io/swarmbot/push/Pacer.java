package io.swarmbot.push;

/**
 * Decides when the next pass over an event loop's subscriptions may begin. Passes that take little of the loop's time
 * follow one another at once. If they would take more than their share, each pass waits, and finds more to send in one
 * write. So a busy log costs one system call per connection and pass instead of one per connection and event, and a
 * quiet log waits for nothing.
 *
 * <p>It is a leaky bucket (the generic cell rate algorithm of ITU-T I.371) that counts time instead of cells.
 *
 * <p>Thread-safety: confined to its event loop.
 */
final class Pacer {

    /** Each pass is charged twice its length, so it is followed by a pause of its own length. */
    private static final int COST = 2;

    /** How much pass time may add up before the first pause. */
    private static final long BURST_NANOS = 20_000_000;

    /**
     * The longest pause, however long a pass took. A stream at the head of the log waits this long and one pass at
     * most.
     */
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private long paidUntil;

    Pacer(long now) {
        this.paidUntil = now;
    }

    /** Nanoseconds that a pass which is wanted now has to wait; 0 if it may begin. */
    long pauseNanos(long now) {
        return Math.max(0, Math.min(LONGEST_PAUSE_NANOS, paidUntil - BURST_NANOS - now));
    }

    /** Charges a pass that took from {@code start} to {@code end}. */
    void record(long start, long end) {
        long owed = Math.max(paidUntil - start, 0) + (end - start) * COST;
        paidUntil = start + Math.min(owed, BURST_NANOS + LONGEST_PAUSE_NANOS + (end - start));
    }
}
