package io.swarmbot.swarm;

import java.time.Duration;

/**
 * The times and counts by which tasks are handed out, taken back and tried again.
 *
 * @param ageing what one step of priority is worth in waiting: a task of priority p is as old as one of priority p + 1
 *     that was submitted so much earlier
 * @param lease how long an agent may say nothing of a task that it holds
 * @param startWithin how long it may leave a task unstarted
 * @param timeout how long it may run a task that names no time of its own
 * @param maxAttempts of a task that names no number of its own
 * @param retryAfter the pause after the first attempt that failed; it doubles with each, up to {@code retryAfterAtMost}
 * @param inputWithin how long a question that names no time of its own waits for its answer
 * @param stuckAfter how long a running task may show no progress before that is an alert
 */
public record TaskRules(
        Duration ageing,
        Duration lease,
        Duration startWithin,
        Duration timeout,
        int maxAttempts,
        Duration retryAfter,
        Duration retryAfterAtMost,
        Duration inputWithin,
        Duration stuckAfter) {

    public static final TaskRules DEFAULTS = new TaskRules(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofSeconds(120));

    public TaskRules {
        requirePositive("ageing", ageing);
        requirePositive("lease", lease);
        requirePositive("start-within", startWithin);
        requirePositive("timeout", timeout);
        requirePositive("input-within", inputWithin);
        requirePositive("stuck-after", stuckAfter);
        if (maxAttempts < 1 || retryAfter.isNegative() || retryAfterAtMost.compareTo(retryAfter) < 0) {
            throw new IllegalArgumentException("a task has an attempt at least, and pauses grow: " + maxAttempts + ", "
                    + retryAfter + ", " + retryAfterAtMost);
        }
    }

    /** The pause after an attempt that failed. */
    Duration pauseAfter(int attempt) {
        Duration pause = retryAfter;
        for (int i = 1; i < attempt && pause.compareTo(retryAfterAtMost) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(retryAfterAtMost) < 0 ? pause : retryAfterAtMost;
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is a time above 0, not " + duration);
        }
    }
}
