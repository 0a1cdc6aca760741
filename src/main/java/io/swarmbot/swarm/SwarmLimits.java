package io.swarmbot.swarm;

/**
 * How large a swarm may grow, and the rules of its tasks. Decisions depend on nothing else besides the state.
 *
 * @param agents how many may be registered at a time
 * @param openTasks how many may be unfinished at a time
 * @param finishedTasks how many of the newest finished tasks are remembered; at least
 *     {@link SwarmState#SNAPSHOT_FINISHED}
 * @param receipts how many commands with an idempotency key are remembered, and for how long
 */
public record SwarmLimits(int agents, int openTasks, int finishedTasks, ReceiptLimits receipts, TaskRules rules) {

    public SwarmLimits {
        if (agents < 1 || openTasks < 1 || finishedTasks < SwarmState.SNAPSHOT_FINISHED) {
            throw new IllegalArgumentException(
                    "a swarm needs room: " + agents + " agents, " + openTasks + " open tasks, " + finishedTasks
                            + " finished tasks (at least " + SwarmState.SNAPSHOT_FINISHED + ")");
        }
    }

    /** Limits with the usual rules. */
    public SwarmLimits(int agents, int openTasks, int finishedTasks) {
        this(agents, openTasks, finishedTasks, ReceiptLimits.DEFAULTS, TaskRules.DEFAULTS);
    }
}
