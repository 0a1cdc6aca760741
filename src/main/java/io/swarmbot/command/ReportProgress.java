package io.swarmbot.command;

import io.swarmbot.swarm.Attempt;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reports how far an agent is. Fields that are null stay as they were. */
public record ReportProgress(
        String taskId,
        String agentId,
        @Nullable Integer attempt,
        @Nullable Integer progress,
        @Nullable String message) implements TaskCommand {

    public ReportProgress {
        Limits.Whole.ATTEMPT.require(attempt);
        Limits.Whole.PROGRESS.require(progress);
        Limits.require("message", message, Limits.LINE);
    }

    @Override
    public boolean isAnsweredWithDue() {
        return true;
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId)
                .put("agent_id", agentId)
                .put("attempt", attempt)
                .put("progress", progress)
                .put("message", message);
    }

    @Override
    public Reply decide(Draft draft) {
        Task task = AttemptFence.requireHeld(draft, this, agentId);
        if (task.status() != TaskStatus.RUNNING) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + taskId + "' is " + task.status().wireName() + "; only a running one makes progress");
        }
        Attempt known = task.attempt();
        Integer newProgress = progress == null ? known.progress() : progress;
        String newMessage = message == null ? known.message() : message;
        if (!Objects.equals(newProgress, known.progress()) || !Objects.equals(newMessage, known.message())) {
            draft.emit(new TaskEvent.TaskProgressed(
                    draft.next(), taskId, agentId, known.number(), newProgress, newMessage));
        }
        return Reply.of(draft.task(taskId));
    }
}
