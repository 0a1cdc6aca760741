package io.swarmbot.swarm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The right of an agent to work on one attempt at a task. It ends if the agent does not renew it often enough. */
public record Lease(String taskId, int attempt) {

    /**
     * How long a lease lasts and how soon the work has to start, as a task, a claim or an agent gives it. Null stands
     * for what was not given. Both are whole milliseconds.
     *
     * @param length how long the agent may say nothing of the task
     * @param startWithin how long the agent may hold the task without starting it
     */
    public record Terms(@Nullable Duration length, @Nullable Duration startWithin) {

        /** Nothing was given. */
        public static final Terms NONE = new Terms(null, null);

        /** @throws Rejection {@code bad_field} if one is below 1 ms or above 30 days */
        public Terms {
            length = Limits.Span.LEASE.requireIfGiven(length);
            startWithin = Limits.Span.START_WITHIN.requireIfGiven(startWithin);
        }

        /** @throws Rejection {@code bad_field} if one is longer than the rules of the swarm allow */
        public void requireWithin(TaskRules rules) {
            Limits.Span.LEASE.requireAtMost(length, rules.leaseAtMost());
            Limits.Span.START_WITHIN.requireAtMost(startWithin, rules.startWithinAtMost());
        }

        /** The smaller of what is given, for each of the two. */
        public Terms smallest(Terms other) {
            return new Terms(smaller(length, other.length), smaller(startWithin, other.startWithin));
        }

        private static @Nullable Duration smaller(@Nullable Duration one, @Nullable Duration other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.compareTo(other) <= 0 ? one : other;
        }
    }

    /** Tells leases from agents: no agent's id has a colon. */
    private static final String MARK = "task:";

    public static Lease of(Task task) {
        return new Lease(task.id(), task.attempt().number());
    }

    /** The key under which its last renewal is kept, beside those of agents. */
    public String key() {
        return MARK + taskId + ':' + attempt;
    }

    public static boolean isKey(String key) {
        return key.startsWith(MARK);
    }

    /** Whether the key is of an attempt that an agent holds in this state. */
    public static boolean isHeld(String key, SwarmState state) {
        int end = key.lastIndexOf(':');
        Task task = state.task(key.substring(MARK.length(), end)).orElse(null);
        return task != null
                && task.isHeld()
                && key.substring(end + 1).equals(Integer.toString(task.attempt().number()));
    }
}
