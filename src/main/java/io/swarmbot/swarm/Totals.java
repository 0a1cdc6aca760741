package io.swarmbot.swarm;

import java.util.List;

/**
 * How many agents and tasks are in each status. All tasks since the beginning of the log count, also forgotten ones.
 *
 * @param agents in the order of {@link AgentStatus}
 * @param tasks in the order of {@link TaskStatus}
 */
public record Totals(List<Long> agents, List<Long> tasks) {

    static final Totals NONE = new Totals(zeros(AgentStatus.values().length), zeros(TaskStatus.values().length));

    public Totals {
        agents = List.copyOf(agents);
        tasks = List.copyOf(tasks);
    }

    public long of(AgentStatus status) {
        return agents.get(status.ordinal());
    }

    public long of(TaskStatus status) {
        return tasks.get(status.ordinal());
    }

    Totals plus(AgentStatus status, long change) {
        return new Totals(changed(agents, status.ordinal(), change), tasks);
    }

    Totals plus(TaskStatus status, long change) {
        return new Totals(agents, changed(tasks, status.ordinal(), change));
    }

    private static List<Long> changed(List<Long> counts, int index, long change) {
        Long[] copy = counts.toArray(Long[]::new);
        copy[index] += change;
        return List.of(copy);
    }

    private static List<Long> zeros(int length) {
        return java.util.Collections.nCopies(length, 0L);
    }
}
