package io.swarmbot.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.wire.JsonCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** One replica: a coordinator with all that it works with, without a container. */
final class CoordinatorHarness implements AutoCloseable {

    static final String SWARM = SwarmCoordinator.DEFAULT_SWARM;

    /** What a replica is made of where it is not as usual. */
    static final class Builder {

        private String replica = "replica1";
        private SwarmStore memory = new MemoryStore(100_000, 256 << 20);
        private JsonCodec codec = new JsonCodec();
        private int threads;
        private boolean autoCreate;
        private int maxSwarms = 100;
        private int queuedCommands = 10_000;
        private long queuedBytes = 16 << 20;

        Builder replica(String name, SwarmStore shared) {
            replica = name;
            memory = shared;
            return this;
        }

        Builder codec(JsonCodec other) {
            codec = other;
            return this;
        }

        /** 0 where commands run on the thread that gives them. */
        Builder threads(int count) {
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

        CoordinatorHarness build() {
            return new CoordinatorHarness(this);
        }
    }

    final ScriptedStore store;
    final LogDriver log;
    final JsonCodec codec;
    final SettableClock clock = new SettableClock();
    final PublishedNotices published = new PublishedNotices();
    final SwarmCoordinator coordinator;
    private final @Nullable ExecutorService pool;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    CoordinatorHarness() {
        this(new Builder());
    }

    private CoordinatorHarness(Builder made) {
        store = new ScriptedStore(made.memory);
        log = new LogDriver(made.memory, SWARM);
        codec = made.codec;
        pool = made.threads == 0 ? null : Executors.newFixedThreadPool(made.threads);
        Executor executor = pool == null ? Runnable::run : pool;
        coordinator = new SwarmCoordinator(
                store,
                codec,
                published,
                clock,
                executor,
                timer,
                new SwarmSettings(
                        made.replica,
                        made.autoCreate,
                        made.maxSwarms,
                        made.queuedCommands,
                        made.queuedBytes,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(1),
                        new MetricsTimes(Duration.ZERO, Duration.ofMinutes(5)),
                        new LogRates(20, 200),
                        Scene.ROOMY));
        coordinator.start();
    }

    CompletableFuture<Answer> submit(Command command) {
        return coordinator.submit(SWARM, command);
    }

    /** Gives the commands, one after another, each answered before the next. */
    CoordinatorHarness given(Command... commands) {
        for (Command command : commands) {
            LogDriver.join(submit(command));
        }
        return this;
    }

    SwarmState state() {
        return LogDriver.join(coordinator.state(SWARM));
    }

    /** Time goes by, second by second, and silence is judged in each. */
    void passes(int seconds) {
        for (int n = 0; n < seconds; n++) {
            clock.advance(Duration.ofSeconds(1));
            coordinator.sweep();
        }
    }

    /** Why the command was refused. */
    static ErrorCode rejection(CompletableFuture<?> answer) {
        Throwable failure = answer.handle((result, thrown) -> thrown).join();
        assertThat(failure).isNotNull();
        return Rejection.in(failure instanceof CompletionException ? failure : new CompletionException(failure))
                .orElseThrow(() -> new AssertionError("no rejection", failure))
                .code();
    }

    static StoreException unavailable() {
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
