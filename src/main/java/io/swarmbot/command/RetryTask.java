package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.TaskStatus;

/**
 * Makes a failed or canceled task pending again, with at least one attempt left. A composite task is retried with its
 * parts.
 */
public record RetryTask(String taskId, Intervention intervention) implements TaskSteering {

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId).put(intervention);
    }

    @Override
    public Reply decide(Draft draft) {
        Task task = draft.task(taskId);
        intervention.require("task '" + taskId + "'", task.version());
        boolean isPartOfEnded = task.partOf() != null
                && draft.state()
                        .task(task.partOf())
                        .map(whole -> whole.status().isFinished())
                        .orElse(true);
        if (isPartOfEnded) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION, "task '" + task.partOf() + "' ended; it is retried as a whole");
        }
        for (String id : task.dependencies()) {
            boolean isBroken = Named.taskIfThere(draft.state(), id)
                    .map(each -> each.status().hasEndedBadly())
                    .orElse(true);
            if (isBroken) {
                throw new Rejection(ErrorCode.DEPENDENCY_FAILED, "task '" + id + "' was not completed");
            }
        }
        retry(draft, task);
        for (Task part : draft.state().tasks().partsOf(task)) {
            if (part.status().hasEndedBadly()) {
                retry(draft, part);
            }
        }
        return Reply.of(draft.task(taskId));
    }

    private static void retry(Draft draft, Task task) {
        if (!task.status().hasEndedBadly()) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + task.id() + "' is " + task.status().wireName() + ", not failed or canceled");
        }
        Stamp stamp = draft.next();
        TaskSpec spec = task.spec().withAttemptAfter(task.attempt().number());
        boolean isLate = task.deadline() != null && !task.deadline().isAfter(draft.today());
        Task pending = TaskMove.of(task, TaskStatus.PENDING).released().taken(stamp);
        draft.emit(new TaskEvent.TaskUpdated(
                stamp, pending.with(isLate ? spec.withoutDeadline() : spec, stamp), task.status()));
    }
}
