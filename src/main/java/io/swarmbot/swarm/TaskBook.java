package io.swarmbot.swarm;

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
 * The tasks of a state, and where to find those that matter without looking at all of them. The indexes follow from the
 * tasks and are never stored.
 *
 * <p>Thread-safety: immutable.
 */
final class TaskBook {

    /** Where a task that waits for an agent stands in line: by when it was submitted, each step of priority worth a time. */
    private record Turn(long orderMillis, String taskId) implements Comparable<Turn> {

        static Turn of(Task task, TaskRules rules) {
            long handicap = (task.priority() - 1) * rules.ageing().toMillis();
            return new Turn(task.submittedAt().toEpochMilli() + handicap, task.id());
        }

        @Override
        public int compareTo(Turn other) {
            int byTime = Long.compare(orderMillis, other.orderMillis);
            return byTime != 0 ? byTime : taskId.compareTo(other.taskId);
        }
    }

    /** When the clock has something to say about a task. */
    private record Due(long millis, String taskId) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(millis, other.millis);
            return byTime != 0 ? byTime : taskId.compareTo(other.taskId);
        }
    }

    /**
     * How far back the finished ones go, by version: what once fell behind a mark stays there.
     *
     * @param hidden those up to here are not in a snapshot
     * @param forgotten those up to here are not remembered, but where an open one depends on them
     */
    record Marks(long hidden, long forgotten) {

        static final Marks NONE = new Marks(0, 0);
    }

    private static final TreePSet<Turn> NO_TURNS = TreePSet.empty();
    private static final TreePSet<String> NOBODY = TreePSet.empty();

    /**
     * Joins requirements into a key under which those with the same first one are neighbours: a blank comes before all that
     * an identifier is made of.
     */
    private static final String SEPARATOR = " ";
    /** Behind every key that begins with a requirement and the separator, before every other requirement. */
    private static final String BEHIND_SEPARATOR = "!";

    private final TaskRules rules;
    private final TreePMap<String, Task> tasks;
    /** Those that wait for nothing but an agent, in line, by what they require. */
    private final TreePMap<String, TreePSet<Turn>> ready;
    /** Those that are finished, by version. */
    private final TreePMap<Long, String> finished;
    /** Those that an agent holds. */
    private final TreePMap<String, PVector<String>> held;
    /** The open ones that depend on a task. */
    private final TreePMap<String, TreePSet<String>> dependents;
    /** Those that would be forgotten by now if no open one depended on them. */
    private final TreePSet<String> kept;
    /** The open ones by when the clock looks at them. */
    private final TreePSet<Due> due;
    /** Those that failed or were canceled and have open ones that depend on them: what is left of these is to be canceled. */
    private final TreePSet<String> broken;
    /** How many finished ones a snapshot shows: those behind the mark. */
    private final int shown;

    private final Marks marks;

    private TaskBook(
            TaskRules rules,
            TreePMap<String, Task> tasks,
            TreePMap<String, TreePSet<Turn>> ready,
            TreePMap<Long, String> finished,
            TreePMap<String, PVector<String>> held,
            TreePMap<String, TreePSet<String>> dependents,
            TreePSet<String> kept,
            TreePSet<Due> due,
            TreePSet<String> broken,
            int shown,
            Marks marks) {
        this.rules = rules;
        this.tasks = tasks;
        this.ready = ready;
        this.finished = finished;
        this.held = held;
        this.dependents = dependents;
        this.kept = kept;
        this.due = due;
        this.broken = broken;
        this.shown = shown;
        this.marks = marks;
    }

    /** @param marks how far finished ones were hidden and forgotten */
    static TaskBook empty(TaskRules rules, Marks marks) {
        return new TaskBook(
                rules,
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePSet.empty(),
                TreePSet.empty(),
                TreePSet.empty(),
                0,
                marks);
    }

    Marks marks() {
        return marks;
    }

    /** Whether a snapshot shows it: an open one, or one of the newest finished ones. */
    boolean isShown(Task task) {
        return !task.status().isFinished() || task.version() > marks.hidden();
    }

    @Nullable
    Task get(String id) {
        return tasks.get(id);
    }

    int open() {
        return tasks.size() - finished.size() - kept.size();
    }

    /** Those behind that id, in order of their ids. */
    Collection<Task> after(String id) {
        return tasks.tailMap(id, false).values();
    }

    /** The finished ones, the newest first, without those that are only kept for others. */
    Iterator<Task> newestFinished() {
        return finished.descendingMap().values().stream()
                .map(id -> java.util.Objects.requireNonNull(tasks.get(id)))
                .iterator();
    }

    int heldCount(String agentId) {
        PVector<String> ids = held.get(agentId);
        return ids == null ? 0 : ids.size();
    }

    /** Those that the agent holds, the one that changed last at the end. */
    List<Task> heldBy(String agentId) {
        List<Task> found = new ArrayList<>();
        for (String id : held.getOrDefault(agentId, TreePVector.empty())) {
            found.add(require(id));
        }
        found.sort(Comparator.comparingLong(Task::version));
        return found;
    }

    /** All that somebody holds, agent by agent. */
    Iterator<Task> held() {
        return held.values().stream()
                .flatMap(Collection::stream)
                .map(this::require)
                .iterator();
    }

    /**
     * The one whose turn it is among those that these capabilities are enough for. What it costs grows with the number of
     * different requirements that begin with one of the capabilities, not with the number of tasks.
     */
    Optional<Task> nextFor(Collection<String> capabilities) {
        Turn first = earlier(null, ready.getOrDefault("", NO_TURNS));
        for (String capability : capabilities) {
            for (Map.Entry<String, TreePSet<Turn>> line : ready.subMap(
                            capability, true, capability + BEHIND_SEPARATOR, false)
                    .entrySet()) {
                if (capabilities.containsAll(List.of(line.getKey().split(SEPARATOR)))) {
                    first = earlier(first, line.getValue());
                }
            }
        }
        return Optional.ofNullable(first).map(turn -> require(turn.taskId()));
    }

    /** The first of each line of those that require the same. */
    List<Task> headsOfLines() {
        return ready.values().stream()
                .map(line -> require(line.first().taskId()))
                .toList();
    }

    private static @Nullable Turn earlier(@Nullable Turn first, TreePSet<Turn> line) {
        if (line.isEmpty()) {
            return first;
        }
        Turn head = line.first();
        return first == null || head.compareTo(first) < 0 ? head : first;
    }

    /** Whether the task waits for nothing but an agent. */
    boolean isReady(Task task) {
        return task.isWaiting() && areCompleted(tasks, task.dependencies());
    }

    /** The open ones that depend on that one. */
    List<Task> dependentsOf(String id) {
        return dependents.getOrDefault(id, NOBODY).stream().map(this::require).toList();
    }

    /** Ends that were bad for others, which have not been told yet. */
    Collection<String> broken() {
        return broken;
    }

    /** Whether the clock has something to say about one of them. */
    boolean isDue(long millis) {
        return !due.isEmpty() && due.first().millis() <= millis;
    }

    /** Those that the clock has something to say about, the oldest first. */
    Iterator<Task> due(long millis) {
        return due.headSet(new Due(millis, "~"), true).stream()
                .map(each -> require(each.taskId()))
                .iterator();
    }

    /** The finished ones that an earlier book remembers and this one no longer does. */
    List<String> forgottenSince(TaskBook earlier) {
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

    /** With a task that is new or has changed. */
    TaskBook with(Task task) {
        Task before = tasks.get(task.id());
        boolean wasOpen = before != null && !before.status().isFinished();
        boolean isOpen = !task.status().isFinished();
        TreePMap<String, Task> known = tasks.plus(task.id(), task);
        TreePMap<String, TreePSet<Turn>> lines = ready;
        TreePMap<Long, String> ended = finished;
        TreePSet<Due> clocks = due;
        TreePSet<String> bad = broken;
        TreePSet<String> keeping = kept.minus(task.id());
        int showing = shown;
        if (before != null) {
            lines = without(lines, before);
            ended = wasOpen ? ended : ended.minus(before.version());
            showing -= !wasOpen && before.version() > marks.hidden() ? 1 : 0;
            clocks = without(clocks, before);
        }
        TreePMap<String, PVector<String>> holding =
                before == null || !isHeldAlike(before, task) ? withHolder(withoutHolder(held, before), task) : held;
        if (task.isWaiting() && areCompleted(known, task.dependencies())) {
            lines = with(lines, task);
        }
        Due clock = dueOf(task);
        clocks = clock == null ? clocks : clocks.plus(clock);
        if (!isOpen && task.version() > marks.forgotten()) {
            ended = ended.plus(task.version(), task.id());
        } else if (!isOpen) {
            keeping = keeping.plus(task.id());
        }
        showing += !isOpen && task.version() > marks.hidden() ? 1 : 0;
        TreePMap<String, TreePSet<String>> depending = dependents;
        if (wasOpen != isOpen) {
            for (String id : task.dependencies()) {
                TreePSet<String> others = depending.getOrDefault(id, NOBODY);
                others = isOpen ? others.plus(task.id()) : others.minus(task.id());
                depending = others.isEmpty() ? depending.minus(id) : depending.plus(id, others);
                if (others.isEmpty()) {
                    bad = bad.minus(id);
                    if (keeping.contains(id)) {
                        keeping = keeping.minus(id);
                        known = known.minus(id);
                    }
                }
            }
        }
        TreePSet<String> mine = depending.getOrDefault(task.id(), NOBODY);
        if (task.status() == TaskStatus.COMPLETED) {
            for (String id : mine) {
                Task dependent = java.util.Objects.requireNonNull(known.get(id));
                if (dependent.isWaiting() && areCompleted(known, dependent.dependencies())) {
                    lines = with(lines, dependent);
                }
            }
        }
        boolean isBroken = !isOpen && task.status() != TaskStatus.COMPLETED && !mine.isEmpty();
        bad = isBroken ? bad.plus(task.id()) : bad.minus(task.id());
        return new TaskBook(rules, known, lines, ended, holding, depending, keeping, clocks, bad, showing, marks)
                .hiding();
    }

    /** What is hidden once stays hidden, whatever is retried: so whoever folds events needs no task that it let go. */
    private TaskBook hiding() {
        if (shown <= SwarmState.SNAPSHOT_FINISHED) {
            return this;
        }
        int showing = shown;
        long hidden = marks.hidden();
        while (showing > SwarmState.SNAPSHOT_FINISHED) {
            hidden = java.util.Objects.requireNonNull(finished.higherKey(hidden));
            showing--;
        }
        return new TaskBook(
                rules,
                tasks,
                ready,
                finished,
                held,
                dependents,
                kept,
                due,
                broken,
                showing,
                new Marks(hidden, marks.forgotten()));
    }

    /** Without the oldest finished ones beyond the limit; those that open ones depend on stay for as long as they do. */
    TaskBook forgetting(int limit) {
        if (finished.size() <= limit) {
            return this;
        }
        TreePMap<Long, String> ended = finished;
        TreePMap<String, Task> known = tasks;
        TreePSet<String> keeping = kept;
        long forgotten = marks.forgotten();
        while (ended.size() > limit) {
            Map.Entry<Long, String> oldest = java.util.Objects.requireNonNull(ended.firstEntry());
            forgotten = oldest.getKey();
            ended = ended.minus(forgotten);
            if (dependents.containsKey(oldest.getValue())) {
                keeping = keeping.plus(oldest.getValue());
            } else {
                known = known.minus(oldest.getValue());
            }
        }
        return new TaskBook(
                rules,
                known,
                ready,
                ended,
                held,
                dependents,
                keeping,
                due,
                broken,
                shown,
                new Marks(marks.hidden(), forgotten));
    }

    private Task require(String id) {
        return java.util.Objects.requireNonNull(tasks.get(id));
    }

    private TreePMap<String, TreePSet<Turn>> with(TreePMap<String, TreePSet<Turn>> lines, Task task) {
        String key = String.join(SEPARATOR, task.requirements());
        return lines.plus(key, lines.getOrDefault(key, NO_TURNS).plus(Turn.of(task, rules)));
    }

    private TreePMap<String, TreePSet<Turn>> without(TreePMap<String, TreePSet<Turn>> lines, Task task) {
        if (task.status() != TaskStatus.PENDING) {
            return lines;
        }
        String key = String.join(SEPARATOR, task.requirements());
        TreePSet<Turn> line = lines.get(key);
        if (line == null) {
            return lines;
        }
        TreePSet<Turn> left = line.minus(Turn.of(task, rules));
        return left.isEmpty() ? lines.minus(key) : lines.plus(key, left);
    }

    private TreePSet<Due> without(TreePSet<Due> clocks, Task task) {
        Due clock = dueOf(task);
        return clock == null ? clocks : clocks.minus(clock);
    }

    /** The first time at which something is to be done about the task if nothing happens until then. */
    private @Nullable Due dueOf(Task task) {
        long first = Long.MAX_VALUE;
        if (!task.status().isFinished() && task.deadline() != null) {
            first = task.deadline().toEpochMilli();
        }
        if (!task.isComposite()) {
            first = Math.min(
                    first,
                    switch (task.status()) {
                        case PENDING ->
                            task.notBefore() == null
                                    ? Long.MAX_VALUE
                                    : task.notBefore().toEpochMilli();
                        case ASSIGNED ->
                            task.statusSince().plus(rules.startWithin()).toEpochMilli();
                        case RUNNING -> dueWhileRunning(task);
                        case INPUT_REQUIRED ->
                            task.answerBy() == null
                                    ? Long.MAX_VALUE
                                    : task.answerBy().toEpochMilli();
                        default -> Long.MAX_VALUE;
                    });
        }
        return first == Long.MAX_VALUE ? null : new Due(first, task.id());
    }

    private long dueWhileRunning(Task task) {
        long timeout = task.statusSince().plus(task.timeout()).toEpochMilli();
        long stuck = task.activeAt().plus(rules.stuckAfter()).toEpochMilli();
        return task.alert() == null ? Math.min(timeout, stuck) : timeout;
    }

    private static boolean areCompleted(Map<String, Task> tasks, List<String> dependencies) {
        for (String id : dependencies) {
            Task task = tasks.get(id);
            if (task == null || task.status() != TaskStatus.COMPLETED) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHeldAlike(Task before, Task after) {
        return before.isHeld() == after.isHeld() && before.assignedAgents().equals(after.assignedAgents());
    }

    private static TreePMap<String, PVector<String>> withHolder(TreePMap<String, PVector<String>> held, Task task) {
        if (!task.isHeld()) {
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
        if (task == null || !task.isHeld()) {
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
}
