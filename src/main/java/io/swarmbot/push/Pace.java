package io.swarmbot.push;

import java.time.Duration;

/**
 * How often a stream may bring something.
 *
 * @param intervalNanos nanoseconds between two messages; 0 for a stream that brings every event as soon as it can
 */
public record Pace(long intervalNanos) {

    /** Brings every event, as soon as it can. */
    public static final Pace UNLIMITED = new Pace(0);

    /**
     * At most so many messages. Events are conflated.
     *
     * @param messagesASecond more than 0
     */
    public static Pace of(double messagesASecond) {
        return new Pace((long) (Duration.ofSeconds(1).toNanos() / messagesASecond));
    }

    /** Whether the reader gets only the newest of what changed instead of every change. */
    boolean isLimited() {
        return intervalNanos > 0;
    }
}
