package io.swarmbot.swarm;

import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * The ids of the tasks that agents hold, by agent.
 *
 * <p>Thread-safety: immutable.
 */
@SuppressWarnings(
        "ReferenceEquality") // Asks whether a persistent collection made a copy. An equal copy only costs memory.
final class HeldTasks {

    private static final HeldTasks EMPTY = new HeldTasks(TreePMap.empty());
    private static final PVector<String> NONE = TreePVector.empty();

    private final TreePMap<String, PVector<String>> byAgent;

    private HeldTasks(TreePMap<String, PVector<String>> byAgent) {
        this.byAgent = byAgent;
    }

    static HeldTasks empty() {
        return EMPTY;
    }

    /** After a task changed; {@code before} is null for a new task. */
    HeldTasks changed(@Nullable Task before, Task after) {
        if (before != null
                && before.isHeld() == after.isHeld()
                && before.assignedAgents().equals(after.assignedAgents())) {
            return this;
        }
        TreePMap<String, PVector<String>> left = before != null && before.isHeld() ? without(byAgent, before) : byAgent;
        TreePMap<String, PVector<String>> held = after.isHeld() ? with(left, after) : left;
        return held == byAgent ? this : new HeldTasks(held);
    }

    int count(String agentId) {
        return of(agentId).size();
    }

    Collection<String> of(String agentId) {
        PVector<String> ids = byAgent.get(agentId);
        return ids == null ? NONE : ids;
    }

    Stream<String> all() {
        return byAgent.values().stream().flatMap(Collection::stream);
    }

    private static TreePMap<String, PVector<String>> with(TreePMap<String, PVector<String>> held, Task task) {
        TreePMap<String, PVector<String>> result = held;
        for (String agent : task.assignedAgents()) {
            result = result.plus(agent, result.getOrDefault(agent, NONE).plus(task.id()));
        }
        return result;
    }

    private static TreePMap<String, PVector<String>> without(TreePMap<String, PVector<String>> held, Task task) {
        TreePMap<String, PVector<String>> result = held;
        for (String agent : task.assignedAgents()) {
            PVector<String> left = result.getOrDefault(agent, NONE).minus((Object) task.id());
            result = left.isEmpty() ? result.minus(agent) : result.plus(agent, left);
        }
        return result;
    }
}
