package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends an attempt that failed. If the task has an attempt left, it is tried again after a pause. Failing twice with the
 * same error is no error.
 *
 * @param agentId null if the caller ends the attempt for whichever agent holds the task
 * @param retry false if another attempt would be of no use
 */
public record FailTask(
        String taskId,
        @Nullable String agentId,
        @Nullable Integer attempt,
        @Nullable Json error,
        boolean retry) implements TaskCommand {

    public FailTask {
        Limits.Whole.ATTEMPT.require(attempt);
        Limits.require("error", error, Limits.CONTENT);
    }

    /** A failure after which the task may be tried again. */
    public FailTask(String taskId, @Nullable String agentId, @Nullable Integer attempt, @Nullable Json error) {
        this(taskId, agentId, attempt, error, true);
    }

    @Override
    public int size() {
        return error == null ? 0 : error.size();
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId)
                .put("agent_id", agentId)
                .put("attempt", attempt)
                .put("error", error)
                .put("retry", Boolean.toString(retry));
    }

    @Override
    public Reply decide(Draft draft) {
        Task known = draft.task(taskId);
        boolean isOver = known.status() == TaskStatus.FAILED && AttemptFence.isPresent(known, this)
                // Nobody holds a pending task, so only the number of the attempt tells that it is this one.
                || known.status() == TaskStatus.PENDING
                        && attempt != null
                        && attempt == known.attempt().number();
        if (isOver && Objects.equals(known.attempt().error(), error)) {
            return Reply.of(known);
        }
        Task task = AttemptFence.requireOpen(draft, this);
        if (!task.status().isHeld()) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + taskId + "' is " + task.status().wireName() + " and cannot become failed");
        }
        if (retry && !task.isComposite()) {
            AgentWork.endAttempt(draft, task, agentId, error, AgentWork.Retry.AFTER_PAUSE);
        } else {
            draft.emit(TaskMove.of(task, TaskStatus.FAILED)
                    .by(agentId)
                    .error(error)
                    .at(draft.next()));
        }
        AgentWork.release(draft, task, AgentWork.Credit.FAILED);
        return Reply.of(draft.task(taskId));
    }
}
