package io.swarmbot.http;

import io.netty.buffer.ByteBuf;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * The handshake of a WebSocket, and its frames (RFC 6455, 5.2) that are ready for the socket. A server's frames are not
 * masked, so the same bytes serve every connection. Stateless.
 */
public final class WebSocketFrames {

    /** The version of the protocol, as the header {@code Sec-WebSocket-Version} names it. */
    private static final String VERSION = "13";

    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_BINARY = 0x82;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private WebSocketFrames() {}

    /**
     * Refuses a request that is no handshake by RFC 6455, 4.2.1. The library would refuse it without a problem.
     *
     * @throws Rejection {@code upgrade_required}; the answer has the headers then that say what this service speaks
     */
    public static void requireHandshake(HttpServerRequest request) {
        if (!isHandshake(request.headers())) {
            request.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader("Sec-WebSocket-Version", VERSION);
            throw new Rejection(ErrorCode.UPGRADE_REQUIRED, "this path speaks WebSocket 13 only");
        }
    }

    /** Whether a request is a handshake by RFC 6455, 4.2.1. */
    public static boolean isHandshake(MultiMap headers) {
        return headers.contains(HttpHeaders.UPGRADE, "websocket", true)
                && headers.contains(HttpHeaders.CONNECTION)
                // The library looks at the first one only.
                && headers.get(HttpHeaders.CONNECTION).toLowerCase(Locale.ROOT).contains("upgrade")
                && VERSION.equals(headers.get("Sec-WebSocket-Version"))
                && headers.contains("Sec-WebSocket-Key");
    }

    /** Bytes of a frame with so many bytes of content. */
    public static int size(int payload) {
        int header = payload < LENGTH_16 ? 2 : payload <= 0xFFFF ? 4 : 10;
        return header + payload;
    }

    /** Writes the header of a frame. So many bytes of text are to follow. */
    public static void beginText(ByteBuf bytes, int payload) {
        begin(bytes, FINAL_TEXT, payload);
    }

    /** Writes the header of a frame. So many bytes that are no text are to follow. */
    public static void beginBinary(ByteBuf bytes, int payload) {
        begin(bytes, FINAL_BINARY, payload);
    }

    private static void begin(ByteBuf bytes, int head, int payload) {
        bytes.writeByte(head);
        if (payload < LENGTH_16) {
            bytes.writeByte(payload);
        } else if (payload <= 0xFFFF) {
            bytes.writeByte(LENGTH_16).writeShort(payload);
        } else {
            bytes.writeByte(LENGTH_64).writeLong(payload);
        }
    }

    /** Reads a header that {@link #beginText} wrote, and returns how many bytes of text follow. */
    public static int readTextHeader(ByteBuf bytes) {
        bytes.skipBytes(1);
        int length = bytes.readUnsignedByte();
        return length < LENGTH_16
                ? length
                : length == LENGTH_16 ? bytes.readUnsignedShort() : Math.toIntExact(bytes.readLong());
    }
}
