package io.swarmbot.access.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket of tokens: what is done takes one, and tokens flow in at a {@link Rate} until the bucket is full. It is full
 * at first. All that is kept is the time at which it is full again; that moves by one token's time with each token that
 * is taken (the generic cell rate algorithm, ITU-T I.371).
 *
 * <p>Thread-safety: any thread; no lock, no allocation.
 */
final class TokenBucket {

    private final AtomicLong fullAt;

    TokenBucket(long now) {
        this.fullAt = new AtomicLong(now);
    }

    /**
     * Takes a token.
     *
     * @param now of the ticker, in nanoseconds
     * @return 0 if it was taken; otherwise how many nanoseconds it takes until there is one, and nothing was taken
     */
    long take(long now, Rate rate) {
        while (true) {
            long before = fullAt.get();
            long owed = Math.max(0, before - now) + rate.nanosPerToken();
            if (owed > rate.burstNanos()) {
                return owed - rate.burstNanos();
            }
            if (fullAt.compareAndSet(before, now + owed)) {
                return 0;
            }
        }
    }

    /** How many nanoseconds it takes until there is a token; 0 if there is one. */
    long nanosUntilToken(long now, Rate rate) {
        return Math.max(0, nanosUntilFull(now) + rate.nanosPerToken() - rate.burstNanos());
    }

    /** How many tokens there are. */
    long tokens(long now, Rate rate) {
        return Math.max(0, rate.burstNanos() - nanosUntilFull(now)) / rate.nanosPerToken();
    }

    /** How many nanoseconds it takes until the bucket is full; 0 if it is. Then it is as good as a new one. */
    long nanosUntilFull(long now) {
        return Math.max(0, fullAt.get() - now);
    }
}
