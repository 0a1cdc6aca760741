package io.swarmbot.command;

import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskRules;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks people a question that the agent needs answered before it can go on. Asking the same question twice is no error.
 *
 * @param within how long the question waits for its answer; null for the usual time
 */
public record RequestInput(
        String taskId,
        String agentId,
        @Nullable Integer attempt,
        Json question,
        @Nullable Duration within) implements TaskCommand {

    public RequestInput {
        Limits.Whole.ATTEMPT.require(attempt);
        Limits.require("question", question, Limits.DETAILS);
        within = Limits.Span.WITHIN.requireIfGiven(within);
    }

    @Override
    public int size() {
        return question.size();
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId)
                .put("agent_id", agentId)
                .put("attempt", attempt)
                .put("question", question)
                .put("within", within, TaskRules::inputWithin);
    }

    @Override
    public Reply decide(Draft draft) {
        Task task = AttemptFence.requireHeld(draft, this, agentId);
        boolean isAsked = task.status() == TaskStatus.INPUT_REQUIRED
                && question.equals(task.attempt().question());
        if (!isAsked) {
            Duration wait = within == null ? draft.state().rules().inputWithin() : within;
            draft.emit(TaskMove.of(task, TaskStatus.INPUT_REQUIRED)
                    .by(agentId)
                    .asking(question, draft.now().plus(wait))
                    .at(draft.next()));
        }
        return Reply.of(draft.task(taskId));
    }
}
