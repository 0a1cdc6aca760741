package io.swarmbot.access.limit;

import io.swarmbot.concurrent.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failed logins by a key, such as an address. After some of them each further one costs a pause in which no login is
 * tried, and each pause is twice as long as the one before, up to a limit. A good login ends that, and so does a quiet
 * time.
 *
 * <p>Thread-safety: synchronized; a call is short. While nobody fails, a call takes no lock.
 */
final class FailedLogins<K> {

    /** The keys that are remembered: those that failed last. About 200 bytes each. */
    static final int MOST = 50_000;

    /** After how long without a failure a key is as good as new. */
    static final Duration MEMORY = Duration.ofMinutes(15);

    private static final class Failures {

        private int count;
        private long lastAt;
        private long openAt;
    }

    private final Map<K, Failures> byKey = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Failures> eldest) {
            return size() > MOST;
        }
    };
    private final Ticker ticker;
    private final int free;
    private final long firstPause;
    private final long longestPause;
    private volatile boolean isEmpty = true;

    /**
     * @param free how many failures cost no pause
     * @throws IllegalArgumentException if the first pause is not above zero, or longer than the longest
     */
    FailedLogins(Ticker ticker, int free, Duration firstPause, Duration longestPause) {
        if (free < 1 || firstPause.isNegative() || firstPause.isZero() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("swarmbot.limits.per-address: failed-logins is at least 1, and"
                    + " failed-login-pause above 0s and at most failed-login-pause-at-most: " + free + ", " + firstPause
                    + ", " + longestPause);
        }
        this.ticker = ticker;
        this.free = free;
        this.firstPause = firstPause.toNanos();
        this.longestPause = longestPause.toNanos();
    }

    /** Whether nobody failed. Then no key has a pause. */
    boolean isEmpty() {
        return isEmpty;
    }

    /** For how many nanoseconds no login with this key is tried; 0 if one is. */
    synchronized long nanosClosed(K key) {
        Failures failures = byKey.get(key);
        return failures == null ? 0 : Math.max(0, failures.openAt - ticker.nanos());
    }

    /** A login failed. One that was tried before a pause began, and failed in it, does not count. */
    synchronized void fail(K key) {
        long now = ticker.nanos();
        Failures failures = byKey.computeIfAbsent(key, first -> new Failures());
        boolean isFirst = failures.count == 0;
        if (!isFirst && now - failures.openAt < 0) {
            return;
        }
        boolean isForgotten = !isFirst && now - failures.lastAt > MEMORY.toNanos() + pause(failures.count);
        failures.count = isForgotten ? 1 : failures.count + 1;
        failures.lastAt = now;
        failures.openAt = now + pause(failures.count);
        isEmpty = false;
    }

    private long pause(int count) {
        int doublings = count - free - 1;
        if (doublings < 0) {
            return 0;
        }
        // The shift would overflow; by then the longest pause is reached in any case.
        return doublings >= Long.numberOfLeadingZeros(firstPause) - 1
                ? longestPause
                : Math.min(longestPause, firstPause << doublings);
    }

    /** A login succeeded. */
    synchronized void succeed(K key) {
        byKey.remove(key);
        isEmpty = byKey.isEmpty();
    }

    /** A login succeeded after a pause. Without one, the failures stay counted. */
    synchronized void succeedAfterPause(K key) {
        Failures failures = byKey.get(key);
        if (failures != null && failures.count > free) {
            succeed(key);
        }
    }

    synchronized int size() {
        return byKey.size();
    }
}
