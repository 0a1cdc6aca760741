package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives tasks to agents and takes them back: the events that change a task together with its agent. */
final class AgentWork {

    /** What is added to the record of an agent when one of its attempts is over. */
    enum Credit {
        COMPLETED,
        FAILED,
        /** The attempt does not count: its end was not the agent's doing. */
        NONE
    }

    /** When the next attempt may begin. */
    enum Retry {
        AT_ONCE,
        /** After the pause of {@link io.swarmbot.swarm.TaskRules#pauseAfter}. */
        AFTER_PAUSE
    }

    private AgentWork() {}

    /** The first agent of the task; null if it has none. */
    static @Nullable String holderOf(Task task) {
        return task.assignedAgents().isEmpty() ? null : task.assignedAgents().get(0);
    }

    /** Gives a task to an agent that asked for one, for a lease that it gave. */
    static void claim(Draft draft, Task task, Agent agent, Lease.Terms terms) {
        draft.emit(
                TaskMove.of(task, TaskStatus.ASSIGNED).assignedTo(agent, terms).at(draft.next()));
        occupy(draft, agent.id(), task);
    }

    /** Gives a task to an agent that did not ask for one. */
    static void push(Draft draft, Task task, Agent agent) {
        Stamp stamp = draft.next();
        Task given = TaskMove.of(task, TaskStatus.ASSIGNED)
                .assignedTo(agent, Lease.Terms.NONE)
                .taken(stamp);
        draft.emit(new TaskEvent.TaskAssigned(stamp, agent.id(), given, task.status()));
        occupy(draft, agent.id(), task);
    }

    /** Makes the agent busy with the task. */
    static void occupy(Draft draft, String agentId, Task task) {
        Agent agent = draft.state().requireAgent(agentId);
        draft.change(agent, agent.activity().with(AgentStatus.BUSY).at(task.id()));
    }

    /**
     * Frees the agents that held a task which they no longer hold: each goes back to the task before it, or is idle.
     */
    static void release(Draft draft, Task ended, Credit credit) {
        if (ended.isComposite()) {
            // Its agents held its parts, not the task itself.
            return;
        }
        for (String id : ended.assignedAgents()) {
            Agent agent = draft.state().agent(id).orElse(null);
            if (agent != null) {
                release(draft, agent, credit, 1);
            }
        }
    }

    /** Frees an agent of what it no longer holds. */
    static void release(Draft draft, Agent agent, Credit credit, int attempts) {
        List<Task> left = draft.state().heldBy(agent.id());
        boolean isFree = left.isEmpty();
        Agent.Activity activity =
                agent.activity().at(isFree ? null : left.get(left.size() - 1).id());
        if (isFree && agent.status().isWorking()) {
            activity = activity.with(AgentStatus.IDLE);
        }
        draft.change(
                agent,
                switch (credit) {
                    case COMPLETED -> activity.plusCompleted(attempts);
                    case FAILED -> activity.plusFailed(attempts);
                    case NONE -> activity;
                });
    }

    /**
     * Ends an attempt that brought no result. If the task has another attempt left, it is pending again, else failed.
     * The caller releases the agent.
     *
     * @param agentId the agent whose attempt ends
     */
    static void endAttempt(Draft draft, Task task, @Nullable String agentId, @Nullable Json error, Retry retry) {
        int number = task.attempt().number();
        if (number < task.maxAttempts()) {
            boolean isAtOnce = retry == Retry.AT_ONCE;
            draft.emit(TaskMove.of(task, TaskStatus.PENDING)
                    .by(agentId)
                    .released()
                    .error(error)
                    .notBefore(
                            isAtOnce
                                    ? null
                                    : draft.now().plus(draft.state().rules().pauseAfter(number)))
                    .at(draft.next()));
        } else {
            draft.emit(TaskMove.of(task, TaskStatus.FAILED)
                    .by(agentId)
                    .error(error)
                    .at(draft.next()));
        }
    }

    /** Ends every attempt of an agent, because the agent is gone. */
    static void takeBackAll(Draft draft, String agentId, Json error) {
        List<Task> held = draft.state().heldBy(agentId);
        for (Task task : held) {
            endAttempt(draft, task, agentId, error, Retry.AT_ONCE);
        }
        if (!held.isEmpty()) {
            release(draft, draft.state().requireAgent(agentId), Credit.FAILED, held.size());
        }
    }

    /** Makes an agent live again that was judged stale or lost: it gave a command. */
    static void revive(Draft draft, String agentId) {
        Agent agent = draft.state().agent(agentId).orElse(null);
        if (agent == null || agent.liveness() == Liveness.LIVE) {
            return;
        }
        draft.emit(new AgentEvent.AgentLivenessChanged(draft.next(), agentId, Liveness.LIVE, agent.liveness()));
        if (agent.liveness() == Liveness.LOST && agent.status() == AgentStatus.OFFLINE) {
            draft.change(draft.state().requireAgent(agentId), agent.activity().with(AgentStatus.IDLE));
        }
    }
}
