package io.swarmbot.coordinator;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all swarms of this process work with.
 *
 * <p>Thread-safety: any thread.
 *
 * @param executor runs the swarms; nothing on it waits
 * @param timer gives alarms; what it runs only signals
 * @param meter hears what is done, to count it
 * @param incarnation names this start of this replica, so that no batch id is ever used twice
 */
record SwarmContext(
        SwarmStore store,
        SwarmCodec codec,
        Publisher publisher,
        Clock clock,
        Ticker ticker,
        Executor executor,
        ScheduledExecutorService timer,
        SwarmSettings settings,
        CoordinatorMeter meter,
        SwarmRules rules,
        AgentLogs logs,
        FailureLog failures,
        String incarnation,
        AtomicLong batches) {

    SwarmContext(
            SwarmStore store,
            SwarmCodec codec,
            Publisher publisher,
            Clock clock,
            Ticker ticker,
            Executor executor,
            ScheduledExecutorService timer,
            SwarmSettings settings,
            CoordinatorMeter meter) {
        this(store, codec, publisher, clock, ticker, executor, timer, settings, meter, SwarmRules.of(settings));
    }

    private SwarmContext(
            SwarmStore store,
            SwarmCodec codec,
            Publisher publisher,
            Clock clock,
            Ticker ticker,
            Executor executor,
            ScheduledExecutorService timer,
            SwarmSettings settings,
            CoordinatorMeter meter,
            SwarmRules rules) {
        this(
                store,
                codec,
                publisher,
                clock,
                ticker,
                executor,
                timer,
                settings,
                meter,
                rules,
                new AgentLogs(ticker, rules.logRates()),
                new FailureLog(ticker, meter),
                new Epochs().next(),
                new AtomicLong());
    }

    String nextBatchId() {
        return rules.replica() + "-" + incarnation + "-" + batches.incrementAndGet();
    }

    SwarmState stateOf(String swarm, SwarmImage image) {
        return codec.decode(swarm, rules.limits(), image.head(), image.entities());
    }

    /** The store's answer, or the {@link Rejection} that its failure means. */
    <T> CompletableFuture<T> answered(String swarm, CompletionStage<T> stage) {
        return stage.toCompletableFuture().exceptionallyCompose(failure -> {
            Rejection rejection = Rejections.of(failure, swarm);
            if (rejection.code() != ErrorCode.UNKNOWN_SWARM
                    && Rejections.in(failure).isEmpty()) {
                failures.add("swarm " + swarm + ": the store failed", failure);
            }
            return CompletableFuture.failedFuture(rejection);
        });
    }

    /** What the clock showed so long ago, as far as it shows the right time now. */
    Instant ago(Duration time) {
        return clock.instant().minus(time);
    }

    /** Completes after that time, on the timer. */
    CompletableFuture<Void> after(long millis) {
        CompletableFuture<Void> elapsed = new CompletableFuture<>();
        timer.schedule(() -> elapsed.complete(null), millis, TimeUnit.MILLISECONDS);
        return elapsed;
    }
}
