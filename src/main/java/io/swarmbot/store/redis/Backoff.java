package io.swarmbot.store.redis;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: twice as long each time up to a limit, and of that a random part, so that many
 * who lost the same server do not come back at once. Confined to one user at a time.
 */
final class Backoff {

    private static final long FIRST_MILLIS = 50;
    private static final long LAST_MILLIS = 2_000;

    private long next = FIRST_MILLIS;

    /** At least 1. */
    long nextMillis() {
        long most = next;
        next = Math.min(LAST_MILLIS, next * 2);
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2) + 1;
    }

    void reset() {
        next = FIRST_MILLIS;
    }
}
