package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command that was done says to the one who gave it. */
public sealed interface Reply {

    /** The same, with its entity as that state has it. */
    default Reply asOf(SwarmState state) {
        return this;
    }

    /**
     * A command with this idempotency key was done before; this is what it was answered, with the entity as it is now.
     *
     * @param cursor of the answer then
     */
    record Replayed(Reply reply, Cursor cursor) implements Reply {}

    /** The agent as it is now. */
    record AgentIs(Agent agent, boolean created) implements Reply {

        @Override
        public Reply asOf(SwarmState state) {
            return new AgentIs(state.requireAgent(agent.id()), created);
        }
    }

    /** The task as it is now. */
    record TaskIs(Task task, boolean created) implements Reply {

        @Override
        public Reply asOf(SwarmState state) {
            return new TaskIs(state.requireTask(task.id()), created);
        }
    }

    /** It is done and there is nothing to show. */
    record Gone() implements Reply {}

    /** There is no task for this agent now. */
    record NoTask() implements Reply {}

    /**
     * Lines of a log were taken.
     *
     * @param dropped how many were too many to be kept
     */
    record Logged(int accepted, int dropped) implements Reply {}

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
