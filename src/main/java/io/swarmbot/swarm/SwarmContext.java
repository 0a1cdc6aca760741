package io.swarmbot.swarm;

import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all swarms of this process work with. Thread-safe.
 *
 * @param executor runs the swarms; nothing on it waits
 * @param timer gives alarms; what it runs only signals
 * @param incarnation names this run of this replica, so that its batch ids are unique for ever
 */
record SwarmContext(
        SwarmStore store,
        SwarmCodec codec,
        Publisher publisher,
        Clock clock,
        Executor executor,
        ScheduledExecutorService timer,
        SwarmSettings settings,
        AgentLogs logs,
        FailureLog failures,
        String incarnation,
        AtomicLong batches) {

    SwarmContext(
            SwarmStore store,
            SwarmCodec codec,
            Publisher publisher,
            Clock clock,
            Executor executor,
            ScheduledExecutorService timer,
            SwarmSettings settings) {
        this(
                store,
                codec,
                publisher,
                clock,
                executor,
                timer,
                settings,
                new AgentLogs(clock, settings.logRates()),
                new FailureLog(),
                new Epochs().next(),
                new AtomicLong());
    }

    String nextBatchId() {
        return settings.replica() + "-" + incarnation + "-" + batches.incrementAndGet();
    }

    SwarmState stateOf(String swarm, SwarmImage image) {
        return codec.decode(swarm, settings.limits(), image.head(), image.entities());
    }

    /** Completes after that time, on the timer. */
    CompletableFuture<Void> after(long millis) {
        CompletableFuture<Void> elapsed = new CompletableFuture<>();
        timer.schedule(() -> elapsed.complete(null), millis, TimeUnit.MILLISECONDS);
        return elapsed;
    }
}
