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
     * @param whenTaken run on the event loop when the socket has taken them; never where the connection fails before: then
     *     {@link Subscription#closed} is said
     */
    void write(ByteBuf bytes, Runnable whenTaken);

    /** Bytes that wait for the socket. */
    long pendingBytes();

    /** Asks the peer for a sign of life, with the next write or {@link #flush}; false where the transport knows no such thing. */
    boolean ping();

    /** Sends what waits for the next write. */
    void flush();

    /** When the peer sent something for the last time, by {@link System#nanoTime}. Where it is never asked to, any time. */
    long lastHeard();

    /** Ends the connection in the protocol's own way. Only while nothing is outstanding. */
    void close(CloseReason reason);

    /** Frees the socket now, whatever it still holds. */
    void reset();
}
