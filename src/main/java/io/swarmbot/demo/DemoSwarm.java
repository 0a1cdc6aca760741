package io.swarmbot.demo;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A handful of simulated agents that give the same commands as everybody, in a swarm of their own, {@value #NAME},
 * which is kept in memory only. They have the capability {@value #CAPABILITY}, and their tasks require it: so the page
 * can mark them, and real agents never get one of their tasks. They take no task that somebody else submitted.
 *
 * <p>Thread-safety: one turn follows another.
 */
// Public, with its turn: in an application that embeds this jar, the generated caller has another class loader.
@ApplicationScoped
public class DemoSwarm {

    /** The swarm in which they work. */
    public static final String NAME = "demo";

    static final String CAPABILITY = "demo";

    /** After a pause of the process the steps that were missed are not made up for. */
    private static final int MOST_STEPS_OF_A_TURN = 100;

    private final DemoConfig config;
    private final SwarmCoordinator coordinator;
    private final Ticker ticker;
    private final Random random = new Random();
    private final DemoTasks tasks;
    private final List<DemoAgent> agents;

    /** Whether the steps of a turn are being taken. */
    private final AtomicBoolean isUnderWay = new AtomicBoolean();

    // Of the turn.
    private boolean isStarted;
    private long nextStepNanos;

    DemoSwarm(DemoConfig config, SwarmCoordinator coordinator, Ticker ticker) {
        this.config = config;
        this.coordinator = coordinator;
        this.ticker = ticker;
        this.tasks = new DemoTasks(coordinator, random);
        this.agents = List.of(
                agent("demo-scout", "scout", List.of(CAPABILITY, "search")),
                agent("demo-reader", "reader", List.of(CAPABILITY, "read")),
                agent("demo-writer", "writer", List.of(CAPABILITY, "write")),
                agent("demo-critic", "critic", List.of(CAPABILITY, "read", "review")),
                agent("demo-planner", "planner", List.of(CAPABILITY, "search", "write")));
    }

    private DemoAgent agent(String id, String role, List<String> capabilities) {
        return new DemoAgent(id, role, capabilities, coordinator, tasks, random);
    }

    /**
     * The scheduler's shortest interval is a second; the steps whose time has come are taken one right after another.
     */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    public void turn() {
        if (!config.enabled() || !isUnderWay.compareAndSet(false, true)) {
            return;
        }
        long now = ticker.nanos();
        if (!isStarted) {
            isStarted = true;
            nextStepNanos = now;
            coordinator.create(NAME).thenRun(() -> agents.forEach(DemoAgent::register));
        }
        int steps = 0;
        while (steps < MOST_STEPS_OF_A_TURN && nextStepNanos - now <= 0) {
            nextStepNanos += config.pace().toNanos();
            steps++;
        }
        if (nextStepNanos - now < 0) {
            nextStepNanos = now;
        }
        takeSteps(steps);
    }

    private void takeSteps(int left) {
        if (left == 0) {
            isUnderWay.set(false);
            return;
        }
        tasks.step();
        agents.get(random.nextInt(agents.size())).step().whenComplete((done, failure) -> takeSteps(left - 1));
    }
}
