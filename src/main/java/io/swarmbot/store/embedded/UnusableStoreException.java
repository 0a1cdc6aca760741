package io.swarmbot.store.embedded;

import org.jspecify.annotations.Nullable;

/** The store cannot be opened. The message is one sentence for the people who run the service. */
public final class UnusableStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
