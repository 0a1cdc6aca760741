package io.swarmbot.command;

import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends a task that was done. Completing it twice with the same result is no error, because the first answer may have
 * been lost.
 *
 * @param agentId null if the caller completes the task for whichever agent holds it
 */
public record CompleteTask(
        String taskId,
        @Nullable String agentId,
        @Nullable Integer attempt,
        @Nullable Json result) implements TaskCommand {

    public CompleteTask {
        Limits.Whole.ATTEMPT.require(attempt);
        Limits.require("result", result, Limits.CONTENT);
    }

    @Override
    public int size() {
        return result == null ? 0 : result.size();
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId)
                .put("agent_id", agentId)
                .put("attempt", attempt)
                .put("result", result);
    }

    @Override
    public Reply decide(Draft draft) {
        Task known = draft.task(taskId);
        if (known.status() == TaskStatus.COMPLETED
                && AttemptFence.isPresent(known, this)
                && Objects.equals(known.attempt().result(), result)) {
            return Reply.of(known);
        }
        Task task = AttemptFence.requireOpen(draft, this);
        draft.emit(TaskMove.of(task, TaskStatus.COMPLETED)
                .by(agentId)
                .result(result)
                .error(null)
                .at(draft.next()));
        AgentWork.release(draft, task, AgentWork.Credit.COMPLETED);
        return Reply.of(draft.task(taskId));
    }
}
