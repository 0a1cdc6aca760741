package io.swarmbot.testing;

import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.LogRates;
import io.swarmbot.swarm.MetricsTimes;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmSettings;
import io.swarmbot.wire.JsonCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A coordinator with the threads that the service gives it, and nobody who watches. */
public final class Replica implements AutoCloseable {

    private final ExecutorService threads =
            Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final SwarmCoordinator coordinator;

    public Replica(SwarmStore store) {
        this.coordinator = new SwarmCoordinator(
                store,
                new JsonCodec(),
                notice -> {},
                Clock.systemUTC(),
                threads,
                timer,
                new SwarmSettings(
                        "bench",
                        true,
                        10_000,
                        10_000,
                        16 << 20,
                        Duration.ofHours(1),
                        Duration.ofHours(2),
                        Duration.ofSeconds(1),
                        new MetricsTimes(Duration.ZERO, Duration.ofMinutes(5)),
                        new LogRates(20, 200),
                        new SwarmLimits(100_000, 100_000, 10_000)));
        coordinator.start();
    }

    public SwarmCoordinator coordinator() {
        return coordinator;
    }

    /** Those that its swarms run on. */
    public ExecutorService threads() {
        return threads;
    }

    @Override
    public void close() {
        threads.shutdown();
        timer.shutdownNow();
    }
}
