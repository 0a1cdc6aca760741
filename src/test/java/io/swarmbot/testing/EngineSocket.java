package io.swarmbot.testing;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket of Engine.IO, packet by packet. It answers no ping by itself. One thread at a time. */
public final class EngineSocket implements AutoCloseable {

    /** The query of a WebSocket. */
    public static final String QUERY = "EIO=4&transport=websocket";

    private final RawConnection connection;
    private int closeCode = WebSocketClient.NO_CLOSE_FRAME;

    private EngineSocket(RawConnection connection) {
        this.connection = connection;
    }

    /** Opens a WebSocket at {@code /socket.io/}. */
    public static EngineSocket open(URI server, String query, String... headers) {
        RawConnection connection = RawConnection.to(server);
        RawConnection.Response answer = connection.upgrade("/socket.io/?" + query, headers);
        if (answer.status() != 101) {
            connection.close();
            throw new AssertionError("no WebSocket but " + answer);
        }
        return new EngineSocket(connection);
    }

    public EngineSocket send(String packet) {
        return send(Frame.text(packet));
    }

    public synchronized EngineSocket send(Frame frame) {
        connection.send(frame);
        return this;
    }

    /** The next packet; null if the connection has ended. */
    public String receive() {
        try {
            while (true) {
                Frame frame = Frame.read(connection.in());
                switch (frame.head()) {
                    case Frame.TEXT -> {
                        return frame.text();
                    }
                    case Frame.CLOSE -> {
                        byte[] code = frame.payload();
                        closeCode = code.length < 2 ? 1005 : (code[0] & 0xFF) << 8 | code[1] & 0xFF;
                        return null;
                    }
                    case Frame.PING -> send(new Frame(Frame.PONG, frame.payload()));
                    default -> throw new AssertionError("a frame that starts with " + frame.head());
                }
            }
        } catch (java.net.SocketTimeoutException late) {
            throw new AssertionError("nothing came", late);
        } catch (IOException ended) {
            return null;
        }
    }

    /** The packets up to the one that begins so, and that one. */
    public List<String> receiveUntil(String beginning) {
        List<String> packets = new ArrayList<>();
        while (true) {
            String packet = receive();
            if (packet == null) {
                throw new AssertionError("ended without '" + beginning + "' after " + packets);
            }
            packets.add(packet);
            if (packet.startsWith(beginning)) {
                return packets;
            }
        }
    }

    /** The next packet that begins so. */
    public String await(String beginning) {
        List<String> packets = receiveUntil(beginning);
        return packets.get(packets.size() - 1);
    }

    /** Reads until the connection has ended, and returns the code of the close frame, or 1006. */
    public int closeCode() {
        while (receive() != null) {
            // What comes before the end does not matter.
        }
        return closeCode;
    }

    /** Breaks the connection. */
    public void reset() {
        connection.reset();
    }

    /** Reads without a time limit. */
    EngineSocket withoutTimeout() {
        connection.withoutTimeout();
        return this;
    }

    @Override
    public void close() {
        connection.close();
    }
}
