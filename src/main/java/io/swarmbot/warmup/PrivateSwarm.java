package io.swarmbot.warmup;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmSettings;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.push.Hub;
import io.swarmbot.push.PushSettings;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.SwarmCodec;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The swarm of the warm-up, with a store in memory, a coordinator, a hub and threads of its own. The service leads to
 * it by its name, and has nothing of it in a list, a metric or its store; no observer hears of it.
 *
 * <p>Thread-safety: confined to the thread of the warm-up.
 */
final class PrivateSwarm implements AutoCloseable {

    private static final int EVENTS = 10_000;
    private static final long BYTES = 16 << 20;
    private static final int PATIENCE_SECONDS = 5;

    /** What it is made with: that of the service. */
    record Parts(
            SwarmCoordinator coordinator,
            Hub hub,
            SwarmCodec codec,
            SwarmSettings settings,
            PushSettings push,
            Clock clock,
            Ticker ticker) {}

    private final String name;
    private final Parts service;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, new NamedThreads("warm-up-swarm"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new NamedThreads("warm-up-timer"));
    private final SwarmStore store = new MemoryStore(EVENTS, BYTES);
    private final SwarmCoordinator coordinator;

    PrivateSwarm(String name, Parts service) {
        this.name = name;
        this.service = service;
        timer.setRemoveOnCancelPolicy(true);
        AtomicReference<@Nullable Hub> told = new AtomicReference<>();
        this.coordinator = new SwarmCoordinator(
                store,
                service.codec(),
                notice -> {
                    Hub hub = told.get();
                    if (hub != null) {
                        hub.hear(notice);
                    }
                },
                service.clock(),
                service.ticker(),
                threads,
                timer,
                service.settings(),
                CoordinatorMeter.NONE);
        coordinator.start();
        Hub hub = new Hub(coordinator, store, service.push(), new SimpleMeterRegistry(), service.ticker());
        told.set(hub);
        service.coordinator().mount(name, coordinator);
        service.hub().mount(name, hub);
    }

    String name() {
        return name;
    }

    /** Makes the swarm, empty. */
    void create() throws IOException {
        result(coordinator.create(name));
    }

    /** Removes the swarm, and ends its streams. */
    void delete() throws IOException {
        result(coordinator.delete(name));
    }

    private static void result(CompletableFuture<?> future) throws IOException {
        try {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the swarm of the warm-up", e);
        }
    }

    /** Drops all that is here. */
    @Override
    public void close() {
        service.hub().unmount();
        service.coordinator().unmount();
        threads.shutdownNow();
        timer.shutdownNow();
        store.close();
    }
}
