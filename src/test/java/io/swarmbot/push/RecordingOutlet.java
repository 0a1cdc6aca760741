package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.wire.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection that keeps what it is given. It takes a write at once, or when the test says so, and holds the bytes
 * until then, as a socket does. One message is one line.
 */
final class RecordingOutlet implements Outlet {

    /** How often a set of messages was put into bytes, over all connections. */
    static final AtomicInteger FRAMINGS = new AtomicInteger();

    private static final Framing LINES = messages -> {
        FRAMINGS.incrementAndGet();
        StringBuilder lines = new StringBuilder();
        for (Message message : messages) {
            lines.append(new String(message.json(), StandardCharsets.UTF_8)).append('\n');
        }
        return Unpooled.copiedBuffer(lines, StandardCharsets.UTF_8);
    };

    /** A write that the socket has not taken. */
    private record Untaken(ByteBuf bytes, Runnable whenTaken) {}

    private final EventLoop loop;
    private final boolean takesAtOnce;
    private final Framing framing;
    private final List<String> received = new ArrayList<>();
    private final ConcurrentLinkedQueue<Untaken> untaken = new ConcurrentLinkedQueue<>();
    final AtomicInteger outstanding = new AtomicInteger();
    final AtomicInteger mostOutstanding = new AtomicInteger();
    private long lastSeq;
    volatile @Nullable CloseReason closed;
    volatile boolean isReset;
    volatile long pending;
    volatile int pings;
    volatile boolean answersPings;
    volatile boolean isBroken;
    private final long openedAt;
    volatile @Nullable Subscription subscription;

    RecordingOutlet(EventLoop loop, boolean takesAtOnce) {
        this(loop, takesAtOnce, Ticker.system());
    }

    RecordingOutlet(EventLoop loop, boolean takesAtOnce, Ticker ticker) {
        this(loop, takesAtOnce, LINES, ticker);
    }

    RecordingOutlet(EventLoop loop, boolean takesAtOnce, Framing framing) {
        this(loop, takesAtOnce, framing, Ticker.system());
    }

    private RecordingOutlet(EventLoop loop, boolean takesAtOnce, Framing framing, Ticker ticker) {
        this.openedAt = ticker.nanos();
        this.loop = loop;
        this.takesAtOnce = takesAtOnce;
        this.framing = framing;
    }

    /** What arrived, one JSON object each. */
    synchronized List<String> received() {
        return List.copyOf(received);
    }

    /** The sequence of the newest event or reset that arrived; 0 if none arrived. */
    synchronized long lastSeq() {
        return lastSeq;
    }

    private synchronized void add(String line) {
        received.add(line);
        if (isEvent(line) || line.startsWith("{\"type\":\"reset\"")) {
            lastSeq = seqOf(line);
        }
    }

    /** The sequence of the cursor in a message. */
    static long seqOf(String line) {
        int from = line.indexOf('-', line.indexOf("\"cursor\":")) + 1;
        return Long.parseLong(line.substring(from, line.indexOf('"', from)));
    }

    private static boolean isEvent(String line) {
        return line.startsWith("{\"type\":\"agent_") || line.startsWith("{\"type\":\"task_");
    }

    /** The messages of a type that arrived. */
    List<String> received(String type) {
        return received().stream()
                .filter(line -> line.startsWith("{\"type\":\"" + type + "\""))
                .toList();
    }

    /** The events that arrived: messages that have a place of their own in the log. */
    List<String> events() {
        return received().stream().filter(RecordingOutlet::isEvent).toList();
    }

    /** Takes the oldest write that is not taken; false if there is none. */
    boolean take() {
        Untaken write = untaken.poll();
        if (write == null) {
            return false;
        }
        loop.execute(() -> taken(write));
        return true;
    }

    private void taken(Untaken write) {
        write.bytes().release();
        outstanding.decrementAndGet();
        write.whenTaken().run();
    }

    private void lose() {
        for (Untaken write = untaken.poll(); write != null; write = untaken.poll()) {
            write.bytes().release();
        }
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public void write(ByteBuf bytes, Runnable whenTaken) {
        if (isBroken) {
            throw new IllegalStateException("for a test");
        }
        int now = outstanding.incrementAndGet();
        mostOutstanding.accumulateAndGet(now, Math::max);
        bytes.toString(StandardCharsets.UTF_8).lines().forEach(this::add);
        Untaken write = new Untaken(bytes.retain(), whenTaken);
        if (takesAtOnce) {
            loop.execute(() -> taken(write));
        } else {
            untaken.add(write);
        }
    }

    @Override
    public long pendingBytes() {
        return pending;
    }

    @Override
    public boolean ping() {
        pings++;
        return true;
    }

    @Override
    public void flush() {
        // Nothing waits: there is no socket.
    }

    @Override
    public long lastHeard(long now) {
        return answersPings ? now : openedAt;
    }

    @Override
    public void close(CloseReason reason) {
        closed = reason;
        lose();
    }

    @Override
    public void reset() {
        isReset = true;
        lose();
    }
}
