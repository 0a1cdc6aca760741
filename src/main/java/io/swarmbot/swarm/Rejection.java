package io.swarmbot.swarm;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A clear no, with nothing changed. It carries no stack trace: it is an answer, not a fault.
 */
public final class Rejection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** @param detail what exactly is wrong, for people; it names the value's place, not the service's inside */
    public Rejection(ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    /** The rejection that a failed stage carries, where it is one. */
    public static Optional<Rejection> in(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Rejection rejection ? Optional.of(rejection) : Optional.empty();
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
