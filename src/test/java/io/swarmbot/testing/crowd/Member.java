package io.swarmbot.testing.crowd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** One client, which follows the log and checks the number of each event. Confined to the thread of the crowd. */
final class Member implements EventScanner.Listener, Frames.Inside {

    /** Small, so that bytes that are not read stay with the service. */
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};

    /** The transport of a member. */
    enum Kind {
        BATCH,
        SINGLE,
        EVENT_STREAM;

        Frames frames() {
            return this == EVENT_STREAM ? new Chunks() : new WebSocketFrames(this == BATCH);
        }
    }

    private final Kind kind;
    private final String swarm;
    private final Consumer<String> faults;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private SocketChannel channel;
    private Frames frames;
    private EventScanner scanner;
    private boolean isHeadRead;
    private boolean isConnected;
    private String epoch = "";
    private long last = -1;
    private long events;

    /** @param faults is told each fault */
    Member(Kind kind, String swarm, Consumer<String> faults) {
        this.kind = kind;
        this.swarm = swarm;
        this.faults = faults;
    }

    /** Opens a connection at the cursor of the member; at the head for the first time. */
    void open(InetSocketAddress server, Selector selector) throws IOException {
        frames = kind.frames();
        scanner = new EventScanner(this);
        isHeadRead = false;
        isConnected = false;
        head.reset();
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(server);
        channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    /** Breaks the connection without a farewell. */
    void cut() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    void ready(SelectionKey key, ByteBuffer buffer) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(request().getBytes(US_ASCII)));
                key.interestOps(SelectionKey.OP_READ);
            } else {
                read(buffer);
            }
        } catch (IOException | RuntimeException e) {
            fail(e.toString());
            key.cancel();
        }
    }

    private String request() {
        String after = last < 0 ? "" : "?after=" + epoch + "-" + last;
        String start = "GET /api/v1/swarms/" + swarm;
        if (kind == Kind.EVENT_STREAM) {
            return start + "/events" + after + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        }
        return start + "/live" + after + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (kind == Kind.BATCH ? "Sec-WebSocket-Protocol: swarmbot.batch.v1\r\n\r\n" : "\r\n");
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            throw new IOException("the service ended the line");
        }
        buffer.flip();
        while (!isHeadRead && buffer.hasRemaining()) {
            readHead(buffer.get());
        }
        frames.take(buffer, this);
    }

    private void readHead(byte b) {
        head.write(b);
        String text = head.toString(US_ASCII);
        if (text.endsWith("\r\n\r\n")) {
            String due = kind == Kind.EVENT_STREAM ? "HTTP/1.1 200 " : "HTTP/1.1 101 ";
            if (!text.startsWith(due)) {
                throw new IllegalStateException(text.lines().findFirst().orElse(""));
            }
            isHeadRead = true;
        }
    }

    @Override
    public void payload(ByteBuffer bytes) {
        scanner.take(bytes);
    }

    @Override
    public void ping() {
        try {
            channel.write(ByteBuffer.wrap(PONG));
        } catch (IOException e) {
            fail(e.toString());
        }
    }

    @Override
    public void end() {
        fail("the service ended the stream");
    }

    @Override
    public void message(String type) {
        if (type.equals("reset") || type.equals("gone") || type.equals("reconnect") || type.equals("conflated")) {
            fail(type);
        }
    }

    @Override
    public void cursor(String type, String ofEpoch, long seq) {
        if (type.equals("connected")) {
            if (last >= 0 && seq != last) {
                fail("resumed at " + seq + " and not at " + last);
            }
            isConnected = true;
            epoch = ofEpoch;
            last = seq;
        } else if (type.equals("heartbeat")) {
            if (seq != last) {
                fail("a heartbeat at " + seq + " when " + last + " had come");
            }
        } else {
            if (seq != last + 1) {
                fail("event " + seq + " after " + last);
            }
            last = seq;
            events++;
        }
    }

    private void fail(String what) {
        faults.accept(kind + " at " + last + ": " + what);
    }

    boolean isConnected() {
        return isConnected;
    }

    long last() {
        return last;
    }

    long events() {
        return events;
    }
}
