package io.swarmbot.push;

import java.util.Locale;

/**
 * Why this service ends a stream. The code is that of a WebSocket's close frame (RFC 6455, 7.4; 4000 and up are ours) and
 * tells the client whether to come back: 4000-4099 resume by cursor, 4100-4199 do not.
 */
public enum CloseReason {
    /** The service stops or moves: come back, with jitter. */
    GOING_AWAY(1001),
    /** What it sent is no WebSocket. */
    PROTOCOL_ERROR(1002),
    /** A message over the size limit. */
    TOO_BIG(1009),
    /** It did not take what it was sent in time. */
    TOO_SLOW(4001),
    /** Too many commands without an answer that it took. */
    TOO_MANY_UNANSWERED(4002),
    /** It did not answer pings. */
    SILENT(4003),
    /** The service failed at this stream. */
    FAILED(4004),
    /** The transport was switched off: use another one. */
    TRANSPORT_OFF(4101),
    /** The swarm is no more. */
    SWARM_GONE(4102);

    private final int code;
    private final String wireName = name().toLowerCase(Locale.ROOT);

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
