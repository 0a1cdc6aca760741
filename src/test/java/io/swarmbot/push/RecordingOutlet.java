package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.swarmbot.wire.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connection that keeps what it is given, and takes it when the test says so. One message is one line. Holds its bytes until then, as a socket does. */
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
    private final long openedAt = System.nanoTime();
    volatile @Nullable Subscription subscription;

    RecordingOutlet(EventLoop loop, boolean takesAtOnce) {
        this(loop, takesAtOnce, LINES);
    }

    RecordingOutlet(EventLoop loop, boolean takesAtOnce, Framing framing) {
        this.loop = loop;
        this.takesAtOnce = takesAtOnce;
        this.framing = framing;
    }

    /** What arrived, one JSON object each. */
    synchronized List<String> received() {
        return List.copyOf(received);
    }

    /** The seq of the newest event that arrived; 0 where there is none. */
    synchronized long lastSeq() {
        return lastSeq;
    }

    private synchronized void add(String line) {
        received.add(line);
        if (isEvent(line)) {
            int from = line.indexOf('-', line.indexOf("\"cursor\":")) + 1;
            lastSeq = Long.parseLong(line.substring(from, line.indexOf('"', from)));
        }
    }

    private static boolean isEvent(String line) {
        return line.startsWith("{\"type\":\"agent_") || line.startsWith("{\"type\":\"task_");
    }

    /** Those of a type. */
    List<String> received(String type) {
        return received().stream()
                .filter(line -> line.startsWith("{\"type\":\"" + type + "\""))
                .toList();
    }

    /** The events among what arrived: what has a place of its own in the log. */
    List<String> events() {
        return received().stream().filter(RecordingOutlet::isEvent).toList();
    }

    /** Takes the oldest write that is not taken; false where there is none. */
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
    public long lastHeard() {
        return answersPings ? System.nanoTime() : openedAt;
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
