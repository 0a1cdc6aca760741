package io.swarmbot.swarm;

import java.time.Duration;

/**
 * The times and counts by which tasks are handed out, taken back and tried again.
 *
 * @param ageing how much waiting one step of priority is worth: a task of priority p has the same turn as a task of
 *     priority p + 1 that was submitted so much earlier
 * @param lease how long an agent may hold a task without renewing its lease, if nobody gave a length
 * @param leaseAtMost the longest lease that may be given
 * @param startWithin how long an agent may hold a task without starting it, if nobody gave a time
 * @param startWithinAtMost the longest such time that may be given
 * @param timeout how long an agent may run a task that names no time-out
 * @param maxAttempts how often a task may be claimed that names no number
 * @param retryAfter the pause after the first attempt that failed; it doubles with each, up to {@code retryAfterAtMost}
 * @param inputWithin how long a question that names no time waits for its answer
 * @param stuckAfter how long a running task may show no progress before an alert is raised
 */
public record TaskRules(
        Duration ageing,
        Duration lease,
        Duration leaseAtMost,
        Duration startWithin,
        Duration startWithinAtMost,
        Duration timeout,
        int maxAttempts,
        Duration retryAfter,
        Duration retryAfterAtMost,
        Duration inputWithin,
        Duration stuckAfter) {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    public static final TaskRules DEFAULTS = new TaskRules(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofHours(24),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            Duration.ofSeconds(300),
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofSeconds(120));

    public TaskRules {
        ageing = Limits.requireSetting("ageing", ageing, SHORTEST);
        lease = Limits.requireSetting("lease", lease, SHORTEST);
        leaseAtMost = requireBound("lease-at-most", leaseAtMost, Limits.Span.LEASE);
        startWithin = Limits.requireSetting("start-within", startWithin, SHORTEST);
        startWithinAtMost = requireBound("start-within-at-most", startWithinAtMost, Limits.Span.START_WITHIN);
        timeout = Limits.requireSetting("timeout", timeout, SHORTEST);
        inputWithin = Limits.requireSetting("input-within", inputWithin, SHORTEST);
        stuckAfter = Limits.requireSetting("stuck-after", stuckAfter, SHORTEST);
        retryAfter = Limits.requireSetting("retry-after", retryAfter, Duration.ZERO);
        retryAfterAtMost = Limits.requireSetting("retry-after-at-most", retryAfterAtMost, Duration.ZERO);
        if (maxAttempts < 1 || retryAfterAtMost.compareTo(retryAfter) < 0) {
            throw new IllegalArgumentException("a task has an attempt at least, and pauses grow: " + maxAttempts + ", "
                    + retryAfter + ", " + retryAfterAtMost);
        }
    }

    private static Duration requireBound(String name, Duration bound, Limits.Span field) {
        if (bound.compareTo(field.most()) > 0) {
            throw new IllegalArgumentException(name + " is at most " + field.most() + ", not " + bound);
        }
        return Limits.requireSetting(name, bound, SHORTEST);
    }

    /** The pause after the failed attempt with that number. */
    public Duration pauseAfter(int attempt) {
        Duration pause = retryAfter;
        for (int i = 1; i < attempt && pause.compareTo(retryAfterAtMost) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(retryAfterAtMost) < 0 ? pause : retryAfterAtMost;
    }
}
