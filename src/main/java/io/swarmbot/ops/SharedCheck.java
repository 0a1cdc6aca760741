package io.swarmbot.ops;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A check that runs once at a time. Whoever asks while it runs gets its result. Nobody needs a login to ask, so this is
 * what keeps a flood of requests away from the store.
 *
 * <p>Thread-safety: any thread.
 */
final class SharedCheck {

    private final Supplier<CompletionStage<Boolean>> check;
    /** Guarded by this. */
    private @Nullable CompletableFuture<Boolean> running;

    /** @param check does not throw */
    SharedCheck(Supplier<CompletionStage<Boolean>> check) {
        this.check = check;
    }

    /** Whether all is well; fails if the check does. */
    CompletableFuture<Boolean> ask() {
        CompletableFuture<Boolean> result;
        synchronized (this) {
            if (running != null) {
                return running;
            }
            result = new CompletableFuture<>();
            running = result;
        }
        check.get().whenComplete((isUp, failure) -> {
            synchronized (this) {
                running = null;
            }
            if (failure == null) {
                result.complete(isUp);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}
