package io.swarmbot.command;

import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import io.swarmbot.swarm.message.SwarmMessage;
import io.swarmbot.swarm.view.MetricsTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random commands as a lively swarm gives them. Most of them are valid. */
public final class RandomCommands {

    private static final List<String> CAPABILITIES = List.of("java", "python", "gpu");
    private static final int AGENTS = 10;
    private static final int TASK_IDS = 4_000;

    private final Random random;

    public RandomCommands(Random random) {
        this.random = random;
    }

    /** The next command. Some have one of a few idempotency keys, so that keys are used again. */
    public Command next(SwarmState state) {
        Command command = plain(state);
        boolean isKeyed =
                random.nextInt(10) == 0 && !(command instanceof SweepLiveness || command instanceof SweepTasks);
        return isKeyed
                ? new WrappedCommand.Keyed("key" + random.nextInt(50), "hash" + random.nextInt(2), command)
                : command;
    }

    private Command plain(SwarmState state) {
        int dice = random.nextInt(131);
        if (dice >= 125) {
            return ofFile(state);
        } else if (dice >= 115) {
            return ofMessage(state, dice);
        } else if (dice >= 100) {
            return intervention(state, dice);
        } else if (dice < 24) {
            boolean isCrowded = state.openTasks() > state.limits().openTasks() * 3 / 4;
            return isCrowded ? new CancelTask(openTask(state), by()) : submit(state);
        } else if (dice < 46) {
            return new Claim(agent(), Duration.ZERO);
        } else if (dice < 52) {
            return new RegisterAgent(
                    agent(),
                    text(),
                    null,
                    some(CAPABILITIES),
                    oneOf(List.of(Assignment.CLAIM, Assignment.CLAIM, Assignment.PUSH)),
                    1 + random.nextInt(3),
                    json());
        } else if (dice < 53) {
            return new RemoveAgent(agent());
        } else if (dice < 60) {
            return new UpdateAgentStatus(agent(), oneOf(List.of(AgentStatus.values())), json());
        } else if (dice < 64) {
            return new Heartbeat(agent(), List.of());
        } else if (dice < 66) {
            return silence();
        } else if (dice < 68) {
            return new CancelTask(anyTask(state), by());
        }
        return ofHolder(state, dice);
    }

    private Command intervention(SwarmState state, int dice) {
        String task = anyTask(state);
        return switch (dice) {
            case 100, 101 -> new SetAgentMode(agent(), oneOf(List.of(AgentMode.values())), by());
            case 102 -> new SetAgentMode(agent(), AgentMode.ACTIVE, by());
            case 103, 104 -> new RetryTask(task, by());
            case 105 -> new SetPriority(task, 1 + random.nextInt(10), by());
            case 106, 107 -> new ReassignTask(task, random.nextBoolean() ? agent() : null, by());
            case 108, 109 -> new ProvideInput(asking(state), new Json("{\"yes\":true}"), by());
            case 110 -> new AppendLog(agent(), task, List.of(new LogLine(LogLine.Level.INFO, "line", null)), 0);
            case 111 ->
                new TakeMetrics(new MetricsTimes(Duration.ofSeconds(1), Duration.ofMinutes(5)), state.metricsSeq());
            default -> sweep(state);
        };
    }

    private Command ofMessage(SwarmState state, int dice) {
        if (dice < 120) {
            Recipient to = switch (random.nextInt(3)) {
                case 0 -> Recipient.agent(agent());
                case 1 -> Recipient.task(openTask(state));
                default -> Recipient.capability(oneOf(CAPABILITIES));
            };
            Duration life = oneOf(java.util.Arrays.asList(null, Duration.ofSeconds(1 + random.nextInt(600))));
            return new MessageCommand.Send(to, oneOf(List.of(MessageKind.values())), "do it \u0001", null, life, by());
        }
        String agent = agent();
        List<SwarmMessage> handedOut = Messages.handedOut(state, agent, state.timestamp());
        boolean isOther = handedOut.isEmpty() || random.nextInt(10) == 0;
        return new MessageCommand.Acknowledge(
                isOther ? "m" + random.nextInt(10_000) : oneOf(handedOut).id(), agent);
    }

    private Command ofFile(SwarmState state) {
        if (random.nextInt(20) == 0) {
            return new FileCommand.RemoveOver(Duration.ofSeconds(random.nextInt(600)));
        }
        if (random.nextInt(3) == 0 && !state.files().isEmpty()) {
            String from = "f" + random.nextInt(10_000);
            for (SharedFile file : state.files().after(from)) {
                return new FileCommand.Remove(file.id(), oneOf(List.of("ann", "bob")), random.nextBoolean());
            }
        }
        return Scene.share(
                "f" + random.nextInt(10_000),
                oneOf(java.util.Arrays.asList(null, anyTask(state))),
                oneOf(java.util.Arrays.asList(null, agent())));
    }

    private SweepTasks sweep(SwarmState state) {
        long silent = random.nextInt(3);
        return new SweepTasks(
                new StampedTime(
                        state,
                        state.timestamp(),
                        Instant.EPOCH,
                        key -> key.hashCode() % 3 == silent ? Duration.ofMinutes(2) : Duration.ZERO),
                task -> random.nextInt(20) == 0);
    }

    private Intervention by() {
        String actor = oneOf(java.util.Arrays.asList(null, "ann"));
        return new Intervention(actor, null, text(), random.nextInt(20) == 0 ? 1L : null);
    }

    private String asking(SwarmState state) {
        for (Iterator<Task> held = state.heldTasks(); held.hasNext(); ) {
            Task task = held.next();
            if (task.status() == TaskStatus.INPUT_REQUIRED) {
                return task.id();
            }
        }
        return "missing";
    }

    private Command ofHolder(SwarmState state, int dice) {
        String agent = agent();
        List<Task> held = state.heldBy(agent);
        if (held.isEmpty() || random.nextInt(20) == 0) {
            return new CompleteTask(anyTask(state), random.nextBoolean() ? agent : null, null, json());
        }
        Task task = oneOf(held);
        Integer attempt = oneOf(java.util.Arrays.asList(
                null, null, null, task.attempt().number(), task.attempt().number(), 99));
        if (dice < 76) {
            return new StartTask(task.id(), agent, attempt);
        } else if (dice < 83) {
            return new ReportProgress(task.id(), agent, attempt, random.nextInt(101), text());
        } else if (dice < 87) {
            return new FailTask(task.id(), agent, attempt, json(), random.nextInt(4) > 0);
        } else if (dice < 90) {
            return new RequestInput(task.id(), agent, attempt, new Json("\"which one?\""), null);
        }
        return new CompleteTask(task.id(), agent, attempt, json());
    }

    private Command submit(SwarmState state) {
        List<String> dependencies = new ArrayList<>();
        while (random.nextInt(4) == 0) {
            dependencies.add(anyTask(state));
        }
        String id = random.nextInt(4) == 0 ? null : "job" + random.nextInt(TASK_IDS);
        dependencies.removeIf(each -> each.equals(id));
        return new SubmitTask(
                id,
                oneOf(List.of("work", "review")),
                text(),
                random.nextInt(3) == 0 ? some(CAPABILITIES) : List.of(),
                1 + random.nextInt(10),
                dependencies,
                json(),
                oneOf(java.util.Arrays.asList(null, 1, 2)),
                oneOf(java.util.Arrays.asList(null, Duration.ofSeconds(30))),
                random.nextInt(20) == 0 ? state.timestamp().plusSeconds(random.nextInt(600)) : null,
                random.nextInt(12) == 0 ? 2 + random.nextInt(3) : 1);
    }

    private SweepLiveness silence() {
        String silent = agent();
        Duration duration = Duration.ofSeconds(random.nextInt(150));
        boolean isForgetting = random.nextInt(4) == 0;
        return new SweepLiveness(
                id -> id.equals(silent) ? duration : Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                lost -> isForgetting);
    }

    private String agent() {
        return "agent" + random.nextInt(AGENTS);
    }

    /** The id of a task, which nearly always exists. */
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
