package io.swarmbot.swarm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The tasks that wait for nothing but an agent. Tasks with the same requirements stand in one line, in the order in
 * which they are given to agents.
 *
 * <p>Thread-safety: immutable.
 */
final class ReadyLines {

    /**
     * The place of a task in its line: by the time of its submission, to which each step of priority adds some time.
     */
    private record Turn(long orderMillis, String taskId) implements Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            int byTime = Long.compare(orderMillis, other.orderMillis);
            return byTime != 0 ? byTime : taskId.compareTo(other.taskId);
        }
    }

    private static final TreePSet<Turn> NO_TURNS = TreePSet.empty();

    /**
     * Joins requirements to a key. A blank sorts before every character of an identifier, so keys that begin with the
     * same requirement are neighbours.
     */
    private static final String SEPARATOR = " ";
    /** Sorts after the separator and before every character of an identifier. */
    private static final String BEHIND_SEPARATOR = "!";

    private final long ageingMillis;
    private final TreePMap<String, TreePSet<Turn>> lines;

    private ReadyLines(long ageingMillis, TreePMap<String, TreePSet<Turn>> lines) {
        this.ageingMillis = ageingMillis;
        this.lines = lines;
    }

    static ReadyLines empty(TaskRules rules) {
        return new ReadyLines(rules.ageing().toMillis(), TreePMap.empty());
    }

    ReadyLines plus(Task task) {
        String key = keyOf(task);
        return new ReadyLines(
                ageingMillis, lines.plus(key, lines.getOrDefault(key, NO_TURNS).plus(turnOf(task))));
    }

    /** Without the task, if it is in line. */
    ReadyLines minus(Task task) {
        if (task.status() != TaskStatus.PENDING) {
            return this;
        }
        String key = keyOf(task);
        TreePSet<Turn> line = lines.get(key);
        if (line == null) {
            return this;
        }
        TreePSet<Turn> left = line.minus(turnOf(task));
        return new ReadyLines(ageingMillis, left.isEmpty() ? lines.minus(key) : lines.plus(key, left));
    }

    /**
     * The id of the task whose turn it is, among those for which these capabilities are enough. The cost grows with the
     * number of different requirements that begin with one of the capabilities, not with the number of tasks.
     */
    @Nullable
    String nextFor(Collection<String> capabilities) {
        Turn first = null;
        for (TreePSet<Turn> line : linesFor(capabilities)) {
            Turn head = line.first();
            first = first == null || head.compareTo(first) < 0 ? head : first;
        }
        return first == null ? null : first.taskId();
    }

    /**
     * The place of a task that is in line among those for which its requirements are enough, from 1. The cost grows as
     * that of {@link #nextFor}.
     */
    int placeOf(Task task) {
        Turn turn = turnOf(task);
        int before = 0;
        for (TreePSet<Turn> line : linesFor(task.requirements())) {
            before += line.headSet(turn).size();
        }
        return before + 1;
    }

    /** The lines for which these capabilities are enough. */
    private List<TreePSet<Turn>> linesFor(Collection<String> capabilities) {
        List<TreePSet<Turn>> found = new ArrayList<>();
        TreePSet<Turn> unrestricted = lines.get("");
        if (unrestricted != null) {
            found.add(unrestricted);
        }
        for (String capability : capabilities) {
            for (Map.Entry<String, TreePSet<Turn>> line : lines.subMap(
                            capability, true, capability + BEHIND_SEPARATOR, false)
                    .entrySet()) {
                if (capabilities.containsAll(List.of(line.getKey().split(SEPARATOR)))) {
                    found.add(line.getValue());
                }
            }
        }
        return found;
    }

    /** The ids of the tasks that are first in their lines. */
    List<String> heads() {
        return lines.values().stream().map(line -> line.first().taskId()).toList();
    }

    private static String keyOf(Task task) {
        return String.join(SEPARATOR, task.requirements());
    }

    private Turn turnOf(Task task) {
        long handicap = (task.priority() - 1) * ageingMillis;
        return new Turn(task.times().submittedAt().toEpochMilli() + handicap, task.id());
    }
}
