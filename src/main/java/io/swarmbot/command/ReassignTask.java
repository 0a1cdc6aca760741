package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Takes an open task from the agent that holds it, and gives it to another agent or puts it back in line. The task gets
 * a new attempt, and the old one counts as nobody's failure.
 *
 * @param agentId the agent that gets the task; null to put it back in line
 */
public record ReassignTask(String taskId, @Nullable String agentId, Intervention intervention) implements TaskSteering {

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId).put("agent_id", agentId).put(intervention);
    }

    @Override
    public Reply decide(Draft draft) {
        Task task = draft.task(taskId);
        intervention.require("task '" + taskId + "'", task.version());
        draft.requireUnfinished(task);
        if (task.isComposite()) {
            throw new Rejection(ErrorCode.ILLEGAL_TRANSITION, "task '" + taskId + "' is done in parts");
        }
        if (agentId != null) {
            requireAble(draft, draft.agent(agentId), task);
            if (task.isHeldBy(agentId)) {
                return Reply.of(task);
            }
        }
        boolean isTaken = task.status().isHeld();
        if (!isTaken && agentId == null) {
            return Reply.of(task);
        }
        TaskSpec spec = task.spec().withAttemptAfter(task.attempt().number());
        Stamp stamp = draft.next();
        Task pending =
                isTaken ? TaskMove.of(task, TaskStatus.PENDING).released().taken(stamp) : task.due(stamp);
        pending = pending.with(spec, stamp);
        if (agentId == null) {
            draft.emit(new TaskEvent.TaskUpdated(stamp, pending, task.status()));
        } else {
            Task given = TaskMove.of(pending, TaskStatus.ASSIGNED)
                    .assignedTo(draft.agent(agentId), Lease.Terms.NONE)
                    .taken(stamp);
            draft.emit(new TaskEvent.TaskAssigned(stamp, agentId, given, task.status()));
            AgentWork.occupy(draft, agentId, task);
        }
        if (isTaken) {
            AgentWork.release(draft, task, AgentWork.Credit.NONE);
        }
        return Reply.of(draft.task(taskId));
    }

    private static void requireAble(Draft draft, Agent agent, Task task) {
        if (!agent.isAvailable()) {
            throw new Rejection(ErrorCode.AGENT_PAUSED, "agent '" + agent.id() + "' takes no tasks now");
        }
        if (!agent.capabilities().containsAll(task.requirements())) {
            throw new Rejection(
                    ErrorCode.NOT_CAPABLE, "agent '" + agent.id() + "' lacks something of " + task.requirements());
        }
        if (!draft.state().isReady(task)
                && task.status() == TaskStatus.PENDING
                && task.attempt().notBefore() == null) {
            throw new Rejection(ErrorCode.ILLEGAL_TRANSITION, "task '" + task.id() + "' waits for what it depends on");
        }
        if (draft.state().load(agent.id()) >= Limits.NAMES) {
            throw new Rejection(
                    ErrorCode.LIMIT_REACHED, "agent '" + agent.id() + "' holds " + Limits.NAMES + " tasks, the limit");
        }
    }
}
