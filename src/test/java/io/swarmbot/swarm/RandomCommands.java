package io.swarmbot.swarm;

import io.swarmbot.swarm.AgentCommand.Claim;
import io.swarmbot.swarm.AgentCommand.Heartbeat;
import io.swarmbot.swarm.AgentCommand.RegisterAgent;
import io.swarmbot.swarm.AgentCommand.RemoveAgent;
import io.swarmbot.swarm.AgentCommand.UpdateAgentStatus;
import io.swarmbot.swarm.TaskCommand.CancelTask;
import io.swarmbot.swarm.TaskCommand.CompleteTask;
import io.swarmbot.swarm.TaskCommand.FailTask;
import io.swarmbot.swarm.TaskCommand.ReportProgress;
import io.swarmbot.swarm.TaskCommand.StartTask;
import io.swarmbot.swarm.TaskCommand.SubmitTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Commands as a lively swarm gives them: most of them sensible, some of them not. */
final class RandomCommands {

    private static final List<String> CAPABILITIES = List.of("java", "python", "gpu");
    private static final int AGENTS = 10;
    private static final int TASK_IDS = 4_000;

    private final Random random;

    RandomCommands(Random random) {
        this.random = random;
    }

    Command next(SwarmState state) {
        int dice = random.nextInt(100);
        if (dice < 24) {
            boolean isCrowded = state.openTasks() > state.limits().openTasks() * 3 / 4;
            return isCrowded ? new CancelTask(openTask(state), text()) : submit(state);
        } else if (dice < 46) {
            return new Claim(agent(), Duration.ZERO);
        } else if (dice < 52) {
            return new RegisterAgent(agent(), text(), null, some(CAPABILITIES), json());
        } else if (dice < 53) {
            return new RemoveAgent(agent());
        } else if (dice < 60) {
            return new UpdateAgentStatus(agent(), oneOf(List.of(AgentStatus.values())), json());
        } else if (dice < 64) {
            return new Heartbeat(agent(), List.of());
        } else if (dice < 66) {
            return silence();
        } else if (dice < 68) {
            return new CancelTask(anyTask(state), text());
        }
        return ofHolder(state, dice);
    }

    private Command ofHolder(SwarmState state, int dice) {
        String agent = agent();
        List<Task> held = state.heldBy(agent);
        if (held.isEmpty() || random.nextInt(20) == 0) {
            return new CompleteTask(anyTask(state), random.nextBoolean() ? agent : null, null, json());
        }
        Task task = oneOf(held);
        Integer attempt = oneOf(java.util.Arrays.asList(null, null, null, task.attempt(), task.attempt(), 99));
        if (dice < 76) {
            return new StartTask(task.id(), agent, attempt);
        } else if (dice < 83) {
            return new ReportProgress(task.id(), agent, attempt, random.nextInt(101), text());
        } else if (dice < 87) {
            return new FailTask(task.id(), agent, attempt, json());
        }
        return new CompleteTask(task.id(), agent, attempt, json());
    }

    private Command submit(SwarmState state) {
        List<String> dependencies = new ArrayList<>();
        while (random.nextInt(4) == 0) {
            dependencies.add(anyTask(state));
        }
        return new SubmitTask(
                random.nextInt(4) == 0 ? null : "job" + random.nextInt(TASK_IDS),
                "work",
                text(),
                random.nextInt(3) == 0 ? some(CAPABILITIES) : List.of(),
                1 + random.nextInt(10),
                dependencies,
                json());
    }

    private SweepLiveness silence() {
        String silent = agent();
        Duration duration = Duration.ofSeconds(random.nextInt(150));
        return new SweepLiveness(
                id -> id.equals(silent) ? duration : Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(90));
    }

    private String agent() {
        return "agent" + random.nextInt(AGENTS);
    }

    /** One that is there, mostly. */
    private String anyTask(SwarmState state) {
        for (Task task : state.tasksAfter("job" + random.nextInt(TASK_IDS))) {
            return task.id();
        }
        return "missing";
    }

    private static String openTask(SwarmState state) {
        for (Task task : state.tasksAfter("")) {
            if (!task.status().isFinished()) {
                return task.id();
            }
        }
        return "missing";
    }

    private @Nullable String text() {
        return oneOf(java.util.Arrays.asList(null, "", "so far", "Zürich 🐝 \"quoted\" \\ \u0001 \u2028"));
    }

    private @Nullable Json json() {
        return Scene.json(oneOf(java.util.Arrays.asList(null, "{\"n\":1.0}", "{\"a\":[1e5,\"🐝\"]}", "{}", "true")));
    }

    private List<String> some(List<String> all) {
        return all.stream().filter(each -> random.nextBoolean()).toList();
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
