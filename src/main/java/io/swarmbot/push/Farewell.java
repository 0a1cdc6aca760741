package io.swarmbot.push;

import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How streams are sent away from this replica although nothing is wrong with them: when each of them is told to come
 * back, why, and after how long. Clients that are sent away together do not come back together.
 *
 * <p>Thread-safety: any thread.
 */
public final class Farewell {

    /** The part of the time in which nobody is told yet: balancers notice meanwhile that this replica is not ready. */
    private static final int QUIET_PART = 10;

    /** How much sooner than at its full age a stream may end: streams that began together do not end together. */
    private static final int SOONER_PART = 5;

    private final CloseReason reason;
    private final long spreadNanos;
    private final long mostRetryMillis;

    private Farewell(CloseReason reason, long spreadNanos, long mostRetryMillis) {
        this.reason = reason;
        this.spreadNanos = spreadNanos;
        this.mostRetryMillis = mostRetryMillis;
    }

    /** Each stream ends at a moment of its own within that time, and its client comes back at once. */
    public static Farewell within(Duration spread) {
        return new Farewell(CloseReason.GOING_AWAY, spread.toNanos(), 0);
    }

    /** All streams end now. Their clients come back within that time, each at a moment of its own. */
    public static Farewell now(Duration mostRetry) {
        return new Farewell(CloseReason.GOING_AWAY, 0, mostRetry.toMillis());
    }

    /** One stream ends because it is old, and its client comes back at once. */
    public static Farewell ofAge() {
        return new Farewell(CloseReason.MAX_AGE, 0, 0);
    }

    /**
     * How long one stream may live, in nanoseconds: between four fifths of that age and all of it.
     *
     * @param maxAge zero for streams that do not end by their age
     */
    public static long lifeNanos(Duration maxAge) {
        if (maxAge.isZero()) {
            return Long.MAX_VALUE;
        }
        long most = maxAge.toNanos();
        return most - ThreadLocalRandom.current().nextLong(most / SOONER_PART + 1);
    }

    /** Why the streams end. */
    public CloseReason reason() {
        return reason;
    }

    /** Whether a stream is told at once. */
    boolean isDueNow() {
        return spreadNanos == 0;
    }

    /** In how many nanoseconds one stream is told, chosen at random. */
    public long delayNanos() {
        long quiet = spreadNanos / QUIET_PART;
        return isDueNow() ? 0 : quiet + ThreadLocalRandom.current().nextLong(spreadNanos - quiet);
    }

    /** What one stream is told. */
    public Message notice() {
        long retry = mostRetryMillis == 0 ? 0 : ThreadLocalRandom.current().nextLong(mostRetryMillis);
        return StreamNotices.reconnect(reason.wireName(), retry);
    }
}
