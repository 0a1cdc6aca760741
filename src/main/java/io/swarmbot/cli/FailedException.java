package io.swarmbot.cli;

/** A command could not do its work. The message is one sentence for whoever gave the command. */
final class FailedException extends Exception {

    private static final long serialVersionUID = 1;

    FailedException(String message) {
        super(message);
    }

    FailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
