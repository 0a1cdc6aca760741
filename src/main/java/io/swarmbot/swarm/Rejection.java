package io.swarmbot.swarm;

import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A clear no, with nothing changed. It carries no stack trace: it is an answer, not a fault.
 */
public final class Rejection extends RuntimeException implements Outcome {

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

    /** What a failure in finding or changing a swarm means to whoever asked for it. */
    static Rejection of(Throwable failure, String swarm) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Rejection rejection) {
            return rejection;
        }
        if (cause instanceof NoSuchSwarmException) {
            return new Rejection(ErrorCode.UNKNOWN_SWARM, "there is no swarm '" + swarm + "'");
        }
        if (cause instanceof StoreException store) {
            return store.isOutcomeKnown()
                    ? new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store does not answer; nothing was done")
                    : new Rejection(ErrorCode.OUTCOME_UNKNOWN, "the store did not say whether it was done");
        }
        return new Rejection(ErrorCode.INTERNAL, "the service failed");
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
