package io.swarmbot.swarm;

/**
 * How large a swarm may grow, and the rules of its tasks. Decisions depend on nothing else besides the state.
 *
 * @param agents how many may be registered at a time
 * @param openTasks how many may be unfinished at a time
 * @param finishedTasks how many of the newest finished tasks are remembered; at least
 *     {@link SwarmState#SNAPSHOT_FINISHED}
 * @param messages how many may be unacknowledged at a time
 * @param receipts how many commands with an idempotency key are remembered, and for how long
 */
public record SwarmLimits(
        int agents, int openTasks, int finishedTasks, int messages, ReceiptLimits receipts, TaskRules rules) {

    /** How many messages may usually be unacknowledged. */
    public static final int MESSAGES = 10_000;

    public SwarmLimits {
        if (agents < 1 || openTasks < 1 || messages < 1 || finishedTasks < SwarmState.SNAPSHOT_FINISHED) {
            throw new IllegalArgumentException(
                    "a swarm needs room: " + agents + " agents, " + openTasks + " open tasks, " + finishedTasks
                            + " finished tasks (at least " + SwarmState.SNAPSHOT_FINISHED + "), " + messages
                            + " messages");
        }
    }

    /** Limits with the usual rules. */
    public SwarmLimits(int agents, int openTasks, int finishedTasks) {
        this(agents, openTasks, finishedTasks, MESSAGES, ReceiptLimits.DEFAULTS, TaskRules.DEFAULTS);
    }
}
