package io.swarmbot.store.embedded;

import java.sql.SQLException;

/**
 * Something that a caller wants written. The writer puts the waiting requests of all callers into one transaction.
 *
 * <p>Thread-safety: the writer calls all methods; {@link #size} is called by the thread that offers the request, too.
 */
interface WriteRequest {

    /**
     * Writes within the writer's transaction and remembers the answer. If the commit fails, the writer calls it a
     * second time, and the answer of the first time does not count.
     */
    void write(WriteSession session) throws SQLException;

    /** Gives the answer. Called after the commit is as durable as the settings ask for. Must return at once. */
    void complete();

    /** Gives a failure instead of the answer. Must return at once. */
    void fail(RuntimeException failure);

    /** Bytes of memory that it holds while it waits. */
    default int size() {
        return 0;
    }
}
