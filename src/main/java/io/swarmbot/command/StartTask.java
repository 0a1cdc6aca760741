package io.swarmbot.command;

import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import org.jspecify.annotations.Nullable;

/** Starts the work on a task that the agent was given. Starting twice is no error. */
public record StartTask(
        String taskId, String agentId, @Nullable Integer attempt) implements TaskCommand {

    public StartTask {
        Limits.Whole.ATTEMPT.require(attempt);
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId).put("agent_id", agentId).put("attempt", attempt);
    }

    @Override
    public Reply decide(Draft draft) {
        Task task = AttemptFence.requireHeld(draft, this, agentId);
        if (task.status() != TaskStatus.RUNNING) {
            draft.emit(TaskMove.of(task, TaskStatus.RUNNING)
                    .by(agentId)
                    .started(draft.now())
                    .at(draft.next()));
        }
        return Reply.of(draft.task(taskId));
    }
}
