package io.swarmbot.testing;

import io.swarmbot.command.CancelTask;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Command;
import io.swarmbot.command.CompleteTask;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.Heartbeat;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.ProvideInput;
import io.swarmbot.command.ReassignTask;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.RemoveAgent;
import io.swarmbot.command.Reply;
import io.swarmbot.command.ReportProgress;
import io.swarmbot.command.RequestInput;
import io.swarmbot.command.RetryTask;
import io.swarmbot.command.SetAgentMode;
import io.swarmbot.command.SetPriority;
import io.swarmbot.command.StartTask;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Four threads that send one swarm every kind of command, about the same agents and tasks, as fast as they are allowed
 * to. The seed decides what each thread does, but not how they mix.
 */
public final class RandomWriters implements AutoCloseable {

    private static final int WRITERS = 4;
    /** Names that are keywords elsewhere, or that some sort in another order. */
    private static final List<String> AGENTS = List.of("a1", "a10", "a2", "B", "b", "constructor", "a.b", "a-b", "a_b");

    /** JSON in the form that the service keeps. */
    private static final List<String> VALUES = List.of(
            "{}",
            "{\"n\":1.0,\"m\":1e3,\"l\":-0.0}",
            "{\"text\":\"ä€ 🐝 \\\"\\\\ </script>\",\"list\":[1,[],{}],\"none\":null}",
            "{\"id\":\"x\",\"type\":\"y\",\"status\":\"z\",\"version\":1}",
            "{\"deep\":{\"er\":{\"still\":[true,false]}}}");

    private final SwarmCoordinator coordinator;
    private final String swarm;
    private final Semaphore allowed = new Semaphore(0);
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isOver;

    public RandomWriters(SwarmCoordinator coordinator, String swarm, long seed) {
        this.coordinator = coordinator;
        this.swarm = swarm;
        for (int writer = 0; writer < WRITERS; writer++) {
            Random random = new Random(seed + writer);
            Thread thread = new Thread(() -> write(random), "writer-" + writer);
            thread.start();
            threads.add(thread);
        }
    }

    /** Lets the threads send so many more commands. */
    public void allow(int commands) {
        allowed.release(commands);
    }

    /** Submits and cancels so many tasks before the threads begin. */
    public void finishTasks(int count) {
        for (int n = 0; n < count; n++) {
            give(new SubmitTask("old" + n, "work", null, List.of(), 5, List.of(), null));
            give(new CancelTask("old" + n, Intervention.NONE));
        }
    }

    /** Waits until all commands that were allowed are answered. */
    public void awaitQuiet() {
        isOver = true;
        allowed.release(WRITERS);
        for (Thread thread : threads) {
            try {
                thread.join(Patience.LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (Throwable failure : failures) {
            throw new AssertionError("a writer failed", failure);
        }
    }

    /** Commands that were not refused. */
    public int done() {
        return answered.get() - refused.get();
    }

    private void write(Random random) {
        // The tasks that this writer knows, the newest at the end.
        List<Task> tasks = new ArrayList<>();
        try {
            while (true) {
                allowed.acquire();
                if (isOver && allowed.availablePermits() < WRITERS) {
                    return;
                }
                Reply reply = give(next(random, tasks));
                if (reply instanceof Reply.TaskIs is) {
                    tasks.removeIf(task -> task.id().equals(is.task().id()));
                    tasks.add(is.task());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    /** Null if the command was refused, as many random commands are. */
    private Reply give(Command command) {
        answered.incrementAndGet();
        try {
            return coordinator.submit(swarm, command).join().reply();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejection) {
                refused.incrementAndGet();
                return null;
            }
            throw e;
        }
    }

    private static Command next(Random random, List<Task> tasks) {
        String agent = AGENTS.get(random.nextInt(AGENTS.size()));
        int dice = random.nextInt(100);
        if (tasks.isEmpty() || dice < 45) {
            return ofAgent(random, agent, dice % 15);
        }
        Task task = tasks.get(Math.max(0, tasks.size() - 1 - random.nextInt(8)));
        String holder =
                task.assignedAgents().isEmpty() ? agent : task.assignedAgents().get(0);
        Integer attempt = random.nextBoolean() ? null : (Integer) task.attempt().number();
        if (dice < 62) {
            return new StartTask(task.id(), holder, attempt);
        } else if (dice < 76) {
            Integer progress = random.nextBoolean() ? null : (Integer) random.nextInt(101);
            return new ReportProgress(task.id(), holder, attempt, progress, random.nextBoolean() ? null : "at " + dice);
        } else if (dice < 88) {
            return new CompleteTask(task.id(), random.nextBoolean() ? null : holder, attempt, json(random));
        } else if (dice < 94) {
            // No retry: its attempt would begin later by itself, and add an event when the log should be quiet.
            return new FailTask(task.id(), random.nextBoolean() ? null : holder, attempt, json(random), false);
        }
        return intervention(random, task, holder, agent);
    }

    private static Command intervention(Random random, Task task, String holder, String agent) {
        Intervention by = new Intervention(random.nextBoolean() ? null : "ann", null, "not needed", null);
        return switch (random.nextInt(8)) {
            case 0 -> new RetryTask(task.id(), by);
            case 1 -> new SetPriority(task.id(), 1 + random.nextInt(10), by);
            case 2 -> new ReassignTask(task.id(), random.nextBoolean() ? null : agent, by);
            case 3 -> new RequestInput(task.id(), holder, null, new Json("\"which one?\""), null);
            case 4 -> new ProvideInput(task.id(), new Json("{\"this\":1.0}"), by);
            case 5 -> new SetAgentMode(agent, AgentMode.values()[random.nextInt(3)], by);
            default -> new CancelTask(task.id(), by);
        };
    }

    private static Command ofAgent(Random random, String agent, int kind) {
        if (kind < 2) {
            List<String> capabilities = random.nextBoolean() ? List.of() : List.of("text", "java");
            Assignment assignment = random.nextInt(3) == 0 ? Assignment.PUSH : Assignment.CLAIM;
            return new RegisterAgent(
                    agent, "Agent " + random.nextInt(3), null, capabilities, assignment, 2, json(random));
        } else if (kind < 5) {
            AgentStatus[] all = AgentStatus.values();
            return new UpdateAgentStatus(agent, all[random.nextInt(all.length)], json(random));
        } else if (kind < 9) {
            String id = random.nextBoolean() ? null : "T" + random.nextInt(1_000_000);
            List<String> requirements = random.nextInt(4) == 0 ? List.of("text") : List.of();
            return new SubmitTask(
                    id,
                    "work",
                    "task " + kind,
                    requirements,
                    1 + random.nextInt(10),
                    List.of(),
                    json(random),
                    null,
                    null,
                    null,
                    random.nextInt(8) == 0 ? 2 : 1);
        } else if (kind < 13) {
            return new Claim(agent, Duration.ZERO);
        } else if (kind < 14) {
            return new Heartbeat(agent, List.of());
        }
        return new RemoveAgent(agent);
    }

    private static Json json(Random random) {
        return random.nextInt(3) == 0 ? null : new Json(VALUES.get(random.nextInt(VALUES.size())));
    }

    @Override
    public void close() {
        awaitQuiet();
    }
}
