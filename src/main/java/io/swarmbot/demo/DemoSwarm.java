package io.swarmbot.demo;

import io.quarkus.runtime.StartupEvent;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.SwarmThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A handful of simulated agents that give the same commands as everybody. They have the capability {@value #CAPABILITY},
 * and their tasks require it: so the page can mark them, and real agents never get one of their tasks.
 */
@ApplicationScoped
class DemoSwarm {

    static final String CAPABILITY = "demo";

    private final DemoConfig config;
    private final SwarmCoordinator coordinator;
    private final ScheduledExecutorService timer;

    DemoSwarm(DemoConfig config, SwarmCoordinator coordinator, @SwarmThreads ScheduledExecutorService timer) {
        this.config = config;
        this.coordinator = coordinator;
        this.timer = timer;
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        Random random = new Random();
        List<DemoAgent> agents = List.of(
                new DemoAgent("demo-scout", "scout", List.of(CAPABILITY, "search"), coordinator, random),
                new DemoAgent("demo-reader", "reader", List.of(CAPABILITY, "read"), coordinator, random),
                new DemoAgent("demo-writer", "writer", List.of(CAPABILITY, "write"), coordinator, random),
                new DemoAgent("demo-critic", "critic", List.of(CAPABILITY, "read", "review"), coordinator, random),
                new DemoAgent("demo-planner", "planner", List.of(CAPABILITY, "search", "write"), coordinator, random));
        DemoTasks tasks = new DemoTasks(coordinator, random);
        agents.forEach(DemoAgent::register);
        long pace = config.pace().toMillis();
        timer.scheduleWithFixedDelay(
                () -> {
                    tasks.step();
                    agents.get(random.nextInt(agents.size())).step();
                },
                pace,
                pace,
                TimeUnit.MILLISECONDS);
    }
}
