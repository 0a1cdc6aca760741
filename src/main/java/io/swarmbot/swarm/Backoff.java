package io.swarmbot.swarm;

/** How long to wait before a store is asked again: from 50 ms, twice as long each time, to 2 s. Confined to its owner. */
final class Backoff {

    private static final long FIRST_MILLIS = 50;
    private static final long LAST_MILLIS = 2_000;

    private long millis = FIRST_MILLIS;

    long nextMillis() {
        long next = millis;
        millis = Math.min(LAST_MILLIS, next * 2);
        return next;
    }

    void reset() {
        millis = FIRST_MILLIS;
    }
}
