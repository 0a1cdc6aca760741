package io.swarmbot.config;

import io.quarkus.arc.DefaultBean;
import io.quarkus.arc.InactiveBeanException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.push.PushSettings;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.embedded.UnusableStoreException;
import io.swarmbot.store.memory.MemoryRetention;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.store.redis.RedisSettings;
import io.swarmbot.store.redis.RedisStore;
import io.swarmbot.swarm.LogRates;
import io.swarmbot.swarm.MetricsTimes;
import io.swarmbot.swarm.ReceiptLimits;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmSettings;
import io.swarmbot.swarm.SwarmThreads;
import io.swarmbot.swarm.TaskRules;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes, out of the configuration, what the coordinator and the hub are given. */
class Beans {

    private static final int BEFORE_THE_SCHEDULER = Interceptor.Priority.PLATFORM_BEFORE - 1;

    private final SwarmBotConfig config;

    Beans(SwarmBotConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    SwarmSettings swarmSettings() {
        return new SwarmSettings(
                config.replica().orElseGet(() -> new Epochs().next()),
                config.swarms().autoCreate(),
                config.swarms().max(),
                config.swarms().queuedCommands(),
                config.swarms().queuedBytes().asLongValue(),
                config.agents().staleAfter(),
                config.agents().lostAfter(),
                config.agents().sweepEvery(),
                new MetricsTimes(config.metrics().every(), config.metrics().window()),
                new LogRates(
                        config.agents().logLinesPerSecond(), config.agents().logBurst()),
                new SwarmLimits(
                        config.limits().agents(),
                        config.limits().openTasks(),
                        config.retention().finishedTasks(),
                        new ReceiptLimits(
                                config.idempotency().keep(),
                                config.idempotency().maxKeys()),
                        taskRules()));
    }

    private TaskRules taskRules() {
        SwarmBotConfig.Tasks tasks = config.tasks();
        return new TaskRules(
                tasks.ageing(),
                tasks.lease(),
                tasks.startWithin(),
                tasks.timeout(),
                tasks.maxAttempts(),
                tasks.retryAfter(),
                tasks.retryAfterAtMost(),
                tasks.inputWithin(),
                tasks.stuckAfter());
    }

    @Produces
    @Singleton
    PushSettings pushSettings() {
        SwarmBotConfig.Push push = config.push();
        return new PushSettings(
                push.connections(),
                push.ring().events(),
                push.ring().bytes().asLongValue(),
                push.ring().totalBytes().asLongValue(),
                push.writeTimeout(),
                push.heartbeatEvery(),
                push.pingEvery(),
                push.pongTimeout(),
                push.pending().maxBytes().asLongValue(),
                push.pending().timeout());
    }

    @Produces
    @ApplicationScoped
    @DefaultBean
    SwarmStore store(Clock clock, Instance<Redis> redis, Vertx vertx) {
        return switch (config.store().kind()) {
            case EMBEDDED -> embedded(clock);
            case MEMORY ->
                new MemoryStore(new MemoryRetention(
                        config.retention().events(),
                        config.store().memory().maxBytes().asLongValue(),
                        config.retention().age(),
                        clock));
            case REDIS -> redis(redis, vertx);
        };
    }

    private SwarmStore embedded(Clock clock) {
        EmbeddedSettings settings = new EmbeddedSettings(
                config.store().embedded().directory(),
                config.store().embedded().durability(),
                config.retention().events(),
                config.retention().age());
        try {
            return EmbeddedStore.open(settings, clock, new Epochs());
        } catch (UnusableStoreException e) {
            throw cannotStart(e.getMessage());
        }
    }

    private SwarmStore redis(Instance<Redis> redis, Vertx vertx) {
        SwarmBotConfig.Store.Redis given = config.store().redis();
        RedisSettings settings = new RedisSettings(
                given.prefix(),
                given.timeout(),
                config.retention().events(),
                config.retention().age().orElse(null),
                given.waitReplicas(),
                given.waitAof(),
                given.waitTimeout());
        try {
            return RedisStore.open(redis.get(), vertx, settings);
        } catch (InactiveBeanException e) {
            throw cannotStart("swarmbot.store.kind=redis needs quarkus.redis.hosts");
        } catch (IllegalStateException e) {
            throw cannotStart(e.getMessage());
        }
    }

    /**
     * Its message is all that is printed, and the process ends with 1. That holds for this exception alone, and where it has
     * no cause: {@code PreventFurtherStepsException} leaves the process standing, silently.
     */
    private static RuntimeException cannotStart(@Nullable String message) {
        return new ConfigurationException(message);
    }

    /**
     * Opened at the start, so that a store which cannot be used is noticed then and not at the first command; and before the
     * scheduler starts, whose first sweep would ask for it, too.
     */
    void open(@Observes @Priority(BEFORE_THE_SCHEDULER) StartupEvent event, SwarmStore store) {
        store.tail((swarm, head) -> {}).close();
    }

    void close(@Disposes SwarmStore store) {
        store.close();
    }

    @Produces
    @Singleton
    @SwarmThreads
    @Typed({Executor.class, ExecutorService.class})
    ExecutorService swarmThreads() {
        return Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), named("swarm"));
    }

    @Produces
    @Singleton
    @SwarmThreads
    @Typed(ScheduledExecutorService.class)
    ScheduledExecutorService swarmTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("swarm-timer"));
        // A claim that was answered leaves its alarm behind otherwise.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    void stop(@Disposes @SwarmThreads ExecutorService threads) {
        threads.shutdown();
    }

    void stop(@Disposes @SwarmThreads ScheduledExecutorService timer) {
        timer.shutdownNow();
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
