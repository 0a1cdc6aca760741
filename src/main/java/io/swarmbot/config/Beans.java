package io.swarmbot.config;

import io.quarkus.arc.DefaultBean;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmThreads;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes the clock and the threads of the service. */
class Beans {

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * Measures time that passes: time limits, heartbeats, pings. Tests of the push classes bring one that they move.
     */
    @Produces
    @Singleton
    Ticker ticker() {
        return Ticker.system();
    }

    @Produces
    @Singleton
    @SwarmThreads
    @Typed({Executor.class, ExecutorService.class})
    ExecutorService swarmThreads() {
        return Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()), new NamedThreads("swarm"));
    }

    @Produces
    @Singleton
    @SwarmThreads
    @Typed(ScheduledExecutorService.class)
    ScheduledExecutorService swarmTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new NamedThreads("swarm-timer"));
        // Otherwise the alarm of an answered claim stays in memory until it would have rung.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    void stop(@Disposes @SwarmThreads ExecutorService threads) {
        threads.shutdown();
    }

    void stop(@Disposes @SwarmThreads ScheduledExecutorService timer) {
        timer.shutdownNow();
    }
}
