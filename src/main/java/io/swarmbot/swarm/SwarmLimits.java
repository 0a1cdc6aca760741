package io.swarmbot.swarm;

/**
 * How large a swarm may grow, and the rules of its tasks: what a decision depends on besides the state.
 *
 * @param agents registered at a time
 * @param openTasks not finished at a time
 * @param finishedTasks remembered after they finished, the newest; at least {@link SwarmState#SNAPSHOT_FINISHED}
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

    /** With the usual rules. */
    public SwarmLimits(int agents, int openTasks, int finishedTasks) {
        this(agents, openTasks, finishedTasks, ReceiptLimits.DEFAULTS, TaskRules.DEFAULTS);
    }
}
