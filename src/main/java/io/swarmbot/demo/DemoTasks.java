package io.swarmbot.demo;

import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives the demo agents something to do: now and then it submits a task, unless too many wait. It knows which tasks are
 * its own, because the agents must do no others.
 *
 * <p>Thread-safety: one turn follows another, on any thread.
 */
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
    private final AtomicInteger number = new AtomicInteger();
    /** The ids of the tasks that the demo submitted and that are not finished. */
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    DemoTasks(SwarmCoordinator coordinator, Random random) {
        this.coordinator = coordinator;
        this.random = random;
    }

    /** Now and then submits a task. */
    void step() {
        if (random.nextInt(ONE_IN) != 0) {
            return;
        }
        coordinator.state(DemoSwarm.NAME).thenAccept(state -> {
            own.removeIf(
                    id -> state.task(id).map(task -> task.status().isFinished()).orElse(true));
            if (own.stream().map(state::requireTask).filter(state::isReady).count() < MOST_WAITING) {
                submit(KINDS.get(random.nextInt(KINDS.size())));
            }
        });
    }

    /** The task of the demo that this agent is to do next. */
    Optional<Task> nextFor(Agent agent, SwarmState state) {
        return own.stream()
                .flatMap(id -> state.task(id).stream())
                .filter(state::isReady)
                .filter(task -> agent.capabilities().containsAll(task.requirements()))
                .min(Comparator.comparingInt(Task::priority).thenComparing(Task::id));
    }

    /** The task of the demo that this agent works on. */
    Optional<Task> heldBy(String agentId, SwarmState state) {
        return state.heldBy(agentId).stream()
                .filter(task -> own.contains(task.id()))
                .findFirst();
    }

    private void submit(Kind kind) {
        SubmitTask command = new SubmitTask(
                null,
                kind.type(),
                kind.description(),
                List.of(DemoSwarm.CAPABILITY, kind.requirement()),
                1 + random.nextInt(TaskSpec.LOWEST_PRIORITY),
                List.of(),
                new Json("{\"number\":" + number.incrementAndGet() + "}"));
        coordinator.submit(DemoSwarm.NAME, command).thenAccept(this::note);
    }

    private void note(Outcome.Committed answer) {
        if (answer.reply() instanceof Reply.TaskIs submitted) {
            own.add(submitted.task().id());
        }
    }
}
