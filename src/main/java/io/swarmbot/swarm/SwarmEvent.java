package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a swarm, in the past tense. An event says the new value of every stored field that it changes, of one
 * agent or one task; so the state is the fold of the log, and a snapshot plus what follows it is a later snapshot.
 *
 * <p>Integrators observe these with CDI, all of them or one type, as in {@code void on(@Observes AgentStatusChanged
 * event)}: in log order, once they are durable, each observer at its own pace.
 */
public sealed interface SwarmEvent {

    Stamp stamp();

    EventType type();

    /** The agent that it is about or that did it. */
    default @Nullable String agentId() {
        return null;
    }

    /** The task that it is about. */
    default @Nullable String taskId() {
        return null;
    }

    /** The state with this event in it. */
    SwarmState applyTo(SwarmState state);

    /** An agent that was not there came. */
    record AgentRegistered(Stamp stamp, Agent agent) implements SwarmEvent {

        @Override
        public EventType type() {
            return EventType.AGENT_REGISTERED;
        }

        @Override
        public String agentId() {
            return agent.id();
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(agent);
        }
    }

    /** An agent says other things of itself than before. */
    record AgentUpdated(Stamp stamp, Agent agent) implements SwarmEvent {

        @Override
        public EventType type() {
            return EventType.AGENT_UPDATED;
        }

        @Override
        public String agentId() {
            return agent.id();
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(agent);
        }
    }

    /** An agent is no longer part of the swarm. */
    record AgentRemoved(Stamp stamp, String agentId) implements SwarmEvent {

        @Override
        public EventType type() {
            return EventType.AGENT_REMOVED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.withoutAgent(agentId, stamp);
        }
    }

    /** An agent's status, its details or the task it is at changed. */
    record AgentStatusChanged(
            Stamp stamp,
            String agentId,
            AgentStatus status,
            AgentStatus previousStatus,
            @Nullable String currentTask,
            @Nullable Json details)
            implements SwarmEvent {

        @Override
        public EventType type() {
            return EventType.AGENT_STATUS_CHANGED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireAgent(agentId).with(status, currentTask, details, stamp));
        }
    }

    /** An agent fell silent, was given up, or spoke again. */
    record AgentLivenessChanged(Stamp stamp, String agentId, Liveness liveness, Liveness previousLiveness)
            implements SwarmEvent {

        @Override
        public EventType type() {
            return EventType.AGENT_LIVENESS_CHANGED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireAgent(agentId).with(liveness, stamp));
        }
    }

    /** A task is there to be done. */
    record TaskSubmitted(Stamp stamp, Task task) implements SwarmEvent {

        @Override
        public EventType type() {
            return EventType.TASK_SUBMITTED;
        }

        @Override
        public String taskId() {
            return task.id();
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(task);
        }
    }

    /**
     * A task went from one status to another.
     *
     * @param agentId who did it, where an agent did
     */
    record TaskStatusChanged(
            Stamp stamp,
            String taskId,
            TaskStatus status,
            TaskStatus previousStatus,
            @Nullable String agentId,
            List<String> assignedAgents,
            int attempt,
            @Nullable Integer progress,
            @Nullable String message,
            @Nullable Json result,
            @Nullable Json error,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt)
            implements SwarmEvent {

        public TaskStatusChanged {
            assignedAgents = List.copyOf(assignedAgents);
        }

        @Override
        public EventType type() {
            return EventType.TASK_STATUS_CHANGED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireTask(taskId).apply(this));
        }
    }

    /** The agent at a task says how far it is. */
    record TaskProgressed(
            Stamp stamp,
            String taskId,
            String agentId,
            int attempt,
            @Nullable Integer progress,
            @Nullable String message)
            implements SwarmEvent {

        @Override
        public EventType type() {
            return EventType.TASK_PROGRESS;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireTask(taskId).apply(this));
        }
    }
}
