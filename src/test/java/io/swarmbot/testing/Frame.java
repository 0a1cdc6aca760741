package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A WebSocket frame (RFC 6455, 5.2).
 *
 * @param head the first byte: flags and opcode
 */
public record Frame(int head, byte[] payload) {

    public static final int TEXT = 0x81;
    public static final int BINARY = 0x82;
    public static final int CLOSE = 0x88;
    public static final int PING = 0x89;
    public static final int PONG = 0x8A;

    private static final int MASKED = 0x80;

    public static Frame text(String message) {
        return new Frame(TEXT, message.getBytes(UTF_8));
    }

    public static Frame close(int code) {
        return new Frame(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Reads the next frame of a server. Servers do not mask their frames. */
    public static Frame read(InputStream bytes) throws IOException {
        DataInputStream in = new DataInputStream(bytes);
        int head = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length >= MASKED) {
            throw new IOException("a server does not mask");
        }
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new IOException("a frame of length " + length);
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(head, payload);
    }

    /** The bytes that a client sends. The mask is zero, which leaves the payload as it is. */
    public byte[] asSent() {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(head);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(MASKED | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(MASKED | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    public String text() {
        return new String(payload, UTF_8);
    }
}
