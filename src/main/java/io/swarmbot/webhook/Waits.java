package io.swarmbot.webhook;

import io.swarmbot.concurrent.StageFailure;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Waits for the store, on threads that are there to wait. */
final class Waits {

    private Waits() {}

    /** @throws RuntimeException the failure of the stage */
    static <T> T result(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = StageFailure.causeOf(e.getCause() == null ? e : e.getCause());
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(cause);
        }
    }
}
