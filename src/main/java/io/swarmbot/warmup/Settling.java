package io.swarmbot.warmup;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Says when equal rounds get faster no longer. The best round of a block stands for it, so that a pause of the machine
 * does not count. Rounds have settled when two blocks, one after the other, are not clearly faster than the best of the
 * three blocks before.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Settling {

    /** The rounds of a block. */
    static final int BLOCK = 8;

    private static final int COMPARED = 3;
    private static final int STEADY = 2;
    private static final double CLEARLY_FASTER = 0.9;

    private final Deque<Long> before = new ArrayDeque<>(COMPARED);
    private long best = Long.MAX_VALUE;
    private int rounds;
    private int steady;

    /**
     * Takes the time of the next round.
     *
     * @return whether the rounds have settled
     */
    boolean take(long nanos) {
        best = Math.min(best, nanos);
        if (++rounds % BLOCK == 0) {
            endBlock();
        }
        return steady >= STEADY;
    }

    private void endBlock() {
        boolean isFaster = before.stream().allMatch(earlier -> best < CLEARLY_FASTER * earlier);
        steady = isFaster ? 0 : steady + 1;
        if (before.size() == COMPARED) {
            before.removeFirst();
        }
        before.addLast(best);
        best = Long.MAX_VALUE;
    }
}
