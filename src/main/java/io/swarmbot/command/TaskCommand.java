package io.swarmbot.command;

import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.SwarmState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command of the agent that works on a task. */
public sealed interface TaskCommand extends Command
        permits StartTask, ReportProgress, CompleteTask, FailTask, RequestInput {

    String taskId();

    /** The agent that works on the task; null if the caller speaks for whichever agent holds it. */
    @Nullable
    String agentId();

    /** The attempt that the command is about; null for the present one, whichever it is. */
    @Nullable
    Integer attempt();

    @Override
    default @Nullable String speaker() {
        return agentId();
    }

    /** Whatever the holder says of its task renews the lease, also if it says nothing new. */
    @Override
    default List<Lease> leases(SwarmState state) {
        String agent = agentId();
        return agent == null ? List.of() : AttemptFence.leaseOf(state, taskId(), agent, attempt());
    }
}
