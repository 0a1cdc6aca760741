package io.swarmbot.demo;

import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.TaskCommand.SubmitTask;
import io.swarmbot.swarm.TaskStatus;
import java.util.List;
import java.util.Random;

/** Gives the demo agents something to do: now and then a task, while not too many wait. */
final class DemoTasks {

    private static final int MOST_WAITING = 6;
    private static final int ONE_IN = 4;

    private record Kind(String type, String requirement, String description) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("search", "search", "Find the sources"),
            new Kind("summarise", "read", "Summarise what was found"),
            new Kind("draft", "write", "Write a first draft"),
            new Kind("review", "review", "Review the draft"));

    private final SwarmCoordinator coordinator;
    private final Random random;
    private int number;

    DemoTasks(SwarmCoordinator coordinator, Random random) {
        this.coordinator = coordinator;
        this.random = random;
    }

    void step() {
        if (random.nextInt(ONE_IN) != 0) {
            return;
        }
        coordinator.state(SwarmCoordinator.DEFAULT_SWARM).thenAccept(state -> {
            if (state.totals().of(TaskStatus.PENDING) < MOST_WAITING) {
                submit(KINDS.get(random.nextInt(KINDS.size())));
            }
        });
    }

    private void submit(Kind kind) {
        number++;
        coordinator.submit(
                SwarmCoordinator.DEFAULT_SWARM,
                new SubmitTask(
                        null,
                        kind.type(),
                        kind.description(),
                        List.of(DemoSwarm.CAPABILITY, kind.requirement()),
                        1 + random.nextInt(SubmitTask.LOWEST_PRIORITY),
                        List.of(),
                        new Json("{\"number\":" + number + "}")));
    }
}
