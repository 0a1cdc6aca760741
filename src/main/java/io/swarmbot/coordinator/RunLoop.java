package io.swarmbot.coordinator;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time work for a swarm. While a store's answer is awaited no thread is held: the answer takes the
 * run up again.
 *
 * <p>The swarms share the threads: a run that goes on for long makes way for those that wait for a thread.
 *
 * <p>Thread-safety: any thread may {@link #schedule}; {@link #await} and {@link #rest} are called by the run only. What
 * one run wrote to plain fields, the next run sees.
 */
final class RunLoop {

    /** What a swarm does with its run. */
    interface Work {

        /** Does one thing. True to be called again at once; false if the run is over or waits for an answer. */
        boolean runOnce();

        /** Whether there is something to do. Any thread. */
        boolean isDue();

        /** The run broke off with this failure. */
        void recoverFrom(Throwable failure);
    }

    /**
     * What the run does with a store's answer; true to go on at once. Exactly one of the two is null, unless the answer
     * is.
     */
    interface Continuation<T> {

        boolean goOn(@Nullable T result, @Nullable Throwable failure);
    }

    /** After this time a run goes to the end of the executor's queue. */
    private static final Duration TURN = Duration.ofMillis(2);

    private final Executor executor;
    private final Ticker ticker;
    private final Work work;
    /** Whoever sets it owns the run until it clears it. */
    private final AtomicBoolean isRunning = new AtomicBoolean();

    RunLoop(Executor executor, Ticker ticker, Work work) {
        this.executor = executor;
        this.ticker = ticker;
        this.work = work;
    }

    /** Begins a run, unless one is under way that will see what is due. */
    void schedule() {
        if (isRunning.compareAndSet(false, true)) {
            executor.execute(() -> run(work::runOnce));
        }
    }

    /** Ends the run; true if something became due meanwhile and the run goes on. */
    boolean rest() {
        isRunning.set(false);
        return work.isDue() && isRunning.compareAndSet(false, true);
    }

    /** Goes on with {@code then} when the stage is complete: at once if it is, otherwise later on the executor. */
    <T> boolean await(CompletionStage<T> stage, Continuation<T> then) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            future.whenCompleteAsync(
                    (result, failure) -> run(() -> then.goOn(result, StageFailure.causeOfNullable(failure))), executor);
            return false;
        }
        T result;
        try {
            result = future.join();
        } catch (CompletionException | CancellationException e) {
            return then.goOn(null, StageFailure.causeOf(e));
        }
        return then.goOn(result, null);
    }

    /** Lets the run go on behind others. False if the process ends: then there is nobody else to wait for. */
    private boolean isHandedOver() {
        try {
            executor.execute(() -> run(work::runOnce));
            return true;
        } catch (RejectedExecutionException ending) {
            return false;
        }
    }

    private void run(BooleanSupplier firstStep) {
        try {
            long begin = ticker.nanos();
            boolean goesOn = firstStep.getAsBoolean();
            while (goesOn) {
                if (ticker.nanos() - begin > TURN.toNanos()) {
                    if (isHandedOver()) {
                        return;
                    }
                    begin = ticker.nanos();
                }
                goesOn = work.runOnce();
            }
        } catch (RuntimeException | Error e) {
            work.recoverFrom(e);
            isRunning.set(false);
            if (work.isDue()) {
                schedule();
            }
        }
    }
}
