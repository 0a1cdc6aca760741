package io.swarmbot.coordinator;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ForwardingStore;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store in front of another, which does as it is told: a call can be held back, refused, or its answer lost. */
public final class ScriptedStore extends ForwardingStore {

    /** What one call does, instead of just asking the store behind. */
    public interface Step<T> {

        CompletionStage<T> answer(Supplier<CompletionStage<T>> really);
    }

    /** A call that waits until the test lets it go on. */
    static final class Held<T> implements Step<T> {

        private final CompletableFuture<Supplier<CompletionStage<T>>> called = new CompletableFuture<>();
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        @Override
        public CompletionStage<T> answer(Supplier<CompletionStage<T>> really) {
            called.complete(really);
            return answer;
        }

        /** Returns once the call is there. */
        Held<T> awaitCall() {
            LogDriver.join(called);
            return this;
        }

        /** Does what was asked for, without saying so yet. */
        T carryOut() {
            return LogDriver.join(LogDriver.join(called).get());
        }

        void release() {
            LogDriver.join(called).get().whenComplete((result, failure) -> {
                if (failure == null) {
                    answer.complete(result);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        }

        void complete(T result) {
            answer.complete(result);
        }

        void fail(Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }

    private final Queue<Step<AppendResult>> appends = new ConcurrentLinkedQueue<>();
    private final Queue<Step<ReadResult>> reads = new ConcurrentLinkedQueue<>();
    private final Queue<Step<Optional<SwarmImage>>> loads = new ConcurrentLinkedQueue<>();
    private final List<TailListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Append> sent = new CopyOnWriteArrayList<>();
    private final Queue<Step<Void>> checks = new ConcurrentLinkedQueue<>();
    volatile boolean isTailSilent;
    /** What it shares with others; null where that is up to the store behind. */
    volatile @Nullable SharedStore shared;
    /** Swarms can be neither made, deleted nor listed. */
    volatile boolean isAway;

    ScriptedStore(SwarmStore store) {
        super(store);
    }

    /** Every batch that was sent, in order, whatever became of it. */
    List<Append> sent() {
        return sent;
    }

    /** What the next append does for which nothing is said yet. */
    public void onAppend(Step<AppendResult> step) {
        appends.add(step);
    }

    Held<AppendResult> holdAppend() {
        Held<AppendResult> held = new Held<>();
        appends.add(held);
        return held;
    }

    void onRead(Step<ReadResult> step) {
        reads.add(step);
    }

    void onCheck(Step<Void> step) {
        checks.add(step);
    }

    void onLoad(Step<Optional<SwarmImage>> step) {
        loads.add(step);
    }

    Held<Optional<SwarmImage>> holdLoad() {
        Held<Optional<SwarmImage>> held = new Held<>();
        loads.add(held);
        return held;
    }

    private static <T> CompletionStage<T> next(Queue<Step<T>> steps, Supplier<CompletionStage<T>> really) {
        Step<T> step = steps.poll();
        return step == null ? really.get() : step.answer(really);
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append batch) {
        sent.add(batch);
        return next(appends, () -> super.append(swarm, batch));
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return next(reads, () -> super.read(swarm, after, limit));
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> load(String swarm) {
        return next(loads, () -> super.load(swarm));
    }

    /** News of the store, as if they came now. */
    void tell(String swarm, @Nullable Cursor head) {
        listeners.forEach(listener -> listener.moved(swarm, head));
    }

    @Override
    public Tail tail(TailListener listener) {
        listeners.add(listener);
        return super.tail((String swarm, @Nullable Cursor head) -> {
            if (!isTailSilent) {
                listener.moved(swarm, head);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> create(String swarm) {
        return isAway ? CompletableFuture.failedStage(CoordinatorHarness.unavailable()) : super.create(swarm);
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        return isAway ? CompletableFuture.failedStage(CoordinatorHarness.unavailable()) : super.delete(swarm);
    }

    @Override
    public CompletionStage<List<String>> swarms() {
        return isAway ? CompletableFuture.failedStage(CoordinatorHarness.unavailable()) : super.swarms();
    }

    @Override
    public CompletionStage<Void> check() {
        return next(checks, super::check);
    }

    @Override
    public Optional<SharedStore> shared() {
        return Optional.ofNullable(shared).or(super::shared);
    }
}
