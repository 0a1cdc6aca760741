package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long tasks of each type usually run, from those that were completed. It is learnt anew from the tasks that are
 * remembered when a swarm is loaded; what it says becomes an alert, which is an event, so replicas need not agree.
 *
 * <p>The mean and its deviation are kept as they go, after Welford, Note on a method for calculating corrected sums of
 * squares and products, Technometrics 4 (1962).
 *
 * <p>Thread-safety: synchronized.
 */
final class UsualDurations {

    /** Types that are remembered, those seen last. */
    private static final int MAX_TYPES = 1_000;
    /** Fewer say nothing about what is usual. */
    private static final int MIN_COUNT = 20;
    /** One of 700 is further off by chance, where durations are distributed normally. */
    private static final double DEVIATIONS = 3;
    /** Where all take nearly the same time, a little more is no alert. */
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

    static UsualDurations of(SwarmState state) {
        UsualDurations usual = new UsualDurations();
        for (Iterator<Task> tasks = state.newestFinishedTasks(); tasks.hasNext(); ) {
            usual.learn(tasks.next());
        }
        return usual;
    }

    /** Takes a task into account, where it is completed. */
    synchronized void learn(Task task) {
        if (task.status() == TaskStatus.COMPLETED && task.startedAt() != null && task.finishedAt() != null) {
            types.computeIfAbsent(task.type(), type -> new Usual()).add(seconds(task.startedAt(), task.finishedAt()));
        }
    }

    /** Whether a task that is running has done so for unusually long. */
    synchronized boolean isExceededBy(Task task, Instant now) {
        Usual usual = types.get(task.type());
        return usual != null
                && usual.count >= MIN_COUNT
                && task.startedAt() != null
                && seconds(task.startedAt(), now) > usual.limit();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1_000.0;
    }
}
