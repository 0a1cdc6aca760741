package io.swarmbot.coordinator;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.StoreException;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rejections in failed stages. */
public final class Rejections {

    private Rejections() {}

    /** The rejection that a failed stage carries; empty if it failed for another reason or did not fail. */
    public static Optional<Rejection> in(@Nullable Throwable failure) {
        return failure != null && StageFailure.causeOf(failure) instanceof Rejection rejection
                ? Optional.of(rejection)
                : Optional.empty();
    }

    /** Whether the stage failed because there is no such swarm. */
    static boolean isUnknownSwarm(@Nullable Throwable failure) {
        return in(failure)
                .filter(rejection -> rejection.code() == ErrorCode.UNKNOWN_SWARM)
                .isPresent();
    }

    /** The store does not answer, so nothing was done. */
    static Rejection unavailable() {
        return new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store does not answer; nothing was done");
    }

    /** What a failure in finding or changing a swarm means to the caller. */
    public static Rejection of(Throwable failure, String swarm) {
        Throwable cause = StageFailure.causeOf(failure);
        if (cause instanceof Rejection rejection) {
            return rejection;
        }
        if (cause instanceof NoSuchSwarmException) {
            return new Rejection(ErrorCode.UNKNOWN_SWARM, "there is no swarm '" + swarm + "'");
        }
        if (cause instanceof StoreException store) {
            return store.isOutcomeKnown()
                    ? unavailable()
                    : new Rejection(ErrorCode.OUTCOME_UNKNOWN, "the store did not say whether it was done");
        }
        return new Rejection(ErrorCode.INTERNAL, "the service failed");
    }
}
