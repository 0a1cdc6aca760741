package io.swarmbot.push;

import io.swarmbot.store.LogEntry;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which events a reader wants. An event must match one value of each set that is not empty; an empty set matches every
 * event. An event that cannot be read may be of any type, so it matches every set of types.
 *
 * @param types wire names of event types
 */
public record Filter(Set<String> types, Set<String> agents, Set<String> tasks) implements Predicate<LogEntry> {

    public static final Filter ALL = new Filter(Set.of(), Set.of(), Set.of());

    public Filter {
        types = Set.copyOf(types);
        agents = Set.copyOf(agents);
        tasks = Set.copyOf(tasks);
    }

    @Override
    public boolean test(LogEntry entry) {
        return (types.isEmpty() || types.contains(entry.type()) || entry.isUnreadable())
                && (agents.isEmpty() || (entry.agentId() != null && agents.contains(entry.agentId())))
                && (tasks.isEmpty() || (entry.taskId() != null && tasks.contains(entry.taskId())));
    }
}
