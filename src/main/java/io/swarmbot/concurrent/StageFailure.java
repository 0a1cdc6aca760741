package io.swarmbot.concurrent;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why a stage failed. */
public final class StageFailure {

    private StageFailure() {}

    /** The failure itself, if a {@link CompletionException} wraps it; otherwise what is given. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /** Like {@link #causeOf}, for the callbacks of a stage, which get null if it did not fail. */
    public static @Nullable Throwable causeOfNullable(@Nullable Throwable failure) {
        return failure == null ? null : causeOf(failure);
    }
}
