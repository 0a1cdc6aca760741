package io.swarmbot.testing;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.PeriodicWork;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmSettings;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.wire.JsonCodec;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A coordinator with as many threads as in the service, and without any streams. */
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
                Ticker.system(),
                threads,
                timer,
                Settings.of(
                        SwarmSettings.class,
                        "swarmbot.replica",
                        "bench",
                        "swarmbot.swarms.auto-create",
                        true,
                        "swarmbot.agents.stale-after",
                        "1h",
                        "swarmbot.agents.lost-after",
                        "2h",
                        "swarmbot.metrics.every",
                        "0s",
                        "swarmbot.limits.agents",
                        100_000,
                        "swarmbot.swarms.unload-after",
                        "0s"),
                CoordinatorMeter.NONE);
        coordinator.start();
        timer.scheduleWithFixedDelay(new PeriodicWork(coordinator, store, timer)::look, 1, 1, TimeUnit.SECONDS);
    }

    public SwarmCoordinator coordinator() {
        return coordinator;
    }

    /** The threads on which its swarms run. */
    public ExecutorService threads() {
        return threads;
    }

    @Override
    public void close() {
        threads.shutdown();
        timer.shutdownNow();
    }
}
