package io.swarmbot.command;

import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import org.jspecify.annotations.Nullable;

/** Ends a task that nobody wants any more, also one that cannot be read. Canceling twice is no error. */
public record CancelTask(String taskId, Intervention intervention) implements TaskSteering {

    public CancelTask(String taskId, @Nullable String reason) {
        this(taskId, Intervention.because(reason));
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId).put(intervention);
    }

    @Override
    public Reply decide(Draft draft) {
        if (draft.state().unreadable().tasks().containsKey(taskId) && intervention.version() == null) {
            UnreadableTask.cancel(draft, taskId);
            return Reply.of(draft.task(taskId));
        }
        Task task = draft.task(taskId);
        intervention.require("task '" + taskId + "'", task.version());
        if (task.status() != TaskStatus.CANCELED) {
            String reason = intervention.reason();
            draft.emit(TaskMove.of(task, TaskStatus.CANCELED)
                    .message(reason == null ? task.attempt().message() : reason)
                    .at(draft.next()));
            AgentWork.release(draft, task, AgentWork.Credit.NONE);
        }
        return Reply.of(draft.task(taskId));
    }
}
