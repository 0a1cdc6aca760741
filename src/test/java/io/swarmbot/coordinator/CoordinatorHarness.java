package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Command;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Scene;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.SettableClock;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.testing.ManualTicker;
import io.swarmbot.testing.ManualTimer;
import io.swarmbot.testing.Settings;
import io.swarmbot.wire.JsonCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One replica: a coordinator with all that it works with, without a container. */
public final class CoordinatorHarness implements AutoCloseable {

    static final String SWARM = SwarmCoordinator.DEFAULT_SWARM;

    /** What a replica is made of where it is not as usual. */
    public static final class Builder {

        private CoordinatorMeter meter = CoordinatorMeter.NONE;

        private String replica = "replica1";
        private SwarmStore memory = new MemoryStore(100_000, 256 << 20);
        private JsonCodec codec = new JsonCodec();
        private int threads;
        private boolean autoCreate;
        private int maxSwarms = 100;
        private int queuedCommands = 10_000;
        private long queuedBytes = 16 << 20;
        private Duration unloadAfter = Duration.ZERO;
        private boolean isTimeReal = true;
        private Duration metricsEvery = Duration.ZERO;

        public Builder replica(String name, SwarmStore shared) {
            replica = name;
            memory = shared;
            return this;
        }

        Builder codec(JsonCodec other) {
            codec = other;
            return this;
        }

        /** 0 where commands run on the thread that gives them. */
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        Builder autoCreate() {
            autoCreate = true;
            return this;
        }

        Builder maxSwarms(int count) {
            maxSwarms = count;
            return this;
        }

        Builder queue(int commands, long bytes) {
            queuedCommands = commands;
            queuedBytes = bytes;
            return this;
        }

        /** 0 for never, which is usual here. */
        Builder unloadAfter(Duration time) {
            unloadAfter = time;
            return this;
        }

        Builder metricsEvery(Duration time) {
            metricsEvery = time;
            return this;
        }

        /** Alarms, time limits and pauses wait until {@link CoordinatorHarness#passes} lets time go by. */
        public Builder manualTime() {
            isTimeReal = false;
            return this;
        }

        /** Who counts what the coordinator does. */
        public Builder meter(CoordinatorMeter own) {
            meter = own;
            return this;
        }

        public CoordinatorHarness build() {
            return new CoordinatorHarness(this);
        }
    }

    public final ScriptedStore store;
    public final LogDriver log;
    final JsonCodec codec;
    public final SettableClock clock = new SettableClock();
    public final PublishedNotices published = new PublishedNotices();
    public final SwarmCoordinator coordinator;
    private final @Nullable ExecutorService pool;
    final ManualTicker ticker = ManualTicker.aboutToOverflow();
    private final ScheduledThreadPoolExecutor timer;
    private final PeriodicWork periodicWork;

    public CoordinatorHarness() {
        this(new Builder());
    }

    private CoordinatorHarness(Builder made) {
        store = new ScriptedStore(made.memory);
        log = new LogDriver(made.memory, SWARM);
        codec = made.codec;
        pool = made.threads == 0 ? null : Executors.newFixedThreadPool(made.threads);
        Executor executor = pool == null ? Runnable::run : pool;
        timer = made.isTimeReal ? new ScheduledThreadPoolExecutor(1) : new ManualTimer(ticker);
        coordinator = new SwarmCoordinator(
                store,
                codec,
                published,
                clock,
                made.isTimeReal ? () -> System.nanoTime() + ticker.nanos() : ticker,
                executor,
                timer,
                Settings.of(
                        SwarmSettings.class,
                        "swarmbot.replica",
                        made.replica,
                        "swarmbot.swarms.auto-create",
                        made.autoCreate,
                        "swarmbot.swarms.max",
                        made.maxSwarms,
                        "swarmbot.swarms.queued-commands",
                        made.queuedCommands,
                        "swarmbot.swarms.queued-bytes",
                        made.queuedBytes,
                        "swarmbot.metrics.every",
                        made.metricsEvery,
                        "swarmbot.limits.agents",
                        Scene.ROOMY.agents(),
                        "swarmbot.limits.open-tasks",
                        Scene.ROOMY.openTasks(),
                        "swarmbot.retention.finished-tasks",
                        Scene.ROOMY.finishedTasks(),
                        "swarmbot.swarms.unload-after",
                        made.unloadAfter),
                made.meter);
        coordinator.start();
        periodicWork = new PeriodicWork(coordinator, store, timer);
        if (pool != null) {
            timer.scheduleWithFixedDelay(periodicWork::look, 1, 1, TimeUnit.SECONDS);
        }
    }

    public CompletableFuture<Outcome.Committed> submit(Command command) {
        return coordinator.submit(SWARM, command);
    }

    /** Gives the commands, one after another, each answered before the next. */
    public CoordinatorHarness given(Command... commands) {
        for (Command command : commands) {
            LogDriver.join(submit(command));
        }
        return this;
    }

    public SwarmState state() {
        return LogDriver.join(coordinator.state(SWARM));
    }

    /** Time goes by, second by second, and silence is judged in each. */
    public void passes(int seconds) {
        for (int n = 0; n < seconds; n++) {
            passes(Duration.ofSeconds(1));
            coordinator.sweep();
        }
    }

    /** Time goes by, and with manual time the alarms ring whose time has come. */
    public void passes(Duration time) {
        clock.advance(time);
        ticker.advance(time);
        if (timer instanceof ManualTimer manual) {
            manual.ring();
        }
    }

    /** One look at the store, and as many more as its failures ask for. */
    public void lookAtStore() {
        periodicWork.look();
    }

    /** Why the command was refused. */
    static ErrorCode rejection(CompletableFuture<?> answer) {
        Throwable failure = answer.handle((result, thrown) -> thrown).join();
        assertThat(failure).isNotNull();
        return Rejections.in(failure instanceof CompletionException ? failure : new CompletionException(failure))
                .orElseThrow(() -> new AssertionError("no rejection", failure))
                .code();
    }

    public static StoreException unavailable() {
        return StoreException.unavailable("for a test", new IllegalStateException());
    }

    static StoreException outcomeUnknown() {
        return StoreException.outcomeUnknown("for a test", new IllegalStateException());
    }

    /** Everything that was published is the log, from the start, once, in order. */
    void assertPublishedTheLog() {
        List<String> published = LogEntries.texts(this.published.entries(SWARM));
        assertThat(published)
                .isEqualTo(LogEntries.texts(
                        log.entriesAfter(new io.swarmbot.store.Cursor(log.head().epoch(), 0))));
    }

    @Override
    public void close() {
        coordinator.stop();
        if (pool != null) {
            pool.shutdownNow();
        }
        timer.shutdownNow();
    }
}
