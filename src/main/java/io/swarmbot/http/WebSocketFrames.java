package io.swarmbot.http;

import io.netty.buffer.ByteBuf;

/**
 * Text frames of a WebSocket (RFC 6455, 5.2) that are ready for the socket. A server's frames are not masked, so the
 * same bytes serve every connection. Stateless.
 */
public final class WebSocketFrames {

    private static final int FINAL_TEXT = 0x81;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private WebSocketFrames() {}

    /** Bytes of a frame with so many bytes of text. */
    public static int textSize(int payload) {
        int header = payload < LENGTH_16 ? 2 : payload <= 0xFFFF ? 4 : 10;
        return header + payload;
    }

    /** Writes the header of a frame. So many bytes of text are to follow. */
    public static void beginText(ByteBuf bytes, int payload) {
        bytes.writeByte(FINAL_TEXT);
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
