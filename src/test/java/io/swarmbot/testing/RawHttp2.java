package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * One TCP connection that speaks HTTP/2 frame by frame (RFC 9113), for what no HTTP client would do. It begins with
 * prior knowledge, and its windows are shut: no stream gets a byte of an answer before {@link #openWindow}. Not
 * thread-safe.
 */
public final class RawHttp2 implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;

    /** The error code with which a stream is cut off. */
    public static final byte CANCEL = 8;

    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private static final int INITIAL_WINDOW_SIZE = 4;

    /** A frame. */
    public record Frame(int type, int flags, int stream, byte[] payload) {

        public boolean isLast() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final String authority;
    private int lastStream = -1;

    private RawHttp2(Socket socket, String authority) throws IOException {
        this.socket = socket;
        this.authority = authority;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** @param receiveBufferBytes what the kernel may hold for a client that does not read; 0 for its own choice */
    public static RawHttp2 to(URI server, int receiveBufferBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            RawHttp2 connection = new RawHttp2(socket, server.getAuthority());
            connection.socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            connection.send(SETTINGS, 0, 0, new byte[] {0, INITIAL_WINDOW_SIZE, 0, 0, 0, 0});
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a resource, and returns the number of the stream. */
    public int get(String path) {
        send(request("GET", path, END_STREAM | END_HEADERS));
        return lastStream;
    }

    /** Begins a request with a body that does not end, and returns the number of the stream. */
    public int post(String path, String beginning) {
        send(request("POST", path, END_HEADERS));
        send(DATA, 0, lastStream, beginning.getBytes(US_ASCII));
        return lastStream;
    }

    /** Sends many requests without a body at once. */
    public void flood(String method, String path, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int n = 0; n < count; n++) {
            all.writeBytes(request(method, path, END_STREAM | END_HEADERS));
        }
        send(all.toByteArray());
    }

    private byte[] request(String method, String path, int flags) {
        lastStream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        header(block, ":method", method);
        header(block, ":scheme", "http");
        header(block, ":authority", authority);
        header(block, ":path", path);
        return frame(HEADERS, flags, lastStream, block.toByteArray());
    }

    /** A literal field without indexing (RFC 7541, 6.2.2). */
    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        if (text.length() > 126) {
            throw new IllegalArgumentException("longer than one byte of length: " + text);
        }
        block.write(text.length());
        block.writeBytes(text.getBytes(US_ASCII));
    }

    /** Lets a stream send so many bytes, and the connection, too. */
    public void openWindow(int stream, int bytes) {
        byte[] increment = {(byte) (bytes >> 24), (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes};
        send(WINDOW_UPDATE, 0, stream, increment);
        send(WINDOW_UPDATE, 0, 0, increment);
    }

    /** Cancels a stream. */
    public void cancel(int stream) {
        send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    private void send(int type, int flags, int stream, byte[] payload) {
        send(frame(type, flags, stream, payload));
    }

    private void send(byte[] frames) {
        try {
            socket.getOutputStream().write(frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Reads the next frame that is not about the connection as a whole. */
    public Frame receive() {
        try {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == SETTINGS && flags != ACK) {
                    send(SETTINGS, ACK, 0, new byte[0]);
                }
                if (stream != 0) {
                    return new Frame(type, flags, stream, payload);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
