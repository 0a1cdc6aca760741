package io.swarmbot.access.limit;

import java.time.Duration;

/**
 * How often something may be done. It is kept as times, so that a {@link TokenBucket} is one number.
 *
 * @param nanosPerToken the time in which one token flows in
 * @param burstNanos the time in which an empty bucket becomes full
 */
record Rate(long nanosPerToken, long burstNanos) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MOST_PER_SECOND = 1e6;

    /** A bucket that takes longer to become full is no limit that anybody wants. */
    private static final long MOST_NANOS = Duration.ofDays(365).toNanos();

    /**
     * @param key of the setting, for messages
     * @param perSecond in the long run
     * @param burst at once, after a quiet time
     * @throws IllegalArgumentException if one of them is out of range
     */
    static Rate of(String key, double perSecond, int burst) {
        if (!(perSecond > 0 && perSecond <= MOST_PER_SECOND)) {
            throw new IllegalArgumentException(key + " is 0 for no limit, or up to 1000000: " + perSecond);
        }
        if (burst < 1) {
            throw new IllegalArgumentException("a burst is at least 1: " + burst + ", with " + key);
        }
        double nanosPerToken = NANOS_PER_SECOND / perSecond;
        if (nanosPerToken * burst > MOST_NANOS) {
            throw new IllegalArgumentException(
                    "a burst of " + burst + " takes more than a year at " + perSecond + " a second, with " + key);
        }
        long rounded = Math.round(nanosPerToken);
        return new Rate(rounded, rounded * burst);
    }

    /** Tokens of a full bucket. */
    long burst() {
        return burstNanos / nanosPerToken;
    }
}
