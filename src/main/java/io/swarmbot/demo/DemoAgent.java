package io.swarmbot.demo;

import io.swarmbot.command.Command;
import io.swarmbot.command.CompleteTask;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.Heartbeat;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.MessageCommand;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.ReassignTask;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.Reply;
import io.swarmbot.command.ReportProgress;
import io.swarmbot.command.StartTask;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One simulated agent. At each step it does what a real agent would do next. */
final class DemoAgent {

    private static final int FULL_PERCENT = 100;
    private static final int LARGEST_STEP_PERCENT = 30;
    private static final int ONE_FAILS_IN = 12;

    private final String id;
    private final String role;
    private final List<String> capabilities;
    private final SwarmCoordinator coordinator;
    private final DemoTasks tasks;
    private final Random random;

    DemoAgent(
            String id,
            String role,
            List<String> capabilities,
            SwarmCoordinator coordinator,
            DemoTasks tasks,
            Random random) {
        this.id = id;
        this.role = role;
        this.capabilities = capabilities;
        this.coordinator = coordinator;
        this.tasks = tasks;
        this.random = random;
    }

    CompletableFuture<Outcome.Committed> register() {
        return give(new RegisterAgent(id, null, role, capabilities, null));
    }

    /** Completes when the step is done, or fails if it was refused. */
    CompletableFuture<Outcome.Committed> step() {
        return coordinator.state(DemoSwarm.NAME).thenCompose(state -> {
            Agent agent = state.agent(id).orElse(null);
            return agent == null ? register() : step(agent, state);
        });
    }

    private CompletableFuture<Outcome.Committed> step(Agent agent, SwarmState state) {
        CompletableFuture<Outcome.Committed> heartbeat =
                give(new Heartbeat(id, List.of())).thenApply(this::acknowledge);
        Optional<Task> held = tasks.heldBy(id, state);
        if (held.isPresent()) {
            return work(held.get());
        }
        // A claim would give it whatever task is next, also that of somebody who tries the service out.
        return tasks.nextFor(agent, state)
                .map(next -> give(new ReassignTask(next.id(), id, Intervention.NONE)))
                .orElse(heartbeat);
    }

    /** Takes the messages that came with the answer for read. */
    private Outcome.Committed acknowledge(Outcome.Committed answer) {
        if (answer.reply() instanceof Reply.Held held && held.due() != null) {
            held.due().messages().forEach(message -> give(new MessageCommand.Acknowledge(message.id(), id)));
        }
        return answer;
    }

    private CompletableFuture<Outcome.Committed> work(Task task) {
        if (task.status() == TaskStatus.ASSIGNED) {
            return give(new StartTask(task.id(), id, task.attempt().number()))
                    .thenCompose(answer -> say(AgentStatus.PROCESSING, "{\"step\":\"" + task.type() + "\"}"));
        }
        int progress = (task.attempt().progress() == null ? 0 : task.attempt().progress())
                + 1
                + random.nextInt(LARGEST_STEP_PERCENT);
        if (progress < FULL_PERCENT) {
            return give(new ReportProgress(task.id(), id, task.attempt().number(), progress, null));
        }
        if (random.nextInt(ONE_FAILS_IN) == 0) {
            return give(new FailTask(
                            task.id(),
                            id,
                            task.attempt().number(),
                            new Json("{\"message\":\"the source was not readable\"}")))
                    .thenCompose(this::clearDetails);
        }
        return give(new CompleteTask(
                        task.id(),
                        id,
                        task.attempt().number(),
                        new Json("{\"words\":" + (100 + random.nextInt(900)) + "}")))
                .thenCompose(this::clearDetails);
    }

    private CompletableFuture<Outcome.Committed> clearDetails(Outcome.Committed answer) {
        return answer.reply() instanceof Reply.TaskIs
                ? give(new UpdateAgentStatus(id, AgentStatus.IDLE, null))
                : CompletableFuture.completedFuture(answer);
    }

    private CompletableFuture<Outcome.Committed> say(AgentStatus status, String details) {
        return give(new UpdateAgentStatus(id, status, new Json(details)));
    }

    private CompletableFuture<Outcome.Committed> give(Command command) {
        return coordinator.submit(DemoSwarm.NAME, command);
    }
}
