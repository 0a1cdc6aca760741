package io.swarmbot.swarm;

/**
 * How large a swarm may grow.
 *
 * @param agents registered at a time
 * @param openTasks not finished at a time
 * @param finishedTasks remembered after they finished, the newest; at least {@link SwarmState#SNAPSHOT_FINISHED}
 */
public record SwarmLimits(int agents, int openTasks, int finishedTasks) {

    public SwarmLimits {
        if (agents < 1 || openTasks < 1 || finishedTasks < SwarmState.SNAPSHOT_FINISHED) {
            throw new IllegalArgumentException(
                    "a swarm needs room: " + agents + " agents, " + openTasks + " open tasks, " + finishedTasks
                            + " finished tasks (at least " + SwarmState.SNAPSHOT_FINISHED + ")");
        }
    }
}
