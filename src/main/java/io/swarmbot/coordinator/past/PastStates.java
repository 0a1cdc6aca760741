package io.swarmbot.coordinator.past;

import io.swarmbot.coordinator.Rejections;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a swarm was at a cursor: the state at a place that the store keeps, and the fold of the events from there to the
 * cursor.
 *
 * <p>Such a state may need as much memory as the present one. So one of them is made at a time, and at most
 * {@value #MOST_WAITING} wait.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class PastStates {

    static final int MOST_WAITING = 16;

    private static final PageLimit PAGE = new PageLimit(1_000, 1 << 20);

    private final SwarmCoordinator coordinator;
    private final SwarmStore store;
    private final SwarmCodec codec;
    private final Executor workers;

    // Guarded by this.
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /** @param workers make the states */
    PastStates(SwarmCoordinator coordinator, SwarmStore store, SwarmCodec codec, Executor workers) {
        this.coordinator = coordinator;
        this.store = store;
        this.codec = codec;
        this.workers = workers;
    }

    /**
     * The state at exactly that cursor.
     *
     * <p>Failure: {@code cursor_expired} if it is not kept, {@code cursor_lost} if the log lost that place,
     * {@code behind} if this replica has not reached it in time, {@code swarm_busy} if too many others wait.
     */
    public CompletableFuture<SwarmState> at(String swarm, Cursor cursor, Duration patience) {
        return coordinator
                .stateAt(swarm, cursor, patience)
                .thenCompose(present -> present.cursor().seq() == cursor.seq()
                        ? CompletableFuture.completedFuture(present)
                        : inTurn(swarm, () -> find(present, cursor.seq())));
    }

    private CompletionStage<SwarmState> find(SwarmState present, long seq) {
        String swarm = present.swarm();
        return store.loadPast(swarm, seq)
                .thenComposeAsync(
                        image -> {
                            SwarmState start = image.map(found ->
                                            codec.decode(swarm, present.limits(), found.head(), found.entities()))
                                    .orElseThrow(PastStates::expired);
                            return foldUpTo(seq, start);
                        },
                        workers)
                .thenApply(state -> state.inEpoch(present.cursor().epoch()));
    }

    private CompletionStage<SwarmState> foldUpTo(long seq, SwarmState state) {
        if (state.cursor().seq() == seq) {
            return CompletableFuture.completedStage(state);
        }
        return store.read(state.swarm(), state.cursor(), PAGE)
                .thenComposeAsync(read -> foldUpTo(seq, fold(seq, state, read)), workers);
    }

    private SwarmState fold(long seq, SwarmState state, ReadResult read) {
        if (!(read instanceof Page page) || page.entries().isEmpty()) {
            throw expired();
        }
        SwarmState next = state;
        for (LogEntry entry : page.entries()) {
            if (entry.seq() > seq) {
                break;
            }
            next = fold(next, entry);
        }
        return next;
    }

    private SwarmState fold(SwarmState state, LogEntry entry) {
        try {
            return codec.decode(state.swarm(), entry, false)
                    .foldInto(state.inEpoch(entry.cursor().epoch()));
        } catch (RuntimeException unreadable) {
            throw new Rejection(ErrorCode.CURSOR_EXPIRED, "an event before that cursor cannot be read: " + entry);
        }
    }

    private static Rejection expired() {
        return new Rejection(ErrorCode.CURSOR_EXPIRED, "the swarm at that cursor is not kept any more");
    }

    /** Has the state made when the ones before are made. */
    private CompletableFuture<SwarmState> inTurn(String swarm, Supplier<CompletionStage<SwarmState>> making) {
        CompletableFuture<SwarmState> result = new CompletableFuture<>();
        Runnable turn = () -> begin(swarm, making, result);
        synchronized (this) {
            if (isBusy && waiting.size() >= MOST_WAITING) {
                throw new Rejection(ErrorCode.SWARM_BUSY, "too many ask for earlier states; ask again");
            }
            if (isBusy) {
                waiting.add(turn);
                return result;
            }
            isBusy = true;
        }
        turn.run();
        return result;
    }

    private void begin(
            String swarm, Supplier<CompletionStage<SwarmState>> making, CompletableFuture<SwarmState> result) {
        try {
            making.get().whenComplete((state, failure) -> end(swarm, state, failure, result));
        } catch (RuntimeException | Error failure) {
            end(swarm, null, failure, result);
        }
    }

    private void end(
            String swarm,
            @Nullable SwarmState state,
            @Nullable Throwable failure,
            CompletableFuture<SwarmState> result) {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            isBusy = next != null;
        }
        if (next != null) {
            workers.execute(next);
        }
        if (failure == null) {
            result.complete(Objects.requireNonNull(state));
        } else {
            result.completeExceptionally(Rejections.of(failure, swarm));
        }
    }
}
