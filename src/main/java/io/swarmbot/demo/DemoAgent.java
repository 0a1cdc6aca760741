package io.swarmbot.demo;

import io.swarmbot.swarm.AgentCommand.Claim;
import io.swarmbot.swarm.AgentCommand.Heartbeat;
import io.swarmbot.swarm.AgentCommand.RegisterAgent;
import io.swarmbot.swarm.AgentCommand.UpdateAgentStatus;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Answer;
import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Reply;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskCommand.CompleteTask;
import io.swarmbot.swarm.TaskCommand.FailTask;
import io.swarmbot.swarm.TaskCommand.ReportProgress;
import io.swarmbot.swarm.TaskCommand.StartTask;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One simulated agent: at each step it does the next thing that an agent in its place would do. */
final class DemoAgent {

    private static final int FULL_PERCENT = 100;
    private static final int LARGEST_STEP_PERCENT = 30;
    private static final int ONE_FAILS_IN = 12;

    private final String id;
    private final String role;
    private final List<String> capabilities;
    private final SwarmCoordinator coordinator;
    private final Random random;

    DemoAgent(String id, String role, List<String> capabilities, SwarmCoordinator coordinator, Random random) {
        this.id = id;
        this.role = role;
        this.capabilities = capabilities;
        this.coordinator = coordinator;
        this.random = random;
    }

    void register() {
        give(new RegisterAgent(id, null, role, capabilities, null));
    }

    void step() {
        coordinator.state(SwarmCoordinator.DEFAULT_SWARM).thenAccept(state -> {
            if (state.agent(id).isEmpty()) {
                register();
                return;
            }
            give(new Heartbeat(id, List.of()));
            List<Task> held = state.heldBy(id);
            if (held.isEmpty()) {
                give(new Claim(id, Duration.ZERO));
            } else {
                work(held.get(0));
            }
        });
    }

    private void work(Task task) {
        if (task.status() == TaskStatus.ASSIGNED) {
            give(new StartTask(task.id(), id, task.attempt()))
                    .thenAccept(answer -> say(AgentStatus.PROCESSING, "{\"step\":\"" + task.type() + "\"}"));
            return;
        }
        int progress = (task.progress() == null ? 0 : task.progress()) + 1 + random.nextInt(LARGEST_STEP_PERCENT);
        if (progress < FULL_PERCENT) {
            give(new ReportProgress(task.id(), id, task.attempt(), progress, null));
        } else if (random.nextInt(ONE_FAILS_IN) == 0) {
            give(new FailTask(task.id(), id, task.attempt(), new Json("{\"message\":\"the source was not readable\"}")))
                    .thenAccept(this::clearDetails);
        } else {
            give(new CompleteTask(
                            task.id(), id, task.attempt(), new Json("{\"words\":" + (100 + random.nextInt(900)) + "}")))
                    .thenAccept(this::clearDetails);
        }
    }

    private void clearDetails(Answer answer) {
        if (answer.reply() instanceof Reply.TaskIs) {
            give(new UpdateAgentStatus(id, AgentStatus.IDLE, null));
        }
    }

    private void say(AgentStatus status, String details) {
        give(new UpdateAgentStatus(id, status, new Json(details)));
    }

    private CompletableFuture<Answer> give(Command command) {
        return coordinator.submit(SwarmCoordinator.DEFAULT_SWARM, command);
    }
}
