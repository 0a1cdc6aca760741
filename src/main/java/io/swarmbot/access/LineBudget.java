package io.swarmbot.access;

/**
 * Bounds the lines that refused requests put into the log: anybody can send those, without a login, as many as they
 * like.
 *
 * <p>Thread-safety: any thread.
 */
final class LineBudget {

    private static final int LINES = 50;
    private static final long SECOND = 1_000_000_000L;

    private boolean isBegun;
    private long since;
    private int taken;
    private int skipped;

    /**
     * Takes a line.
     *
     * @param now in nanoseconds, by a clock that does not jump
     * @return how many lines were left out since the last one; negative if this one is to be left out
     */
    synchronized int take(long now) {
        if (!isBegun || now - since >= SECOND) {
            isBegun = true;
            since = now;
            taken = 0;
        }
        if (taken == LINES) {
            skipped++;
            return -1;
        }
        taken++;
        int before = skipped;
        skipped = 0;
        return before;
    }
}
