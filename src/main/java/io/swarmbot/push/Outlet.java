package io.swarmbot.push;

import io.netty.buffer.ByteBuf;

/**
 * The writing end of one connection.
 *
 * <p>Thread-safety: called on the connection's event loop only.
 */
public interface Outlet {

    Framing framing();

    /**
     * Writes the bytes, which stay the caller's.
     *
     * @param whenTaken run on the event loop when the socket has taken them. Never run if the connection fails before:
     *     then the transport calls {@link Subscription#close}
     */
    void write(ByteBuf bytes, Runnable whenTaken);

    /** Bytes that wait for the socket. */
    long pendingBytes();

    /** Asks the peer for a sign of life, with the next write or {@link #flush}; false if the transport cannot ask. */
    boolean ping();

    /** Sends what waits for the next write. */
    void flush();

    /**
     * When the peer last sent something, by the ticker of this process. A transport that cannot ask its peer returns
     * {@code now}.
     *
     * @param now the present time by that ticker
     */
    long lastHeard(long now);

    /** Ends the connection in the protocol's own way. Only while nothing is outstanding. */
    void close(CloseReason reason);

    /** Frees the socket at once, whatever it still holds. */
    void reset();
}
