package io.swarmbot.files.store;

import java.io.IOException;

/** The store does not answer, or refuses what the service asks of it. The same call may succeed later. */
public final class StoreUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message what was asked and what came of it, for the log: it may name hosts and accounts */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
