package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
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
    // How many open tasks depend on a task; and those that would be forgotten by now if none did.
    private final TreePMap<String, Integer> needed;
    private final TreePSet<String> kept;

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
            TreePMap<String, PVector<String>> held,
            TreePMap<String, Integer> needed,
            TreePSet<String> kept) {
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
        this.needed = needed;
        this.kept = kept;
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
                TreePMap.empty(),
                TreePMap.empty(),
                TreePSet.empty());
    }

    /**
     * The state that these entities make up at the given cursor.
     *
     * @param timestamp when an event happened that none of the entities may know of any more
     */
    public static SwarmState of(
            String swarm,
            SwarmLimits limits,
            Cursor cursor,
            Collection<Agent> agents,
            Collection<Task> tasks,
            Totals totals,
            Instant timestamp) {
        SwarmState state = empty(swarm, limits, cursor);
        for (Agent agent : agents) {
            state = state.with(agent);
        }
        List<Task> byVersion = new ArrayList<>(tasks);
        byVersion.sort(Comparator.comparingLong(Task::version));
        for (Task task : byVersion) {
            state = state.withAnother(task);
        }
        state = state.forgetting();
        return new SwarmState(
                swarm,
                limits,
                cursor,
                timestamp.isAfter(state.timestamp) ? timestamp : state.timestamp,
                state.agents,
                state.tasks,
                totals,
                state.pending,
                state.finished,
                state.held,
                state.needed,
                state.kept);
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
        return tasks.size() - finished.size() - kept.size();
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

    /** The tasks that the agent holds, the one that changed last at the end: the same order for all who know the log. */
    public List<Task> heldBy(String agentId) {
        List<Task> found = new ArrayList<>();
        for (String id : held.getOrDefault(agentId, TreePVector.empty())) {
            found.add(requireTask(id));
        }
        found.sort(Comparator.comparingLong(Task::version));
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

    /** Whether the task waits for nothing but an agent. */
    boolean isReady(Task task) {
        return task.status() == TaskStatus.PENDING && areCompleted(task.dependencies());
    }

    /** The tasks that depend on that one and wait for nothing but an agent. */
    List<Task> readyAfter(String taskId) {
        return needed.containsKey(taskId)
                ? pending.values().stream()
                        .map(this::requireTask)
                        .filter(task -> task.dependencies().contains(taskId) && isReady(task))
                        .toList()
                : List.of();
    }

    /** The finished tasks that an earlier state remembers and this one no longer does. */
    List<String> forgottenSince(SwarmState earlier) {
        List<String> forgotten = new ArrayList<>();
        for (Map.Entry<Long, String> entry : earlier.finished.entrySet()) {
            if (finished.containsKey(entry.getKey())) {
                break;
            }
            // It is there where it is needed, or where its id was given to a new task meanwhile.
            if (!tasks.containsKey(entry.getValue())) {
                forgotten.add(entry.getValue());
            }
        }
        for (String id : earlier.kept) {
            if (!tasks.containsKey(id)) {
                forgotten.add(id);
            }
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
                held,
                needed,
                kept);
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
                held.minus(id),
                needed,
                kept);
    }

    SwarmState with(Task task) {
        return withAnother(task).forgetting();
    }

    private SwarmState withAnother(Task task) {
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
        TreePMap<String, Integer> needing = needed;
        TreePMap<String, Task> known = tasks.plus(task.id(), task);
        TreePSet<String> keeping = kept.minus(task.id());
        boolean wasOpen = before != null && !before.status().isFinished();
        if (wasOpen == task.status().isFinished()) {
            for (String id : task.dependencies()) {
                int dependents = needing.getOrDefault(id, 0) + (wasOpen ? -1 : 1);
                needing = dependents == 0 ? needing.minus(id) : needing.plus(id, dependents);
                if (dependents == 0 && keeping.contains(id)) {
                    keeping = keeping.minus(id);
                    known = known.minus(id);
                }
            }
        }
        return at(task.version(), task.updatedAt(), agents, known, counted, waiting, ended, holding, needing, keeping);
    }

    /** Without the oldest finished tasks beyond the limit; those that open tasks depend on stay for as long as they do. */
    private SwarmState forgetting() {
        if (finished.size() <= limits.finishedTasks()) {
            return this;
        }
        TreePMap<Long, String> ended = finished;
        TreePMap<String, Task> known = tasks;
        TreePSet<String> keeping = kept;
        while (ended.size() > limits.finishedTasks()) {
            Map.Entry<Long, String> oldest = java.util.Objects.requireNonNull(ended.firstEntry());
            ended = ended.minus(oldest.getKey());
            if (needed.containsKey(oldest.getValue())) {
                keeping = keeping.plus(oldest.getValue());
            } else {
                known = known.minus(oldest.getValue());
            }
        }
        return at(cursor.seq(), timestamp, agents, known, totals, pending, ended, held, needed, keeping);
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

    /** The same, in the log's present epoch. */
    SwarmState inEpoch(String epoch) {
        return epoch.equals(cursor.epoch())
                ? this
                : new SwarmState(
                        swarm,
                        limits,
                        new Cursor(epoch, cursor.seq()),
                        timestamp,
                        agents,
                        tasks,
                        totals,
                        pending,
                        finished,
                        held,
                        needed,
                        kept);
    }

    private SwarmState at(
            long seq,
            Instant time,
            TreePMap<String, Agent> newAgents,
            TreePMap<String, Task> newTasks,
            Totals newTotals,
            TreePMap<Turn, String> newPending,
            TreePMap<Long, String> newFinished,
            TreePMap<String, PVector<String>> newHeld,
            TreePMap<String, Integer> newNeeded,
            TreePSet<String> newKept) {
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
                newHeld,
                newNeeded,
                newKept);
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
