package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.AgentCommand.RegisterAgent;
import io.swarmbot.swarm.AgentCommand.UpdateAgentStatus;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Answer;
import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.GroupCommitted;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.LogRates;
import io.swarmbot.swarm.MetricsTimes;
import io.swarmbot.swarm.StoreAvailability;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.SwarmDeleted;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmReset;
import io.swarmbot.swarm.SwarmSettings;
import io.swarmbot.wire.JsonCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A coordinator and a hub on a store in memory, without a container. */
final class PushHarness implements AutoCloseable {

    static final String SWARM = SwarmCoordinator.DEFAULT_SWARM;

    static final Duration NEVER = Duration.ofHours(1);

    /** Streams that may be open. */
    static final int CONNECTIONS = 1_000;

    final JsonCodec codec = new JsonCodec();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final DefaultEventLoop loop = new DefaultEventLoop();
    final SwarmStore store;
    final SwarmCoordinator coordinator;
    final Hub hub;
    /** When the state is there, and nobody was told. */
    volatile Runnable beforePublished = () -> {};

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    PushHarness() {
        this(4_096, 100_000);
    }

    /** Whose streams nobody cuts off. */
    PushHarness(int ringEvents, int retainedEvents) {
        this(ringEvents, retainedEvents, NEVER, NEVER, NEVER);
    }

    PushHarness(
            int ringEvents, int retainedEvents, Duration writeTimeout, Duration heartbeatEvery, Duration pongTimeout) {
        this(new MemoryStore(retainedEvents, 64 << 20), ringEvents, writeTimeout, heartbeatEvery, pongTimeout);
    }

    /** On a store that others may use, too; nobody is cut off. */
    PushHarness(SwarmStore store) {
        this(store, 4_096);
    }

    PushHarness(SwarmStore store, int ringEvents) {
        this(store, ringEvents, NEVER, NEVER, NEVER);
    }

    private PushHarness(
            SwarmStore store, int ringEvents, Duration writeTimeout, Duration heartbeatEvery, Duration pongTimeout) {
        this.store = store;
        coordinator = new SwarmCoordinator(
                store,
                codec,
                this::publish,
                Clock.systemUTC(),
                threads,
                timer,
                new SwarmSettings(
                        "replica",
                        false,
                        100,
                        10_000,
                        16 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(1),
                        new MetricsTimes(Duration.ZERO, Duration.ofMinutes(5)),
                        new LogRates(20, 200),
                        new SwarmLimits(1_000, 10_000, 1_000)));
        coordinator.start();
        hub = new Hub(
                coordinator,
                store,
                new PushSettings(
                        CONNECTIONS,
                        ringEvents,
                        4 << 20,
                        16 << 20,
                        writeTimeout,
                        heartbeatEvery,
                        Duration.ofMillis(500),
                        pongTimeout,
                        256 * 1024,
                        Duration.ofSeconds(1)),
                meters);
    }

    private void publish(Object notice) {
        beforePublished.run();
        if (notice instanceof GroupCommitted group) {
            hub.committed(group);
        } else if (notice instanceof SwarmReset reset) {
            hub.reset(reset);
        } else if (notice instanceof SwarmDeleted deleted) {
            hub.deleted(deleted);
        } else if (notice instanceof StoreAvailability availability) {
            hub.availability(availability);
        }
    }

    Answer give(Command command) {
        return coordinator.submit(SWARM, command).join();
    }

    void register(String agent) {
        give(new RegisterAgent(agent, null, null, List.of(), null));
    }

    /** A change that is always one. */
    Cursor change(String agent, long number) {
        return give(new UpdateAgentStatus(agent, AgentStatus.BUSY, new Json("{\"n\":" + number + "}")))
                .cursor();
    }

    RecordingOutlet open(StreamRequest request) {
        return open(request, true);
    }

    RecordingOutlet open(StreamRequest request, boolean takesAtOnce) {
        return open(request, new RecordingOutlet(loop, takesAtOnce));
    }

    RecordingOutlet open(StreamRequest request, RecordingOutlet outlet) {
        outlet.subscription = hub.open(SWARM, request, outlet, loop).join();
        return outlet;
    }

    static StreamRequest fromHead() {
        return new StreamRequest(null, false, false, Filter.ALL, Pace.UNLIMITED);
    }

    static StreamRequest after(Cursor cursor) {
        return new StreamRequest(cursor, false, false, Filter.ALL, Pace.UNLIMITED);
    }

    /** Every event that the store has after the cursor, as it is on the wire. */
    List<String> logAfter(Cursor cursor) {
        List<String> events = new ArrayList<>();
        Cursor position = cursor;
        while (true) {
            ReadResult result = store.read(SWARM, position, new PageLimit(1_000, 1 << 20))
                    .toCompletableFuture()
                    .join();
            assertThat(result).isInstanceOf(ReadResult.Page.class);
            List<io.swarmbot.store.LogEntry> entries = ((ReadResult.Page) result).entries();
            if (entries.isEmpty()) {
                return events;
            }
            entries.forEach(entry -> events.add(new String(entry.json(), java.nio.charset.StandardCharsets.UTF_8)));
            position = entries.get(entries.size() - 1).cursor();
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully();
        threads.shutdownNow();
        timer.shutdownNow();
        store.close();
    }
}
