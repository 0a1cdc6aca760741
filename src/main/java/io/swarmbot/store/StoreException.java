package io.swarmbot.store;

/** The store could not do its work. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean outcomeKnown;

    private StoreException(String message, boolean outcomeKnown, Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** The exception for a failure after which it is certain that nothing was written. */
    public static StoreException unavailable(String message, Throwable cause) {
        return new StoreException(message, true, cause);
    }

    /**
     * The exception for a failure after which the append may or may not be in the log. Sending the same append again
     * settles it.
     */
    public static StoreException outcomeUnknown(String message, Throwable cause) {
        return new StoreException(message, false, cause);
    }

    /** True if it is certain that nothing was written. */
    public boolean isOutcomeKnown() {
        return outcomeKnown;
    }
}
