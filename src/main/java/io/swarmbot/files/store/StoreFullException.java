package io.swarmbot.files.store;

import java.io.IOException;

/** There is no room for more bytes. */
public final class StoreFullException extends IOException {

    private static final long serialVersionUID = 1L;

    public StoreFullException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
