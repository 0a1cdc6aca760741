package io.swarmbot;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * The seeds of a randomised test: one that stays, and one that is new each time. What went wrong once is run again with
 * {@code -Dswarmbot.test.seed=}.
 */
public final class Seeds {

    private static final long FIXED = 20261123L;

    private Seeds() {}

    /** For {@code @MethodSource}. */
    public static LongStream fixedAndRandom() {
        Long given = Long.getLong("swarmbot.test.seed");
        return given != null ? LongStream.of(given) : LongStream.of(FIXED, new Random().nextLong());
    }

    /** One that is new each time, where a run takes long. */
    public static LongStream random() {
        Long given = Long.getLong("swarmbot.test.seed");
        return LongStream.of(given != null ? given : new Random().nextLong());
    }

    /** The generator of that seed, which is printed. */
    public static Random random(String test, long seed) {
        System.out.println(test + ": -Dswarmbot.test.seed=" + seed);
        return new Random(seed);
    }
}
