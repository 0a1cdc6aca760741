package io.swarmbot.swarm;

import io.swarmbot.swarm.index.Attention;
import io.swarmbot.swarm.index.TimedId;
import io.swarmbot.swarm.index.Workload;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The tasks of a state with indexes, so that no question has to look at all of them. The indexes follow from the tasks
 * and are never stored.
 *
 * <p>Thread-safety: immutable.
 */
public final class TaskBook {

    private final TreePMap<String, Task> tasks;
    private final ReadyLines ready;
    private final DueTimes due;
    private final HeldTasks held;
    private final Workload workload;
    private final Dependents dependents;
    private final FinishedTasks finished;
    private final Attention attention;

    private TaskBook(
            TreePMap<String, Task> tasks,
            ReadyLines ready,
            DueTimes due,
            HeldTasks held,
            Workload workload,
            Dependents dependents,
            FinishedTasks finished,
            Attention attention) {
        this.tasks = tasks;
        this.ready = ready;
        this.due = due;
        this.held = held;
        this.workload = workload;
        this.dependents = dependents;
        this.finished = finished;
        this.attention = attention;
    }

    /** @param marks how far finished tasks were hidden and forgotten */
    static TaskBook empty(TaskRules rules, FinishedTasks.Marks marks) {
        return new TaskBook(
                TreePMap.empty(),
                ReadyLines.empty(rules),
                DueTimes.empty(),
                HeldTasks.empty(),
                Workload.none(),
                Dependents.empty(),
                FinishedTasks.empty(marks),
                Attention.none());
    }

    /** The book of these tasks, in whatever order they are given. */
    static TaskBook of(Collection<Task> tasks, SwarmLimits limits, FinishedTasks.Marks marks) {
        List<Task> byVersion = new ArrayList<>(tasks);
        byVersion.sort(Comparator.comparingLong(Task::version));
        TaskBook book = empty(limits.rules(), marks);
        for (Task task : byVersion) {
            book = book.with(task);
        }
        return book.forgetting(limits.finishedTasks());
    }

    FinishedTasks.Marks marks() {
        return finished.marks();
    }

    @Nullable
    Task get(String id) {
        return tasks.get(id);
    }

    private Task require(String id) {
        return Objects.requireNonNull(tasks.get(id));
    }

    /** How many tasks are not finished. */
    int open() {
        return tasks.size() - finished.size() - finished.keptCount();
    }

    /** The tasks with a greater id, in order of their ids. */
    Collection<Task> after(String id) {
        return tasks.tailMap(id, false).values();
    }

    /** Whether a snapshot shows the task: every open one, and the newest finished ones. */
    boolean isShown(Task task) {
        return !task.status().isFinished() || finished.isShown(task);
    }

    /** The finished tasks, the newest first, without those that are only kept for others. */
    Iterator<Task> newestFinished() {
        return finished.newestFirst().stream().map(this::require).iterator();
    }

    int heldCount(String agentId) {
        return held.count(agentId);
    }

    /** The tasks that the agent holds; the one that changed last is at the end. */
    List<Task> heldBy(String agentId) {
        List<Task> found = new ArrayList<>();
        for (String id : held.of(agentId)) {
            found.add(require(id));
        }
        found.sort(Comparator.comparingLong(Task::version));
        return found;
    }

    /** The tasks that are held, agent by agent. */
    Iterator<Task> held() {
        return held.all().map(this::require).iterator();
    }

    /** The task whose turn it is among those for which these capabilities are enough. */
    Optional<Task> nextFor(Collection<String> capabilities) {
        return Optional.ofNullable(ready.nextFor(capabilities)).map(this::require);
    }

    /** The place of a ready task among the ready tasks for which its requirements are enough, from 1. */
    int placeOf(Task task) {
        return ready.placeOf(task);
    }

    /** How much work there is, by what it requires and by its type. */
    Workload workload() {
        return workload;
    }

    /** The tasks at which a person should look. */
    Attention attention() {
        return attention;
    }

    /** The first task of each line of tasks with the same requirements. */
    public List<Task> headsOfLines() {
        return ready.heads().stream().map(this::require).toList();
    }

    /** Whether the task waits for nothing but an agent. */
    boolean isReady(Task task) {
        return isReady(tasks, task);
    }

    /** Whether there is such a task, and it is completed. */
    boolean isCompleted(String id) {
        return isCompleted(tasks, id);
    }

    /** The parts of a composite task that can be read, in order; none of any other task. */
    public List<Task> partsOf(Task whole) {
        List<Task> parts = new ArrayList<>(whole.spec().parts());
        for (int number = 1; number <= whole.spec().parts(); number++) {
            Task part = tasks.get(whole.partId(number));
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** The open tasks that depend on that one. */
    List<Task> dependentsOf(String id) {
        return dependents.of(id).stream().map(this::require).toList();
    }

    /** The ids of the tasks that ended badly and whose dependents are still open. */
    public Collection<String> broken() {
        return dependents.broken();
    }

    /** Whether an open task is past its deadline. */
    public boolean isAnyLate(Instant now) {
        return due.isAnyLate(now);
    }

    /** The open tasks that are past their deadline, the oldest deadline first. */
    public Iterator<Task> late(Instant now) {
        return due.late(now).map(this::require).iterator();
    }

    /** Whether an open task has a deadline, or is kept back after a failed attempt. */
    public boolean isAnyTimed() {
        return !due.isEmpty();
    }

    /** The ids of the finished tasks that an earlier book remembers and this one does not. */
    List<String> forgottenSince(TaskBook earlier) {
        List<String> forgotten = new ArrayList<>();
        for (String id : finished.leftSince(earlier.finished)) {
            // A task may still be needed by others, or its id may have been given to a new task.
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
        ReadyLines lines = before == null ? ready : ready.minus(before);
        boolean isSameWork = before != null && isSameWork(before, task);
        Workload work = before == null || isSameWork ? workload : without(before);
        DueTimes times = before == null ? due : due.minus(before);
        FinishedTasks ended = before == null || wasOpen ? finished : finished.minus(before);
        if (!isOpen) {
            ended = ended.plus(task);
        }
        Dependents depending = dependents;
        if (isOpen && !wasOpen) {
            depending = depending.opened(task);
        } else if (wasOpen && !isOpen) {
            depending = depending.ended(task);
        }
        depending = depending.needing(before, task);
        if (isReady(known, task)) {
            lines = lines.plus(task);
            work = work.plusReady(kindOf(task), task.id(), readySince(known, task));
        } else if (task.isHeld() && !isSameWork) {
            work = work.plusRunning(kindOf(task), 1);
        } else if (task.status() == TaskStatus.COMPLETED) {
            for (String id : depending.of(task.id())) {
                Task dependent = Objects.requireNonNull(known.get(id));
                if (isReady(known, dependent)) {
                    lines = lines.plus(dependent);
                    work = work.plusReady(kindOf(dependent), id, readySince(known, dependent));
                }
            }
        }
        TaskBook changed = new TaskBook(
                known,
                lines,
                times.plus(task),
                held.changed(before, task),
                work,
                depending.judged(task),
                ended,
                with(before == null ? attention : without(attention, before), task));
        return before == null ? changed : changed.without(Dependents.needs(before));
    }

    /** Without the oldest finished tasks beyond the limit. Those that others need stay as long as these need them. */
    TaskBook forgetting(int limit) {
        TaskBook book = this;
        while (book.finished.size() > limit) {
            String oldest = book.finished.oldest();
            FinishedTasks left = book.finished.forgettingOldest(book.dependents);
            book = new TaskBook(book.tasks, ready, due, held, workload, book.dependents, left, book.attention);
            if (!left.isKept(oldest)) {
                book = book.forgotten(oldest).without(Dependents.needs(book.require(oldest)));
            }
        }
        return book;
    }

    /**
     * Without those of these tasks that were kept for others, if nobody needs them any more, and what only they need.
     */
    private TaskBook without(Collection<String> released) {
        TaskBook book = this;
        Deque<String> candidates = new ArrayDeque<>(released);
        for (String id = candidates.poll(); id != null; id = candidates.poll()) {
            if (book.finished.isKept(id) && !book.dependents.isNeeded(id)) {
                candidates.addAll(Dependents.needs(book.require(id)));
                book = book.forgotten(id);
            }
        }
        return book;
    }

    /** Without a finished task. */
    private TaskBook forgotten(String id) {
        Task task = require(id);
        return new TaskBook(
                tasks.minus(id),
                ready,
                due,
                held,
                workload,
                dependents.needing(task, null),
                finished.minusKept(id),
                without(attention, task));
    }

    private static Attention with(Attention attention, Task task) {
        Instant since = task.needsPersonSince();
        if (since == null) {
            return attention;
        }
        TimedId place = new TimedId(since.toEpochMilli(), task.id());
        return task.status().isFinished() ? attention.plusFailed(place) : attention.plusOpen(place);
    }

    private static Attention without(Attention attention, Task task) {
        Instant since = task.needsPersonSince();
        if (since == null) {
            return attention;
        }
        TimedId place = new TimedId(since.toEpochMilli(), task.id());
        return task.status().isFinished() ? attention.minusFailed(place) : attention.minusOpen(place);
    }

    /** The workload without a task of this book. */
    private Workload without(Task task) {
        if (isReady(task)) {
            return workload.minusReady(kindOf(task), task.id(), readySince(tasks, task));
        }
        return task.isHeld() ? workload.plusRunning(kindOf(task), -1) : workload;
    }

    /** Whether agents do the same work before and after, as with each report of progress. */
    private static boolean isSameWork(Task before, Task after) {
        return before.isHeld()
                && after.isHeld()
                && before.type().equals(after.type())
                && before.requirements().equals(after.requirements());
    }

    private static Workload.Kind kindOf(Task task) {
        return new Workload.Kind(task.requirements(), task.type());
    }

    /** Since when a task that is ready waits for nothing but an agent, the pause after an attempt left aside. */
    private static long readySince(Map<String, Task> tasks, Task task) {
        Instant since = task.times().statusSince();
        for (String id : task.dependencies()) {
            Instant end = Objects.requireNonNull(tasks.get(id)).attempt().finishedAt();
            since = end != null && end.isAfter(since) ? end : since;
        }
        return since.toEpochMilli();
    }

    private static boolean isReady(Map<String, Task> tasks, Task task) {
        if (!task.isWaiting()) {
            return false;
        }
        for (String id : task.dependencies()) {
            if (!isCompleted(tasks, id)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCompleted(Map<String, Task> tasks, String id) {
        Task task = tasks.get(id);
        return task != null && task.status() == TaskStatus.COMPLETED;
    }
}
