package io.swarmbot.store;

/** The store could not do its work. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean outcomeKnown;

    private StoreException(String message, boolean outcomeKnown, Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** Nothing was written. */
    public static StoreException unavailable(String message, Throwable cause) {
        return new StoreException(message, true, cause);
    }

    /** The batch may or may not have been written: only sending the same batch again settles it. */
    public static StoreException outcomeUnknown(String message, Throwable cause) {
        return new StoreException(message, false, cause);
    }

    public boolean isOutcomeKnown() {
        return outcomeKnown;
    }
}
