package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.swarmbot.command.Command;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.Notice;
import io.swarmbot.coordinator.PeriodicWork;
import io.swarmbot.coordinator.StoreAvailability;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmDeleted;
import io.swarmbot.coordinator.SwarmReset;
import io.swarmbot.coordinator.SwarmSettings;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.ManualTicker;
import io.swarmbot.testing.Settings;
import io.swarmbot.wire.JsonCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A coordinator and a hub on a store in memory, without a container. */
final class PushHarness implements AutoCloseable {

    static final String SWARM = SwarmCoordinator.DEFAULT_SWARM;

    static final Duration NEVER = Duration.ofHours(1);

    /** Streams that may be open. */
    static final int CONNECTIONS = 1_000;

    final JsonCodec codec = new JsonCodec();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final EventLoop loop;
    final Ticker ticker;
    final SwarmStore store;
    final SwarmCoordinator coordinator;
    final Hub hub;
    final InboxStreams inboxes;
    /** Run when a group is in the state, and nobody was told of it. */
    volatile Runnable beforePublished = () -> {};

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    PushHarness() {
        this(4_096, 100_000);
    }

    /** Nobody's streams are cut off. */
    PushHarness(int ringEvents, int retainedEvents) {
        this(new MemoryStore(retainedEvents, 64 << 20), ringEvents);
    }

    /** On a store that others may use, too. Nobody's streams are cut off. */
    PushHarness(SwarmStore store) {
        this(store, 4_096);
    }

    PushHarness(SwarmStore store, int ringEvents) {
        this(store, ringEvents, NEVER, NEVER, NEVER, Duration.ZERO, Ticker.system(), new DefaultEventLoop());
    }

    /** Time limits, heartbeats, pings and pauses happen when the test moves time. */
    static PushHarness inManualTime(Duration writeTimeout, Duration heartbeatEvery, Duration pongTimeout) {
        return inManualTime(writeTimeout, heartbeatEvery, pongTimeout, Duration.ZERO);
    }

    /** Streams end by their age when the test moves time. */
    static PushHarness inManualTime(Duration maxAge) {
        return inManualTime(NEVER, NEVER, NEVER, maxAge);
    }

    private static PushHarness inManualTime(
            Duration writeTimeout, Duration heartbeatEvery, Duration pongTimeout, Duration maxAge) {
        ManualTicker ticker = ManualTicker.aboveZero();
        return new PushHarness(
                new MemoryStore(10_000, 64 << 20),
                256,
                writeTimeout,
                heartbeatEvery,
                pongTimeout,
                maxAge,
                ticker,
                new ManualLoop(ticker));
    }

    /** Pauses happen when the test moves time. Nobody's streams are cut off. */
    static PushHarness inManualTime(SwarmStore store, int ringEvents) {
        ManualTicker ticker = ManualTicker.aboveZero();
        return new PushHarness(store, ringEvents, NEVER, NEVER, NEVER, Duration.ZERO, ticker, new ManualLoop(ticker));
    }

    private PushHarness(
            SwarmStore store,
            int ringEvents,
            Duration writeTimeout,
            Duration heartbeatEvery,
            Duration pongTimeout,
            Duration maxAge,
            Ticker ticker,
            EventLoop loop) {
        this.store = store;
        this.ticker = ticker;
        this.loop = loop;
        coordinator = new SwarmCoordinator(
                store,
                codec,
                this::publish,
                Clock.systemUTC(),
                Ticker.system(),
                threads,
                timer,
                Settings.of(
                        SwarmSettings.class,
                        "swarmbot.replica",
                        "replica",
                        "swarmbot.swarms.max",
                        100,
                        "swarmbot.metrics.every",
                        "0s",
                        "swarmbot.limits.agents",
                        1_000,
                        "swarmbot.limits.open-tasks",
                        10_000,
                        "swarmbot.retention.finished-tasks",
                        1_000,
                        "swarmbot.swarms.unload-after",
                        "0s"),
                CoordinatorMeter.NONE);
        coordinator.start();
        timer.scheduleWithFixedDelay(new PeriodicWork(coordinator, store, timer)::look, 1, 1, TimeUnit.SECONDS);
        PushSettings settings = Settings.of(
                PushSettings.class,
                "swarmbot.push.connections",
                CONNECTIONS,
                "swarmbot.push.ring.events",
                ringEvents,
                "swarmbot.push.ring.total-bytes",
                "16M",
                "swarmbot.push.write-timeout",
                writeTimeout,
                "swarmbot.push.heartbeat-every",
                heartbeatEvery,
                "swarmbot.push.max-connection-age",
                maxAge,
                "swarmbot.push.ping-every",
                "500ms",
                "swarmbot.push.pong-timeout",
                pongTimeout,
                "swarmbot.push.pending.timeout",
                "1s");
        hub = new Hub(coordinator, store, settings, meters, ticker);
        inboxes = new InboxStreams(coordinator, hub, settings, ticker, Clock.systemUTC(), Runnable::run);
    }

    /** Lets time pass for a harness in manual time. */
    void advance(Duration time) {
        ((ManualLoop) loop).advance(time);
    }

    /** Waits until a loop in manual time has done what is due now. */
    void drain() {
        ((ManualLoop) loop).drain();
    }

    private void publish(Notice notice) {
        beforePublished.run();
        if (notice instanceof GroupCommitted group) {
            hub.deliver(group);
            inboxes.grow(group);
        } else if (notice instanceof SwarmReset reset) {
            hub.restart(reset);
            inboxes.restart(reset);
        } else if (notice instanceof SwarmDeleted deleted) {
            hub.end(deleted);
            inboxes.end(deleted);
        } else if (notice instanceof StoreAvailability availability) {
            hub.announce(availability);
        }
    }

    Outcome.Committed give(Command command) {
        return coordinator.submit(SWARM, command).join();
    }

    void register(String agent) {
        give(new RegisterAgent(agent, null, null, List.of(), null));
    }

    /** Gives a command that always changes something. */
    Cursor change(String agent, long number) {
        return give(new UpdateAgentStatus(agent, AgentStatus.BUSY, new Json("{\"n\":" + number + "}")))
                .cursor();
    }

    RecordingOutlet open(StreamRequest request) {
        return open(request, true);
    }

    RecordingOutlet open(StreamRequest request, boolean takesAtOnce) {
        return open(request, new RecordingOutlet(loop, takesAtOnce, ticker));
    }

    RecordingOutlet open(StreamRequest request, RecordingOutlet outlet) {
        outlet.subscription = hub.open(
                        SWARM,
                        request,
                        hub.admit(Admission.Transport.WEBSOCKET, Admission.Login.FOR_EVER),
                        outlet,
                        loop)
                .join();
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
