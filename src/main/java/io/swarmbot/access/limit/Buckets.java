package io.swarmbot.access.limit;

import io.swarmbot.concurrent.Ticker;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The buckets of those who are limited, by their names. Full buckets are forgotten when there are too many; if that is
 * not enough, others are, and those are full again.
 *
 * <p>Thread-safety: any thread. Only a name that comes for the first time takes a lock.
 */
final class Buckets {

    /** About 150 bytes each. */
    static final int MOST = 50_000;

    /** One in so many is forgotten at a time, so that not every further name looks at all of them. */
    private static final int FREED_SHARE = 8;

    private final ConcurrentHashMap<String, TokenBucket> byName = new ConcurrentHashMap<>();
    private final Ticker ticker;
    private final Rate rate;

    Buckets(Ticker ticker, Rate rate) {
        this.ticker = ticker;
        this.rate = rate;
    }

    Rate rate() {
        return rate;
    }

    /** As {@link TokenBucket#take}, from the bucket of that name. */
    long take(String name) {
        long now = ticker.nanos();
        TokenBucket bucket = byName.get(name);
        return (bucket == null ? add(name, now) : bucket).take(now, rate);
    }

    /** As {@link TokenBucket#nanosUntilToken}. */
    long nanosUntilToken(String name) {
        TokenBucket bucket = byName.get(name);
        return bucket == null ? 0 : bucket.nanosUntilToken(ticker.nanos(), rate);
    }

    /** As {@link TokenBucket#tokens}. */
    long tokens(String name) {
        TokenBucket bucket = byName.get(name);
        return bucket == null ? rate.burst() : bucket.tokens(ticker.nanos(), rate);
    }

    /** As {@link TokenBucket#nanosUntilFull}. */
    long nanosUntilFull(String name) {
        TokenBucket bucket = byName.get(name);
        return bucket == null ? 0 : bucket.nanosUntilFull(ticker.nanos());
    }

    int size() {
        return byName.size();
    }

    private synchronized TokenBucket add(String name, long now) {
        if (byName.size() >= MOST && !byName.containsKey(name)) {
            makeRoom(now);
        }
        return byName.computeIfAbsent(name, first -> new TokenBucket(now));
    }

    private void makeRoom(long now) {
        byName.values().removeIf(bucket -> bucket.nanosUntilFull(now) == 0);
        int excess = byName.size() - (MOST - MOST / FREED_SHARE);
        Iterator<TokenBucket> others = byName.values().iterator();
        for (int n = 0; n < excess && others.hasNext(); n++) {
            others.next();
            others.remove();
        }
    }
}
