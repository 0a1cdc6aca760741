package io.swarmbot.testing.crowd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One client that comes back with its cursor whenever it is sent away, cut off or refused, and checks the number of
 * each event. Confined to the thread of its program.
 */
final class Traveller implements EventScanner.Listener, Frames.Inside {

    private static final Pattern RETRY_AFTER = Pattern.compile("\r\nretry-after: (\\d+)\r\n", Pattern.CASE_INSENSITIVE);
    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};

    /** Between two tries after a lost connection; each client chooses its own moment in this time. */
    private static final long PAUSE_MILLIS = 250;

    private static final int OK = 200;
    private static final int SWITCHED = 101;
    private static final int FIRST_OF_SERVER = 500;

    enum Kind {
        WEBSOCKET,
        EVENT_STREAM,
        POLL
    }

    /** Is told what happens to travellers. */
    interface Journal {

        void fault(String what);

        /** How long a client was without a stream, or without an answer to a poll. */
        void absence(long nanos, String who);

        void sentAway();

        void refused();
    }

    private final Kind kind;
    private final String swarm;
    private final Journal journal;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private String epoch;
    private long last;
    private long events;
    private SocketChannel channel;
    private Frames frames;
    private EventScanner scanner;
    private boolean isHeadRead;
    private int status;
    private boolean isConnected;
    private boolean isOpen;
    /** When it is to open the next connection. */
    private long dueAt;
    /** Since when it has no stream; 0 if it has one. */
    private long awaySince;

    private int refusals;

    /** @param cursor where it begins */
    Traveller(Kind kind, String swarm, String cursor, Journal journal) {
        this.kind = kind;
        this.swarm = swarm;
        this.journal = journal;
        int dash = cursor.lastIndexOf('-');
        this.epoch = cursor.substring(0, dash);
        this.last = Long.parseLong(cursor.substring(dash + 1));
        this.dueAt = System.nanoTime();
        this.awaySince = dueAt;
    }

    /** Opens a connection if it is time to. */
    void openIfDue(long now, InetSocketAddress server, Selector selector) throws IOException {
        if (isOpen || now - dueAt < 0) {
            return;
        }
        frames = kind == Kind.WEBSOCKET ? new WebSocketFrames(true) : new Chunks();
        scanner = new EventScanner(this);
        head.reset();
        isHeadRead = false;
        isConnected = false;
        isOpen = true;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(server);
        channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    void ready(SelectionKey key, ByteBuffer buffer) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(request().getBytes(US_ASCII)));
                key.interestOps(SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                read(buffer);
            }
        } catch (IOException lost) {
            leave(isConnected ? 0 : pause());
        } catch (RuntimeException broken) {
            fault(broken.toString());
            leave(pause());
        }
    }

    private String request() {
        String after = "?after=" + epoch + "-" + last;
        String start = "GET /api/v1/swarms/" + swarm;
        String host = " HTTP/1.1\r\nHost: localhost\r\n";
        return switch (kind) {
            case EVENT_STREAM -> start + "/events" + after + host + "Accept: text/event-stream\r\n\r\n";
            case POLL -> start + "/events" + after + "&wait=10s" + host + "Connection: close\r\n\r\n";
            case WEBSOCKET ->
                start + "/live" + after + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: swarmbot.batch.v1\r\n\r\n";
        };
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            end();
            return;
        }
        buffer.flip();
        while (isOpen && !isHeadRead && buffer.hasRemaining()) {
            readHead(buffer.get());
        }
        if (isOpen && isHeadRead) {
            frames.take(buffer, this);
        }
    }

    private void readHead(byte b) {
        head.write(b);
        String text = b == '\n' ? head.toString(US_ASCII) : "";
        if (!text.endsWith("\r\n\r\n")) {
            return;
        }
        isHeadRead = true;
        status = Integer.parseInt(text.substring(9, 12));
        if (status == (kind == Kind.WEBSOCKET ? SWITCHED : OK)) {
            boolean isChunked = text.toLowerCase(java.util.Locale.ROOT).contains("\r\ntransfer-encoding: chunked\r\n");
            frames = kind == Kind.POLL && !isChunked ? (bytes, inside) -> inside.payload(bytes) : frames;
            return;
        }
        if (status < FIRST_OF_SERVER) {
            fault(text.lines().findFirst().orElse(""));
        }
        Matcher retry = RETRY_AFTER.matcher(text);
        refuse(retry.find() ? TimeUnit.SECONDS.toMillis(Long.parseLong(retry.group(1))) : pause());
    }

    private void refuse(long millis) {
        journal.refused();
        if (++refusals > 1) {
            fault("refused " + refusals + " times, at last with " + status);
        }
        leave(millis);
    }

    private static long pause() {
        return ThreadLocalRandom.current().nextLong(PAUSE_MILLIS);
    }

    /** Closes the connection, and comes back after that time. */
    private void leave(long millis) {
        if (awaySince == 0) {
            awaySince = System.nanoTime();
        }
        isOpen = false;
        dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            channel.close();
        } catch (IOException e) {
            fault(e.toString());
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
            leave(0);
        }
    }

    /** The end of a stream, or of the answer to a poll. */
    @Override
    public void end() {
        if (!isOpen) {
            return;
        }
        if (kind == Kind.POLL && isHeadRead && status == OK) {
            connected();
            leave(0);
            awaySince = 0;
        } else {
            leave(isConnected ? 0 : pause());
        }
    }

    private void connected() {
        isConnected = true;
        refusals = 0;
        if (awaySince != 0) {
            journal.absence(System.nanoTime() - awaySince, kind + " of " + swarm);
            awaySince = 0;
        }
    }

    @Override
    public void message(String type) {
        if (type.equals("reset") || type.equals("gone") || type.equals("conflated")) {
            fault(type);
        } else if (type.equals("reconnect") && isConnected) {
            journal.sentAway();
            leave(0);
        } else if (type.equals("reconnect")) {
            status = OK;
            refuse(PAUSE_MILLIS + pause());
        }
    }

    @Override
    public void cursor(String type, String ofEpoch, long seq) {
        if (!isOpen) {
            return;
        }
        if (type.equals("connected")) {
            if (seq != last || !ofEpoch.equals(epoch)) {
                fault("resumed at " + ofEpoch + "-" + seq);
            }
            connected();
        } else if (type.equals("heartbeat")) {
            if (seq != last) {
                fault("a heartbeat at " + seq);
            }
        } else {
            if (seq != last + 1) {
                fault("event " + seq);
            }
            last = seq;
            events++;
        }
    }

    private void fault(String what) {
        journal.fault(kind + " of " + swarm + " at " + last + ": " + what);
    }

    String swarm() {
        return swarm;
    }

    boolean isConnected() {
        return isConnected || (kind == Kind.POLL && isOpen);
    }

    long last() {
        return last;
    }

    long events() {
        return events;
    }
}
