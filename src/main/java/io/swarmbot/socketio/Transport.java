package io.swarmbot.socketio;

import io.netty.buffer.ByteBuf;
import io.swarmbot.push.CloseReason;

/**
 * The way by which the packets of a session reach its client, in frames of a WebSocket.
 *
 * <p>Thread-safety: confined to the session's event loop.
 */
interface Transport {

    /**
     * Writes the frames, which stay the caller's.
     *
     * @param whenTaken run on the session's event loop when the socket has taken them; never run if the client is gone
     */
    void write(ByteBuf frames, Runnable whenTaken);

    /** Writes the frames, which stay the caller's, for whoever need not know when they are taken. */
    default void write(ByteBuf frames) {
        write(frames, () -> {});
    }

    /** Bytes that wait for the socket. */
    long pendingBytes();

    /** Ends behind all that was written. */
    void close(CloseReason reason);

    /** Ends at once. */
    void reset();
}
