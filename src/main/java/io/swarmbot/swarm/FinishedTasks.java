package io.swarmbot.swarm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The finished tasks that are remembered, ordered by version. Only the newest of them are shown in a snapshot.
 *
 * <p>Thread-safety: immutable.
 */
final class FinishedTasks {

    /**
     * How far back finished tasks are shown and remembered. A mark never goes back, even if tasks are retried. So
     * whoever folds events never needs a task that they have dropped.
     *
     * @param hidden finished tasks up to this version are not in a snapshot
     * @param forgotten finished tasks up to this version are not remembered, unless another one needs them
     */
    record Marks(long hidden, long forgotten) {

        static final Marks NONE = new Marks(0, 0);
    }

    private final TreePMap<Long, String> byVersion;
    /** Tasks behind the mark that are only kept because another one needs them. */
    private final TreePSet<String> kept;
    /** How many of the tasks a snapshot shows. */
    private final int shown;

    private final Marks marks;

    private FinishedTasks(TreePMap<Long, String> byVersion, TreePSet<String> kept, int shown, Marks marks) {
        this.byVersion = byVersion;
        this.kept = kept;
        this.shown = shown;
        this.marks = marks;
    }

    static FinishedTasks empty(Marks marks) {
        return new FinishedTasks(TreePMap.empty(), TreePSet.empty(), 0, marks);
    }

    Marks marks() {
        return marks;
    }

    /** How many tasks are remembered for their own sake. */
    int size() {
        return byVersion.size();
    }

    int keptCount() {
        return kept.size();
    }

    boolean isKept(String id) {
        return kept.contains(id);
    }

    /** Whether a snapshot shows the finished task. */
    boolean isShown(Task task) {
        return task.version() > marks.hidden();
    }

    /** The ids of the tasks, the newest first, without those that are only kept for others. */
    Collection<String> newestFirst() {
        return byVersion.descendingMap().values();
    }

    /** With a task that has finished. It must not be in here already. */
    FinishedTasks plus(Task task) {
        int showing = shown + (isShown(task) ? 1 : 0);
        return task.version() > marks.forgotten()
                ? new FinishedTasks(byVersion.plus(task.version(), task.id()), kept, showing, marks).hiding()
                : new FinishedTasks(byVersion, kept.plus(task.id()), showing, marks).hiding();
    }

    /** Without a task that was in here as given. */
    FinishedTasks minus(Task task) {
        return new FinishedTasks(
                byVersion.minus(task.version()), kept.minus(task.id()), shown - (isShown(task) ? 1 : 0), marks);
    }

    /** Without a task that was kept for another one. */
    FinishedTasks minusKept(String id) {
        return new FinishedTasks(byVersion, kept.minus(id), shown, marks);
    }

    private FinishedTasks hiding() {
        if (shown <= SwarmState.SNAPSHOT_FINISHED) {
            return this;
        }
        int showing = shown;
        long hidden = marks.hidden();
        while (showing > SwarmState.SNAPSHOT_FINISHED) {
            hidden = Objects.requireNonNull(byVersion.higherKey(hidden));
            showing--;
        }
        return new FinishedTasks(byVersion, kept, showing, new Marks(hidden, marks.forgotten()));
    }

    /** The id of the oldest task. There must be one. */
    String oldest() {
        return oldestEntry().getValue();
    }

    /** Moves the mark past the oldest task, which is kept if another one still needs it. */
    FinishedTasks forgettingOldest(Dependents dependents) {
        Map.Entry<Long, String> oldest = oldestEntry();
        return new FinishedTasks(
                byVersion.minus(oldest.getKey()),
                dependents.isNeeded(oldest.getValue()) ? kept.plus(oldest.getValue()) : kept,
                shown,
                new Marks(marks.hidden(), oldest.getKey()));
    }

    private Map.Entry<Long, String> oldestEntry() {
        return Objects.requireNonNull(byVersion.firstEntry());
    }

    /** The ids of the tasks that were in here earlier, and are not any more or may have changed since. */
    @SuppressWarnings("ReferenceEquality") // Asks whether a persistent collection made a copy.
    List<String> leftSince(FinishedTasks earlier) {
        List<String> left = new ArrayList<>();
        for (Map.Entry<Long, String> entry : earlier.byVersion.entrySet()) {
            if (byVersion.containsKey(entry.getKey())) {
                break;
            }
            left.add(entry.getValue());
        }
        if (kept != earlier.kept) {
            left.addAll(earlier.kept);
        }
        return left;
    }
}
