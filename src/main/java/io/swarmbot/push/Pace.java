package io.swarmbot.push;

import java.time.Duration;

/**
 * How often a stream may bring something.
 *
 * @param intervalNanos between two messages; 0 for a stream that brings every event as soon as it can
 */
public record Pace(long intervalNanos) {

    /** Every event, as soon as it can. */
    public static final Pace UNLIMITED = new Pace(0);

    /** @param messagesASecond more than 0; its events are conflated */
    public static Pace of(double messagesASecond) {
        return new Pace((long) (Duration.ofSeconds(1).toNanos() / messagesASecond));
    }

    /** Whether the reader gets the newest of what changed rather than every change. */
    boolean isLimited() {
        return intervalNanos > 0;
    }
}
