package io.swarmbot.push;

import io.swarmbot.text.WireNames;

/**
 * Why this service ends a stream. The code is that of a WebSocket's close frame (RFC 6455, 7.4); codes from 4000 are
 * this service's own. A client that gets 4000 to 4099 comes back with its cursor, one that gets 4100 to 4199 does not.
 */
public enum CloseReason {
    /** This replica stops. The client comes back as the notice before it says. */
    GOING_AWAY(1001),
    /** The client sent bytes that are no WebSocket frame. */
    PROTOCOL_ERROR(1002),
    /** The client sent a message over the size limit. */
    TOO_BIG(1009),
    /** The client did not take what it was sent in time. */
    TOO_SLOW(4001),
    /** The client sends commands, and does not read the answers. */
    TOO_MANY_UNANSWERED(4002),
    /** The client did not answer a ping in time. */
    SILENT(4003),
    /** A fault of the service ended this stream. */
    FAILED(4004),
    /** The stream has lived for as long as one may. The client comes back, perhaps to another replica. */
    MAX_AGE(4005),
    /** The transport was switched off. The client uses another one. */
    TRANSPORT_OFF(4101),
    /** The swarm was deleted. */
    SWARM_GONE(4102),
    /** The client's login is good no longer. */
    UNAUTHENTICATED(4103);

    private final int code;
    private final String wireName = WireNames.of(this);

    CloseReason(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The reason's name in close frames, metrics and the log. */
    public String wireName() {
        return wireName;
    }
}
