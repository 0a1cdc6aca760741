package io.swarmbot.command;

import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskRules;
import java.time.Duration;
import java.util.Collection;

/**
 * How much time has passed in a swarm, as one replica measured it with a clock that does not jump. The timestamps of
 * events do not say it: they are for people, and come from clocks that are set.
 *
 * <p>Thread-safety: any thread.
 */
public interface Elapsed {

    /** How long the agents could be heard without a break. No limit of an agent counts time from before that. */
    Duration heard();

    /** How long the agent or the lease with that key has been silent. */
    Duration silence(String key);

    /** The time since the status of a task changed that an agent holds. */
    Duration inStatus(Task task);

    /** The time since a task that an agent holds changed its status or showed progress. */
    Duration idle(Task task);

    /**
     * How much is left of the lease of a task that an agent holds; 0 or less if it is over. The task's own events renew
     * it, as the agent's commands do.
     */
    default Duration leaseLeft(Task task, TaskRules rules) {
        Duration silence = silence(Lease.of(task).key());
        Duration idle = idle(task);
        Duration unheard = heard();
        Duration passed = silence.compareTo(idle) < 0 ? silence : idle;
        return task.lease(rules).minus(passed.compareTo(unheard) < 0 ? passed : unheard);
    }

    /** Whether nobody renewed the lease of a task that an agent holds in time. */
    default boolean isLeaseOver(Task task, TaskRules rules) {
        Duration left = leaseLeft(task, rules);
        return left.isZero() || left.isNegative();
    }

    /** The ids of the tasks whose pause after a failed attempt is over. */
    Collection<String> overPauses();
}
