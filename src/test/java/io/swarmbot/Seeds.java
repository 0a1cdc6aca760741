package io.swarmbot;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * The seeds of a randomised test: one that is always the same, and one that is new each time. To repeat a failure, set
 * {@code -Dtest.seed=}.
 */
public final class Seeds {

    private static final long FIXED = 20261123L;

    private Seeds() {}

    /** For {@code @MethodSource}. */
    public static LongStream fixedAndRandom() {
        Long given = Long.getLong("test.seed");
        return given != null ? LongStream.of(given) : LongStream.of(FIXED, new Random().nextLong());
    }

    /** Only a new seed, for a test whose run takes long. */
    public static LongStream random() {
        Long given = Long.getLong("test.seed");
        return LongStream.of(given != null ? given : new Random().nextLong());
    }

    /**
     * A new seed at the reduced size, and the same one at full size: a build must not fail by luck after minutes. To
     * look for more at full size, set {@code -Dtest.seed=}.
     */
    public static LongStream randomIfReduced() {
        Long given = Long.getLong("test.seed");
        return given == null && Scale.of(0, 1) == 1 ? LongStream.of(FIXED) : random();
    }

    /** A generator with that seed. Prints the seed. */
    public static Random random(String test, long seed) {
        System.out.println(test + ": -Dtest.seed=" + seed);
        return new Random(seed);
    }
}
