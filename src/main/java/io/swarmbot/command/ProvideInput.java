package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;

/** Answers the question of a task, so that its agent can go on. */
public record ProvideInput(String taskId, Json answer, Intervention intervention) implements TaskSteering {

    public ProvideInput {
        Limits.require("answer", answer, Limits.DETAILS);
    }

    /** The same answer, and to nothing else than what this task asks. */
    public ProvideInput to(Task task) {
        return new ProvideInput(
                taskId,
                answer,
                new Intervention(intervention.actor(), intervention.via(), intervention.reason(), task.version()));
    }

    @Override
    public int size() {
        return answer.size();
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId).put("answer", answer).put(intervention);
    }

    @Override
    public Reply decide(Draft draft) {
        Task task = draft.task(taskId);
        intervention.require("task '" + taskId + "'", task.version());
        if (task.status() != TaskStatus.INPUT_REQUIRED) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + taskId + "' is " + task.status().wireName() + " and asks for nothing");
        }
        draft.emit(TaskMove.of(task, TaskStatus.RUNNING).answered(answer).at(draft.next()));
        return Reply.of(draft.task(taskId));
    }
}
