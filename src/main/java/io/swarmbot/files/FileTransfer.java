package io.swarmbot.files;

import io.vertx.core.buffer.Buffer;

/**
 * One file that comes or goes on a WebSocket. It tells the connection when it is over.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
interface FileTransfer {

    /**
     * Bytes came from the client.
     *
     * @param offset the index of the first one in the file
     */
    void take(long offset, Buffer bytes);

    /** The client takes so many bytes more. */
    void addCredit(long bytes);

    /**
     * The client wants no more of it.
     *
     * @param discards whether an upload is to be gone
     */
    void end(boolean discards);

    /** The connection is gone. What came of an upload is kept. */
    void abandon();

    /** Looks after the transfer, about once a second. */
    void tick();
}
