package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * A swarm as it is at one cursor: the fold of its log up to there, and of nothing else.
 *
 * <p>Thread-safety: immutable. A change makes a new state that shares what stayed the same, so trying a command and
 * dropping the result costs nothing.
 */
public final class SwarmState {

    /** How many finished tasks a snapshot shows, the newest. */
    public static final int SNAPSHOT_FINISHED = 1_000;

    /** Where a pending task stands in line: by when it was submitted, each step of priority being worth a minute. */
    private record Turn(long orderMillis, String taskId) implements Comparable<Turn> {

        private static final long PRIORITY_STEP_MILLIS = 60_000;

        static Turn of(Task task) {
            return new Turn(
                    task.submittedAt().toEpochMilli() + (task.priority() - 1) * PRIORITY_STEP_MILLIS, task.id());
        }

        @Override
        public int compareTo(Turn other) {
            int byTime = Long.compare(orderMillis, other.orderMillis);
            return byTime != 0 ? byTime : taskId.compareTo(other.taskId);
        }
    }

    private final String swarm;
    private final SwarmLimits limits;
    private final Cursor cursor;
    private final Instant timestamp;
    private final TreePMap<String, Agent> agents;
    private final TreePMap<String, Task> tasks;
    private final Totals totals;
    // Indexes over tasks, never stored: those that wait, those that are finished by version, those that an agent holds.
    private final TreePMap<Turn, String> pending;
    private final TreePMap<Long, String> finished;
    private final TreePMap<String, PVector<String>> held;

    private SwarmState(
            String swarm,
            SwarmLimits limits,
            Cursor cursor,
            Instant timestamp,
            TreePMap<String, Agent> agents,
            TreePMap<String, Task> tasks,
            Totals totals,
            TreePMap<Turn, String> pending,
            TreePMap<Long, String> finished,
            TreePMap<String, PVector<String>> held) {
        this.swarm = swarm;
        this.limits = limits;
        this.cursor = cursor;
        this.timestamp = timestamp;
        this.agents = agents;
        this.tasks = tasks;
        this.totals = totals;
        this.pending = pending;
        this.finished = finished;
        this.held = held;
    }

    /** A swarm without agents and tasks at the given cursor. */
    public static SwarmState empty(String swarm, SwarmLimits limits, Cursor cursor) {
        return new SwarmState(
                swarm,
                limits,
                cursor,
                Instant.EPOCH,
                TreePMap.empty(),
                TreePMap.empty(),
                Totals.NONE,
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty());
    }

    /** The state that these entities make up at the given cursor. */
    public static SwarmState of(
            String swarm,
            SwarmLimits limits,
            Cursor cursor,
            Collection<Agent> agents,
            Collection<Task> tasks,
            Totals totals) {
        SwarmState state = empty(swarm, limits, cursor);
        for (Agent agent : agents) {
            state = state.with(agent);
        }
        List<Task> byVersion = new ArrayList<>(tasks);
        byVersion.sort(java.util.Comparator.comparingLong(Task::version));
        for (Task task : byVersion) {
            state = state.with(task);
        }
        return new SwarmState(
                swarm,
                limits,
                cursor,
                state.timestamp,
                state.agents,
                state.tasks,
                totals,
                state.pending,
                state.finished,
                state.held);
    }

    public String swarm() {
        return swarm;
    }

    public SwarmLimits limits() {
        return limits;
    }

    /** Where in the log this state is. */
    public Cursor cursor() {
        return cursor;
    }

    /** When the newest event happened. */
    public Instant timestamp() {
        return timestamp;
    }

    public Totals totals() {
        return totals;
    }

    public Optional<Agent> agent(String id) {
        return Optional.ofNullable(agents.get(id));
    }

    public Optional<Task> task(String id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** In order of their ids. */
    public Collection<Agent> agents() {
        return agents.values();
    }

    public int openTasks() {
        return tasks.size() - finished.size();
    }

    /** The agents behind that id, in order of their ids. */
    public Collection<Agent> agentsAfter(String id) {
        return agents.tailMap(id, false).values();
    }

    /** The tasks behind that id that are remembered, in order of their ids. */
    public Collection<Task> tasksAfter(String id) {
        return tasks.tailMap(id, false).values();
    }

    /** The tasks behind that id that a snapshot shows, in order of their ids: the open ones and the newest finished ones. */
    public Iterable<Task> snapshotTasksAfter(String id) {
        long oldestShown = oldestFinishedShown();
        return () -> tasks.tailMap(id, false).values().stream()
                .filter(task -> !task.status().isFinished() || task.version() >= oldestShown)
                .iterator();
    }

    /** The tasks that the agent holds, in the order they were assigned to it. */
    public List<Task> heldBy(String agentId) {
        List<Task> found = new ArrayList<>();
        for (String id : held.getOrDefault(agentId, TreePVector.empty())) {
            found.add(requireTask(id));
        }
        return found;
    }

    /** The pending task whose turn it is among those that this agent can do. */
    public Optional<Task> nextFor(Agent agent) {
        for (String id : pending.values()) {
            Task task = requireTask(id);
            if (agent.capabilities().containsAll(task.requirements()) && areCompleted(task.dependencies())) {
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }

    /** The finished tasks that an earlier state remembers and this one no longer does. */
    List<String> forgottenSince(SwarmState earlier) {
        List<String> forgotten = new ArrayList<>();
        for (Map.Entry<Long, String> entry : earlier.finished.entrySet()) {
            if (tasks.containsKey(entry.getValue())) {
                break;
            }
            forgotten.add(entry.getValue());
        }
        return forgotten;
    }

    Agent requireAgent(String id) {
        Agent agent = agents.get(id);
        if (agent == null) {
            throw new IllegalStateException("the log speaks of agent " + id + ", which is not there");
        }
        return agent;
    }

    Task requireTask(String id) {
        Task task = tasks.get(id);
        if (task == null) {
            throw new IllegalStateException("the log speaks of task " + id + ", which is not there");
        }
        return task;
    }

    SwarmState with(Agent agent) {
        Agent before = agents.get(agent.id());
        Totals counted = totals;
        if (before == null || before.status() != agent.status()) {
            counted = before == null ? counted : counted.plus(before.status(), -1);
            counted = counted.plus(agent.status(), 1);
        }
        return at(
                agent.version(),
                agent.updatedAt(),
                agents.plus(agent.id(), agent),
                tasks,
                counted,
                pending,
                finished,
                held);
    }

    SwarmState withoutAgent(String id, Stamp stamp) {
        Agent agent = requireAgent(id);
        return at(
                stamp.seq(),
                stamp.timestamp(),
                agents.minus(id),
                tasks,
                totals.plus(agent.status(), -1),
                pending,
                finished,
                held.minus(id));
    }

    SwarmState with(Task task) {
        Task before = tasks.get(task.id());
        Totals counted = totals;
        TreePMap<Turn, String> waiting = pending;
        TreePMap<Long, String> ended = finished;
        TreePMap<String, PVector<String>> holding = held;
        if (before != null) {
            counted = counted.plus(before.status(), -1);
            waiting = before.status() == TaskStatus.PENDING ? waiting.minus(Turn.of(before)) : waiting;
            ended = before.status().isFinished() ? ended.minus(before.version()) : ended;
        }
        if (before == null || !isHeldAlike(before, task)) {
            holding = withoutHolder(holding, before);
            holding = withHolder(holding, task);
        }
        counted = counted.plus(task.status(), 1);
        waiting = task.status() == TaskStatus.PENDING ? waiting.plus(Turn.of(task), task.id()) : waiting;
        ended = task.status().isFinished() ? ended.plus(task.version(), task.id()) : ended;
        TreePMap<String, Task> known = tasks.plus(task.id(), task);
        if (ended.size() > limits.finishedTasks()) {
            Map.Entry<Long, String> oldest = java.util.Objects.requireNonNull(ended.firstEntry());
            ended = ended.minus(oldest.getKey());
            known = known.minus(oldest.getValue());
        }
        return at(task.version(), task.updatedAt(), agents, known, counted, waiting, ended, holding);
    }

    private static boolean isHeldAlike(Task before, Task after) {
        return before.status().isHeld() == after.status().isHeld()
                && before.assignedAgents().equals(after.assignedAgents());
    }

    private static TreePMap<String, PVector<String>> withHolder(TreePMap<String, PVector<String>> held, Task task) {
        if (!task.status().isHeld()) {
            return held;
        }
        TreePMap<String, PVector<String>> result = held;
        for (String agent : task.assignedAgents()) {
            result = result.plus(
                    agent, result.getOrDefault(agent, TreePVector.empty()).plus(task.id()));
        }
        return result;
    }

    private static TreePMap<String, PVector<String>> withoutHolder(
            TreePMap<String, PVector<String>> held, @Nullable Task task) {
        if (task == null || !task.status().isHeld()) {
            return held;
        }
        TreePMap<String, PVector<String>> result = held;
        for (String agent : task.assignedAgents()) {
            PVector<String> left =
                    result.getOrDefault(agent, TreePVector.empty()).minus((Object) task.id());
            result = left.isEmpty() ? result.minus(agent) : result.plus(agent, left);
        }
        return result;
    }

    private SwarmState at(
            long seq,
            Instant time,
            TreePMap<String, Agent> newAgents,
            TreePMap<String, Task> newTasks,
            Totals newTotals,
            TreePMap<Turn, String> newPending,
            TreePMap<Long, String> newFinished,
            TreePMap<String, PVector<String>> newHeld) {
        return new SwarmState(
                swarm,
                limits,
                seq > cursor.seq() ? new Cursor(cursor.epoch(), seq) : cursor,
                time.isAfter(timestamp) ? time : timestamp,
                newAgents,
                newTasks,
                newTotals,
                newPending,
                newFinished,
                newHeld);
    }

    private boolean areCompleted(List<String> dependencies) {
        for (String id : dependencies) {
            Task task = tasks.get(id);
            if (task == null || task.status() != TaskStatus.COMPLETED) {
                return false;
            }
        }
        return true;
    }

    private long oldestFinishedShown() {
        Iterator<Long> newestFirst = finished.descendingKeySet().iterator();
        long oldest = 0;
        for (int i = 0; i < SNAPSHOT_FINISHED && newestFirst.hasNext(); i++) {
            oldest = newestFirst.next();
        }
        return oldest;
    }
}
