package io.swarmbot.concurrent;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt. The longest wait doubles with each attempt up to a limit. A random half of
 * it is left out, so that many clients that lost the same server do not come back at once.
 *
 * <p>Thread-safety: confined to one owner at a time.
 */
public final class Backoff {

    private static final long FIRST_MILLIS = 50;
    private static final long LAST_MILLIS = 2_000;

    private final long first;
    private final long last;
    private long limit;

    /** The longest wait is 50 ms at first, and 2 s in the end. */
    public Backoff() {
        this(Duration.ofMillis(FIRST_MILLIS), Duration.ofMillis(LAST_MILLIS));
    }

    /**
     * A backoff between other limits.
     *
     * @param first the longest wait at first
     * @param last the longest wait in the end
     */
    public Backoff(Duration first, Duration last) {
        this.first = Math.max(2, first.toMillis());
        this.last = Math.max(this.first, last.toMillis());
        this.limit = this.first;
    }

    /** Milliseconds until the next attempt, at least 1. */
    public long nextMillis() {
        long most = limit;
        limit = Math.min(last, most * 2);
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2) + 1;
    }

    /** The attempt succeeded: the next wait is the shortest again. */
    public void reset() {
        limit = first;
    }
}
