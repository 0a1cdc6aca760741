package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses a command about a task if its agent does not hold the task, or if an older attempt is meant. */
final class AttemptFence {

    private AttemptFence() {}

    /**
     * Returns the command's task. The named agent must hold it; if no agent is named, only the attempt is checked.
     *
     * @throws Rejection {@code unknown_task}, {@code unknown_agent}, {@code wrong_attempt}, {@code illegal_transition}
     *     or {@code not_assigned}
     */
    static Task requireOpen(Draft draft, TaskCommand command) {
        if (command.agentId() != null) {
            return requireHeld(draft, command, command.agentId());
        }
        Task task = draft.task(command.taskId());
        requirePresent(task, command);
        return task;
    }

    /**
     * Returns the command's task, which its agent must hold.
     *
     * @param agentId the command's agent
     * @throws Rejection like {@link #requireOpen}
     */
    static Task requireHeld(Draft draft, TaskCommand command, String agentId) {
        Task task = draft.task(command.taskId());
        draft.agent(agentId);
        requirePresent(task, command);
        draft.requireUnfinished(task);
        if (!task.isHeldBy(agentId)) {
            throw new Rejection(ErrorCode.NOT_ASSIGNED, "task '" + task.id() + "' is not with agent '" + agentId + "'");
        }
        return task;
    }

    /** Whether the command speaks of the agent and the attempt that the task has. */
    static boolean isPresent(Task task, TaskCommand command) {
        return (command.agentId() == null || task.assignedAgents().contains(command.agentId()))
                && isPresentAttempt(task, command.attempt());
    }

    /** Whether the attempt is the task's present one; null stands for the present one. */
    static boolean isPresentAttempt(Task task, @Nullable Integer attempt) {
        return attempt == null || attempt == task.attempt().number();
    }

    /**
     * The lease of a task that the agent holds in that attempt; empty if it does not.
     *
     * @param attempt null for the present one
     */
    static List<Lease> leaseOf(SwarmState state, String taskId, String agentId, @Nullable Integer attempt) {
        return state.task(taskId)
                .filter(task -> task.isHeldBy(agentId) && isPresentAttempt(task, attempt))
                .map(task -> List.of(Lease.of(task)))
                .orElse(List.of());
    }

    private static void requirePresent(Task task, TaskCommand command) {
        if (!isPresentAttempt(task, command.attempt())) {
            throw new Rejection(
                    ErrorCode.WRONG_ATTEMPT,
                    "task '" + task.id() + "' is in attempt " + task.attempt().number() + ", not " + command.attempt());
        }
    }
}
