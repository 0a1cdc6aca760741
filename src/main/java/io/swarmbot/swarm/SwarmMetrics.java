package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a swarm in a window of time that ends now. They follow from the state and the clock alone, so every
 * replica computes the same. They count the tasks that are remembered: if more than {@link SwarmLimits#finishedTasks}
 * ended in the window, only the newest.
 *
 * @param at the end of the window of time
 * @param totals agents and tasks by status, since the beginning of the log
 * @param completed how many tasks were completed in the window
 * @param failed how many tasks failed for good in the window
 * @param canceled how many tasks were canceled in the window
 * @param throughput completed tasks per second
 * @param successRate the share of completed tasks among those that completed or failed, 0 to 1; null if none did
 * @param meanMillis the mean time from start to completion
 * @param p95Millis the time from start to completion that 95 % of the completed tasks did not exceed
 */
public record SwarmMetrics(
        Instant at,
        Duration window,
        Totals totals,
        int completed,
        int failed,
        int canceled,
        double throughput,
        @Nullable Double successRate,
        @Nullable Long meanMillis,
        @Nullable Long p95Millis) {

    /**
     * The figures of one agent.
     *
     * @param load how many tasks the agent holds
     * @param reliability the share of completed attempts among all attempts of the agent, 0 to 1; 1 if it had none
     * @param completed how many tasks the agent ever completed
     * @param failed how many attempts of the agent ever failed
     * @param utilization the share of the window in which the agent ran tasks that ended in the window or still run, 0
     *     to 1
     */
    public record OfAgent(String id, int load, double reliability, int completed, int failed, double utilization) {}

    /** The figures of the whole swarm. */
    public static SwarmMetrics of(SwarmState state, Instant now, Duration window) {
        Instant begin = now.minus(window);
        int completed = 0;
        int failed = 0;
        int canceled = 0;
        List<Long> durations = new ArrayList<>();
        for (Iterator<Task> tasks = state.newestFinishedTasks(); tasks.hasNext(); ) {
            Task task = tasks.next();
            if (task.attempt().finishedAt() == null
                    || task.attempt().finishedAt().isBefore(begin)) {
                break;
            }
            switch (task.status()) {
                case COMPLETED -> {
                    completed++;
                    if (task.attempt().startedAt() != null) {
                        durations.add(Duration.between(
                                        task.attempt().startedAt(),
                                        task.attempt().finishedAt())
                                .toMillis());
                    }
                }
                case FAILED -> failed++;
                default -> canceled++;
            }
        }
        Collections.sort(durations);
        int ended = completed + failed;
        return new SwarmMetrics(
                now,
                window,
                state.totals(),
                completed,
                failed,
                canceled,
                completed * 1_000.0 / window.toMillis(),
                ended == 0 ? null : (double) completed / ended,
                durations.isEmpty() ? null : mean(durations),
                durations.isEmpty() ? null : durations.get((int) Math.ceil(durations.size() * 0.95) - 1));
    }

    /** The figures of each agent, in order of their ids. */
    public static List<OfAgent> ofAgents(SwarmState state, Instant now, Duration window) {
        Instant begin = now.minus(window);
        Map<String, Long> busyMillis = new HashMap<>();
        for (Iterator<Task> tasks = state.newestFinishedTasks(); tasks.hasNext(); ) {
            Task task = tasks.next();
            if (task.attempt().finishedAt() == null
                    || task.attempt().finishedAt().isBefore(begin)) {
                break;
            }
            addBusy(busyMillis, task, begin, task.attempt().finishedAt());
        }
        for (Iterator<Task> held = state.heldTasks(); held.hasNext(); ) {
            addBusy(busyMillis, held.next(), begin, now);
        }
        List<OfAgent> all = new ArrayList<>(state.agents().size());
        for (Agent agent : state.agents()) {
            int attempts = agent.completed() + agent.failed();
            double busy = (double) busyMillis.getOrDefault(agent.id(), 0L) / window.toMillis();
            all.add(new OfAgent(
                    agent.id(),
                    state.load(agent.id()),
                    attempts == 0 ? 1 : (double) agent.completed() / attempts,
                    agent.completed(),
                    agent.failed(),
                    Math.min(1, busy)));
        }
        return all;
    }

    private static void addBusy(Map<String, Long> busyMillis, Task task, Instant begin, Instant end) {
        if (task.attempt().startedAt() == null || task.isComposite()) {
            return;
        }
        Instant from = task.attempt().startedAt().isBefore(begin)
                ? begin
                : task.attempt().startedAt();
        long millis = Math.max(0, Duration.between(from, end).toMillis());
        for (String agent : task.assignedAgents()) {
            busyMillis.merge(agent, millis, Long::sum);
        }
    }

    private static long mean(List<Long> durations) {
        long sum = 0;
        for (long duration : durations) {
            sum += duration;
        }
        return sum / durations.size();
    }
}
