package io.swarmbot.store.embedded;

import io.swarmbot.store.StoreException;
import java.sql.SQLException;

/** What somebody wants written: it becomes part of a transaction with whatever else waits, and hears how that ended. */
interface Work {

    /**
     * Does it within the writer's transaction, and remembers the answer. Called again, from the beginning, where the commit
     * failed.
     */
    void write(WriteSession session) throws SQLException;

    /** It is as durable as the store is configured to be: gives the answer. Must return at once. */
    void committed();

    /** It is not there, or it is not known whether it is. Must return at once. */
    void failed(RuntimeException failure);

    /** Bytes of memory that it holds while it waits. */
    default int size() {
        return 0;
    }

    /** Where the failure means that something may have been written all the same. */
    static RuntimeException failure(boolean isOutcomeKnown, String message, Throwable cause) {
        return isOutcomeKnown
                ? StoreException.unavailable(message, cause)
                : StoreException.outcomeUnknown(message, cause);
    }
}
