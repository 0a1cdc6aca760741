package io.swarmbot.swarm;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * Which open tasks depend on a task, which tasks ended badly although open ones depend on them, and which tasks others
 * need to be decided about.
 *
 * <p>Thread-safety: immutable.
 */
@SuppressWarnings(
        "ReferenceEquality") // Asks whether a persistent collection made a copy. An equal copy only costs memory.
final class Dependents {

    private static final Dependents EMPTY = new Dependents(TreePMap.empty(), TreePSet.empty(), TreePMap.empty());
    private static final TreePSet<String> NOBODY = TreePSet.empty();

    private final TreePMap<String, TreePSet<String>> byDependency;
    private final TreePSet<String> broken;
    /**
     * The tasks that need a task besides the open ones that depend on it: those that ended badly, and may be retried if
     * what they depend on was completed; and composite tasks, which end by what became of their parts.
     */
    private final TreePMap<String, TreePSet<String>> needers;

    private Dependents(
            TreePMap<String, TreePSet<String>> byDependency,
            TreePSet<String> broken,
            TreePMap<String, TreePSet<String>> needers) {
        this.byDependency = byDependency;
        this.broken = broken;
        this.needers = needers;
    }

    /** The ids of the tasks without which it cannot be decided what becomes of this one. */
    static Set<String> needs(Task task) {
        if (task.status() == TaskStatus.COMPLETED || task.dependencies().isEmpty() && !task.isComposite()) {
            return Set.of();
        }
        Set<String> ids = new LinkedHashSet<>(task.dependencies());
        for (int number = 1; number <= task.spec().parts(); number++) {
            ids.add(task.partId(number));
        }
        return ids;
    }

    /** Whether a task that is remembered needs that one. */
    boolean isNeeded(String id) {
        return byDependency.containsKey(id) || needers.containsKey(id);
    }

    /** After a task changed, was added or was forgotten; null for what is not there. */
    Dependents needing(@Nullable Task before, @Nullable Task after) {
        Set<String> needed = besidesAsADependent(before);
        Set<String> needs = besidesAsADependent(after);
        if (needed.equals(needs)) {
            return this;
        }
        TreePMap<String, TreePSet<String>> result = needers;
        for (String id : needed) {
            TreePSet<String> left =
                    result.getOrDefault(id, NOBODY).minus(require(before).id());
            result = left.isEmpty() ? result.minus(id) : result.plus(id, left);
        }
        for (String id : needs) {
            result = result.plus(
                    id, result.getOrDefault(id, NOBODY).plus(require(after).id()));
        }
        return new Dependents(byDependency, broken, result);
    }

    /** What the task needs, if it is not noted already as an open task that depends on others. */
    private static Set<String> besidesAsADependent(@Nullable Task task) {
        return task != null && (task.status().isFinished() || task.isComposite()) ? needs(task) : Set.of();
    }

    private static Task require(@Nullable Task task) {
        return Objects.requireNonNull(task);
    }

    static Dependents empty() {
        return EMPTY;
    }

    /** After the task became open. */
    Dependents opened(Task task) {
        TreePMap<String, TreePSet<String>> result = byDependency;
        for (String id : task.dependencies()) {
            result = result.plus(id, result.getOrDefault(id, NOBODY).plus(task.id()));
        }
        return result == byDependency ? this : new Dependents(result, broken, needers);
    }

    /** After the task ended. */
    Dependents ended(Task task) {
        TreePMap<String, TreePSet<String>> result = byDependency;
        TreePSet<String> stillBroken = broken;
        for (String id : task.dependencies()) {
            TreePSet<String> left = result.getOrDefault(id, NOBODY).minus(task.id());
            if (left.isEmpty()) {
                result = result.minus(id);
                stillBroken = stillBroken.minus(id);
            } else {
                result = result.plus(id, left);
            }
        }
        return result == byDependency && stillBroken == broken ? this : new Dependents(result, stillBroken, needers);
    }

    /** After a change of the task's own status. */
    Dependents judged(Task task) {
        boolean isBroken = task.status().hasEndedBadly() && hasAny(task.id());
        TreePSet<String> judged = isBroken ? broken.plus(task.id()) : broken.minus(task.id());
        return judged == broken ? this : new Dependents(byDependency, judged, needers);
    }

    boolean hasAny(String id) {
        return byDependency.containsKey(id);
    }

    /** The ids of the open tasks that depend on that one. */
    Collection<String> of(String id) {
        return byDependency.getOrDefault(id, NOBODY);
    }

    /** The ids of the tasks that ended badly and whose dependents are still open. */
    Collection<String> broken() {
        return broken;
    }
}
