package io.swarmbot.store.redis;

/** The server cannot do what the settings ask for. */
final class UnfitServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnfitServerException(String message) {
        super(message);
    }
}
