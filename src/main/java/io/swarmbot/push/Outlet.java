package io.swarmbot.push;

import io.netty.buffer.ByteBuf;

/**
 * The writing end of one connection.
 *
 * <p>Thread-safety: called on the connection's event loop only.
 */
public interface Outlet {

    /** Where a stream begins. */
    enum Beginning {
        /** Behind the cursor with which the client came. It misses nothing. */
        RESUMED,
        /** Somewhere else. */
        ANEW
    }

    Framing framing();

    /** Is told once, before the first write, where the stream begins. */
    default void begin(Beginning beginning) {}

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
    default boolean ping() {
        return false;
    }

    /** Sends what waits for the next write. */
    default void flush() {}

    /**
     * When the peer last sent something, by the ticker of this process. A transport that cannot ask its peer returns
     * {@code now}.
     *
     * @param now the present time by that ticker
     */
    default long lastHeard(long now) {
        return now;
    }

    /** Ends the connection in the protocol's own way. Only while nothing is outstanding. */
    void close(CloseReason reason);

    /** Frees the socket at once, whatever it still holds. */
    void reset();
}
