package io.swarmbot.coordinator.time;

import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long tasks of each type usually run, learnt from tasks that were completed. When a swarm is loaded it is learnt
 * anew from the tasks that are remembered. Replicas need not agree about it: what follows from it is an alert, which is
 * an event.
 *
 * <p>The mean and its deviation are kept as they go, after Welford, Note on a method for calculating corrected sums of
 * squares and products, Technometrics 4 (1962).
 *
 * <p>Thread-safety: synchronized.
 */
public final class UsualDurations {

    /** How many types are remembered, those seen last. */
    private static final int MAX_TYPES = 1_000;
    /** How many tasks of a type must have been completed before a duration counts as unusual. */
    private static final int MIN_COUNT = 20;
    /** If durations are distributed normally, one in 700 is further off by chance. */
    private static final double DEVIATIONS = 3;
    /** If all take nearly the same time, a little more is no alert. */
    private static final double FACTOR = 2;

    private static final class Usual {

        private long count;
        private double mean;
        private double squares;

        void add(double seconds) {
            count++;
            double before = seconds - mean;
            mean += before / count;
            squares += before * (seconds - mean);
        }

        double limit() {
            return Math.max(mean * FACTOR, mean + DEVIATIONS * Math.sqrt(squares / (count - 1)));
        }
    }

    private final Map<String, Usual> types = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Usual> eldest) {
            return size() > MAX_TYPES;
        }
    };

    public static UsualDurations of(SwarmState state) {
        UsualDurations usual = new UsualDurations();
        for (Iterator<Task> tasks = state.newestFinishedTasks(); tasks.hasNext(); ) {
            usual.learn(tasks.next());
        }
        return usual;
    }

    /** Takes a task into account if it is completed. How long it ran is what its timestamps say. */
    private void learn(Task task) {
        if (task.attempt().startedAt() != null && task.attempt().finishedAt() != null) {
            learn(
                    task,
                    Duration.between(task.attempt().startedAt(), task.attempt().finishedAt()));
        }
    }

    /**
     * Takes a task into account if it is completed.
     *
     * @param ran how long it ran
     */
    public synchronized void learn(Task task, Duration ran) {
        if (task.status() == TaskStatus.COMPLETED && task.attempt().startedAt() != null) {
            types.computeIfAbsent(task.type(), type -> new Usual()).add(seconds(ran));
        }
    }

    /**
     * Whether a task that is running has done so for unusually long.
     *
     * @param runs how long it has run
     */
    public synchronized boolean isExceededBy(Task task, Duration runs) {
        Usual usual = types.get(task.type());
        return usual != null
                && usual.count >= MIN_COUNT
                && task.attempt().startedAt() != null
                && seconds(runs) > usual.limit();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
