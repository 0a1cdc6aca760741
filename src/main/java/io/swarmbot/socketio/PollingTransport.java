package io.swarmbot.socketio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.CloseReason;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long polling. Packets wait here for the client's next request: one write of the stream, and what the protocol
 * itself has to say.
 *
 * <p>Thread-safety: confined to the session's event loop.
 */
final class PollingTransport implements Transport {

    /**
     * The limit for what waits besides the stream's write: a client that sends and does not poll is ended. Answers of
     * the protocol are short.
     */
    private static final int MAX_WAITING = 64;

    /** Frames that wait, held once. */
    private record Part(ByteBuf frames, Runnable whenTaken) {}

    private final Consumer<CloseReason> whenFull;
    private final Deque<Part> waiting = new ArrayDeque<>(2);
    private @Nullable Poll open;
    private boolean isUpgrading;
    /** Why the session has ended; null if it has not. */
    private @Nullable CloseReason ending;

    /** @param whenFull is told if too much waits */
    PollingTransport(Consumer<CloseReason> whenFull) {
        this.whenFull = whenFull;
    }

    /** Takes a request of the client; false if there is one already. */
    boolean take(Poll poll) {
        if (open != null) {
            return false;
        }
        open = poll;
        poll.watch(() -> answerNow(poll));
        flush();
        return true;
    }

    /** Answers a request that can wait no longer with nothing. */
    private void answerNow(Poll poll) {
        if (poll == open) {
            open = null;
            poll.answer(Packets.NOOP.getBytes(US_ASCII), () -> {});
        }
    }

    /** The client changes to another transport. Until it has, or gives up, no request waits. */
    void upgrade(boolean isBegun) {
        isUpgrading = isBegun;
        flush();
    }

    /** Hands what waits to the transport to which the client has changed. */
    void moveTo(Transport next) {
        isUpgrading = true;
        Part part;
        while ((part = waiting.poll()) != null) {
            next.write(part.frames(), part.whenTaken());
            part.frames().release();
        }
        flush();
    }

    @Override
    public void write(ByteBuf frames, Runnable whenTaken) {
        if (waiting.size() >= MAX_WAITING) {
            whenFull.accept(CloseReason.TOO_MANY_UNANSWERED);
            return;
        }
        waiting.add(new Part(frames.retainedDuplicate(), whenTaken));
        flush();
    }

    private void flush() {
        Poll poll = open;
        if (poll == null) {
            return;
        }
        if (!waiting.isEmpty()) {
            open = null;
            List<Part> parts = new ArrayList<>(waiting);
            waiting.clear();
            byte[] packets = packetsOf(parts);
            poll.answer(packets, () -> parts.forEach(part -> part.whenTaken().run()));
        } else if (ending != null) {
            open = null;
            end(poll, ending);
        } else if (isUpgrading) {
            answerNow(poll);
        }
    }

    /** Takes the packets out of their frames, and releases the frames. */
    private static byte[] packetsOf(List<Part> parts) {
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        for (Part part : parts) {
            ByteBuf frames = part.frames();
            while (frames.isReadable()) {
                byte[] packet = new byte[WebSocketFrames.readTextHeader(frames)];
                frames.readBytes(packet);
                if (packets.size() > 0) {
                    packets.write(Poll.SEPARATOR);
                }
                packets.writeBytes(packet);
            }
            frames.release();
        }
        return packets.toByteArray();
    }

    @Override
    public long pendingBytes() {
        long bytes = 0;
        for (Part part : waiting) {
            bytes += part.frames().readableBytes();
        }
        return bytes;
    }

    @Override
    public void close(CloseReason reason) {
        ending = reason;
        flush();
    }

    /**
     * Answers the last request. Some clients do not come back after a packet that says close, so only those are sent
     * one whose fault it is; others hear that the session is unknown.
     */
    private static void end(Poll poll, CloseReason reason) {
        switch (reason) {
            case PROTOCOL_ERROR, TOO_BIG, TOO_MANY_UNANSWERED, SWARM_GONE ->
                poll.answer(Packets.CLOSE.getBytes(US_ASCII), () -> {});
            default -> poll.refuse(EngineError.UNKNOWN_SESSION);
        }
    }

    /** The client closed the session, and its request is answered with nothing. */
    void endByClient() {
        if (open != null) {
            answerNow(open);
        }
        release();
    }

    @Override
    public void reset() {
        release();
        flush();
    }

    /** Whether something must still be told. */
    boolean isDone() {
        return waiting.isEmpty() && open == null;
    }

    /** Drops what waits: the session is over. A request that still comes hears so. */
    void release() {
        ending = ending == null ? CloseReason.GOING_AWAY : ending;
        waiting.forEach(part -> part.frames().release());
        waiting.clear();
    }
}
