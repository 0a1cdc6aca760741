package io.swarmbot.swarm.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * How much work is ready and how much is being done, by what it requires and by its type.
 *
 * <p>Thread-safety: immutable.
 */
public final class Workload {

    /**
     * A kind of work.
     *
     * @param requirements in order
     */
    public record Kind(List<String> requirements, String type) {

        /** Requirements that begin with the same one are neighbours. Both separators sort before what is in names. */
        private String key() {
            return String.join(REQUIREMENTS, requirements) + TYPE + type;
        }
    }

    /**
     * An amount of work.
     *
     * @param ready tasks that wait for nothing but an agent
     * @param readySinceMillis since when the first of them is ready; null if there is none
     * @param running tasks that agents hold
     */
    public record Amount(int ready, @Nullable Long readySinceMillis, int running) {}

    private record Group(Kind kind, TreePSet<TimedId> ready, int running) {

        boolean isEmpty() {
            return ready.isEmpty() && running == 0;
        }
    }

    private static final Workload NONE = new Workload(TreePMap.empty());

    private static final String REQUIREMENTS = " ";
    private static final String TYPE = "\t";
    private static final String BEHIND_TYPE = "\n";
    /** Sorts after both separators and before what is in names. */
    private static final String BEHIND = "!";

    private final TreePMap<String, Group> groups;

    private Workload(TreePMap<String, Group> groups) {
        this.groups = groups;
    }

    public static Workload none() {
        return NONE;
    }

    /** With a task that is ready. A task that is there already is not counted twice. */
    public Workload plusReady(Kind kind, String taskId, long sinceMillis) {
        Group group = group(kind);
        return with(new Group(group.kind(), group.ready().plus(new TimedId(sinceMillis, taskId)), group.running()));
    }

    /** Without a task that was ready since then; the same if it is not there. */
    public Workload minusReady(Kind kind, String taskId, long sinceMillis) {
        Group group = group(kind);
        return with(new Group(group.kind(), group.ready().minus(new TimedId(sinceMillis, taskId)), group.running()));
    }

    /** @param change how many more agents hold; less than 0 if they are fewer */
    public Workload plusRunning(Kind kind, int change) {
        Group group = group(kind);
        return with(new Group(group.kind(), group.ready(), group.running() + change));
    }

    private Group group(Kind kind) {
        return groups.getOrDefault(kind.key(), new Group(kind, TreePSet.empty(), 0));
    }

    private Workload with(Group group) {
        String key = group.kind().key();
        return new Workload(group.isEmpty() ? groups.minus(key) : groups.plus(key, group));
    }

    /**
     * The work for which these capabilities are enough. The cost grows with the number of different kinds of work whose
     * first requirement is one of the capabilities, not with the number of tasks.
     *
     * @param capabilities null for all work
     * @param type null for all types
     */
    public Amount of(@Nullable Set<String> capabilities, @Nullable String type) {
        int ready = 0;
        int running = 0;
        Long since = null;
        for (Collection<Group> candidates : candidates(capabilities)) {
            for (Group group : candidates) {
                if ((type == null || group.kind().type().equals(type))
                        && (capabilities == null
                                || capabilities.containsAll(group.kind().requirements()))) {
                    ready += group.ready().size();
                    running += group.running();
                    since = earlier(since, group.ready());
                }
            }
        }
        return new Amount(ready, since, running);
    }

    private List<Collection<Group>> candidates(@Nullable Set<String> capabilities) {
        if (capabilities == null) {
            return List.of(groups.values());
        }
        List<Collection<Group>> found = new ArrayList<>(capabilities.size() + 1);
        found.add(groups.subMap(TYPE, true, BEHIND_TYPE, false).values());
        for (String capability : capabilities) {
            found.add(
                    groups.subMap(capability, true, capability + BEHIND, false).values());
        }
        return found;
    }

    private static @Nullable Long earlier(@Nullable Long since, TreePSet<TimedId> ready) {
        if (ready.isEmpty()) {
            return since;
        }
        long first = ready.first().millis();
        return since == null || first < since ? (Long) first : since;
    }
}
