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
 * How a swarm did in a window of time that ends now: a function of its state and the clock, so every replica says the same.
 * It speaks of the tasks that are remembered; in a window with more than {@link SwarmLimits#finishedTasks} it sees the
 * newest.
 *
 * @param at the end of the window
 * @param totals agents and tasks by status, of all time
 * @param completed tasks that were completed in the window
 * @param failed tasks that failed in it for good
 * @param canceled tasks that were canceled in it
 * @param throughput completed tasks a second
 * @param successRate completed ones of those that completed or failed, 0 to 1; null where none did
 * @param meanMillis from start to completion
 * @param p95Millis the same, of the slowest but 5 %
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
     * How one agent does.
     *
     * @param load tasks that it holds
     * @param reliability completed ones of all attempts that were its own, 0 to 1; 1 where there were none
     * @param completed tasks, of all time
     * @param failed attempts, of all time
     * @param utilization the share of the window in which it ran a task that it completed in it or still runs, 0 to 1
     */
    public record OfAgent(String id, int load, double reliability, int completed, int failed, double utilization) {}

    /** Of the whole swarm. */
    public static SwarmMetrics of(SwarmState state, Instant now, Duration window) {
        Instant begin = now.minus(window);
        int completed = 0;
        int failed = 0;
        int canceled = 0;
        List<Long> durations = new ArrayList<>();
        for (Iterator<Task> tasks = state.newestFinishedTasks(); tasks.hasNext(); ) {
            Task task = tasks.next();
            if (task.finishedAt() == null || task.finishedAt().isBefore(begin)) {
                break;
            }
            switch (task.status()) {
                case COMPLETED -> {
                    completed++;
                    if (task.startedAt() != null) {
                        durations.add(Duration.between(task.startedAt(), task.finishedAt())
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

    /** Of each agent, in order of their ids. */
    public static List<OfAgent> ofAgents(SwarmState state, Instant now, Duration window) {
        Instant begin = now.minus(window);
        Map<String, Long> busyMillis = new HashMap<>();
        for (Iterator<Task> tasks = state.newestFinishedTasks(); tasks.hasNext(); ) {
            Task task = tasks.next();
            if (task.finishedAt() == null || task.finishedAt().isBefore(begin)) {
                break;
            }
            addBusy(busyMillis, task, begin, task.finishedAt());
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
        if (task.startedAt() == null || task.isComposite()) {
            return;
        }
        Instant from = task.startedAt().isBefore(begin) ? begin : task.startedAt();
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
