package io.swarmbot.coordinator;

import io.swarmbot.coordinator.SwarmRegistry.SwarmLine;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A swarm that is loaded or is being loaded. Whoever comes while it is being loaded is served in order of arrival.
 *
 * <p>Thread-safety: any thread.
 */
final class LoadedSwarm implements SwarmRegistry.Place {

    private final CompletableFuture<SwarmRunner> ready = new CompletableFuture<>();
    /** What was kept of the swarm before; null if nothing was. */
    private final @Nullable SwarmLine line;
    /** Null until the swarm is loaded and everybody who waited for that was served. */
    private volatile @Nullable SwarmRunner runner;
    /** Why it could not be loaded; null if it was, or is still to be. */
    private volatile @Nullable Throwable failure;
    /** Those who wait. Guarded by this. */
    private final ArrayDeque<BiConsumer<@Nullable SwarmRunner, @Nullable Throwable>> waiting = new ArrayDeque<>();
    /** Guarded by this. */
    private boolean isOver;

    LoadedSwarm(@Nullable SwarmLine line) {
        this.line = line;
    }

    @Nullable
    SwarmLine line() {
        return line;
    }

    /** Null if it is not loaded yet, or could not be. */
    @Nullable
    SwarmRunner runner() {
        return runner;
    }

    /** Completes when it is loaded; fails if it cannot be. */
    CompletableFuture<SwarmRunner> ready() {
        return ready;
    }

    /** Calls back with the runner or with the failure: at once if it is loaded, otherwise in order of arrival. */
    void whenReady(BiConsumer<@Nullable SwarmRunner, @Nullable Throwable> action) {
        synchronized (this) {
            if (!isOver) {
                waiting.add(action);
                return;
            }
        }
        // Not by the stage: it may complete a moment later, and whoever comes next goes straight to the runner.
        action.accept(runner, failure);
    }

    void succeed(SwarmRunner loaded) {
        serve(loaded, null);
        ready.complete(loaded);
    }

    void fail(Throwable whyNot) {
        serve(null, whyNot);
        ready.completeExceptionally(whyNot);
    }

    private void serve(@Nullable SwarmRunner loaded, @Nullable Throwable whyNot) {
        while (true) {
            BiConsumer<@Nullable SwarmRunner, @Nullable Throwable> next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    // From here on everybody goes straight to the runner, behind those who waited.
                    isOver = true;
                    failure = whyNot;
                    runner = loaded;
                    return;
                }
            }
            next.accept(loaded, whyNot);
        }
    }
}
