package io.swarmbot.command;

import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskSpec;

/** Changes the priority of an open task and of its open parts. */
public record SetPriority(String taskId, int priority, Intervention intervention) implements TaskSteering {

    public SetPriority {
        Limits.Whole.PRIORITY.require(priority);
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId).put("priority", priority).put(intervention);
    }

    @Override
    public Reply decide(Draft draft) {
        Task task = draft.task(taskId);
        intervention.require("task '" + taskId + "'", task.version());
        draft.requireUnfinished(task);
        if (task.priority() != priority) {
            update(draft, task, task.spec().withPriority(priority));
            for (Task part : draft.state().tasks().partsOf(task)) {
                if (!part.status().isFinished()) {
                    update(draft, part, part.spec().withPriority(priority));
                }
            }
        }
        return Reply.of(draft.task(taskId));
    }

    private static void update(Draft draft, Task task, TaskSpec spec) {
        Stamp stamp = draft.next();
        draft.emit(new TaskEvent.TaskUpdated(stamp, task.with(spec, stamp), task.status()));
    }
}
