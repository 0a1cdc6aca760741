package io.swarmbot.coordinator;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads of a state that is not older than a cursor. Thread-safety: any thread. */
final class CursorReads {

    private static final PageLimit ONE_ENTRY = new PageLimit(1, 1);

    private final SwarmContext context;

    CursorReads(SwarmContext context) {
        this.context = context;
    }

    /** As {@link SwarmCoordinator#stateAt}. */
    CompletableFuture<SwarmState> stateAt(SwarmRunner runner, Cursor atLeast, Duration patience) {
        if (!isOfEpoch(runner.state(), atLeast)) {
            return requireKept(runner.state().swarm(), atLeast).thenCompose(kept -> waitFor(runner, atLeast, patience));
        }
        // The epoch may end before that place while it is waited for.
        return waitFor(runner, atLeast, patience)
                .thenCompose(state -> isOfEpoch(state, atLeast)
                        ? CompletableFuture.completedFuture(state)
                        : requireKept(state.swarm(), atLeast).thenApply(kept -> state));
    }

    private static boolean isOfEpoch(SwarmState state, Cursor cursor) {
        return state.cursor().epoch().equals(cursor.epoch());
    }

    private CompletableFuture<SwarmState> waitFor(SwarmRunner runner, Cursor atLeast, Duration patience) {
        CompletableFuture<SwarmState> reached = runner.reached(atLeast);
        if (!reached.isDone()) {
            var alarm = context.timer()
                    .schedule(
                            () -> reached.completeExceptionally(behind(atLeast)),
                            patience.toMillis(),
                            TimeUnit.MILLISECONDS);
            reached.whenComplete((state, failure) -> alarm.cancel(false));
        }
        return reached;
    }

    private static Rejection behind(Cursor cursor) {
        return new Rejection(ErrorCode.BEHIND, "this replica has not reached " + cursor);
    }

    /** Fails if the cursor's epoch ended before the cursor. */
    private CompletableFuture<?> requireKept(String swarm, Cursor cursor) {
        return context.answered(swarm, context.store().read(swarm, cursor, ONE_ENTRY))
                .handle((read, failure) -> {
                    if (failure == null) {
                        return read;
                    }
                    Rejection rejection = Rejections.of(failure, swarm);
                    // If the store cannot say it now, it is certain only that this replica has not reached the place.
                    throw rejection.code() == ErrorCode.STORE_UNAVAILABLE ? behind(cursor) : rejection;
                })
                .thenAccept(read -> {
                    if (read instanceof ReadResult.Gap gap && gap.reason() == GapReason.EPOCH) {
                        throw new Rejection(ErrorCode.CURSOR_LOST, "the log of swarm '" + swarm + "' lost " + cursor);
                    }
                });
    }
}
