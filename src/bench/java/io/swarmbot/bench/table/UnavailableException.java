package io.swarmbot.bench.table;

/** This machine does not have what a measurement needs. The message says what, for the table. */
public final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }
}
