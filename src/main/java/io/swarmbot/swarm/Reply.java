package io.swarmbot.swarm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command that was done says to the one who gave it. */
public sealed interface Reply {

    /** The agent as it is now. */
    record AgentIs(Agent agent, boolean created) implements Reply {}

    /** The task as it is now. */
    record TaskIs(Task task, boolean created) implements Reply {}

    /** It is done and there is nothing to show. */
    record Gone() implements Reply {}

    /** There is no task for this agent now. */
    record NoTask() implements Reply {}

    /** What the service holds an agent to. */
    record Held(Agent agent, List<HeldTask> tasks) implements Reply {

        public Held {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * @param status the task's; null where there is no such task
     * @param cancel true where the agent named it and should stop: it is not, or no longer, this agent's in that attempt
     */
    record HeldTask(String id, int attempt, @Nullable TaskStatus status, boolean cancel) {}
}
