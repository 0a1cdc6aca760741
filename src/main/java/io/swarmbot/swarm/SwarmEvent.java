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

    /** The same event under another stamp. */
    SwarmEvent with(Stamp stamp);

    EventType type();

    /** The agent that it is about or that did it. */
    default @Nullable String agentId() {
        return null;
    }

    /** The task that it is about. */
    default @Nullable String taskId() {
        return null;
    }

    /** The state with this event in it, and with the receipt that it bears. */
    default SwarmState foldInto(SwarmState state) {
        SwarmState next = applyTo(state);
        Receipt receipt = stamp().receipt();
        return receipt == null ? next : next.with(receipt);
    }

    /** The state with what this event says of its entity. */
    SwarmState applyTo(SwarmState state);

    /** An agent that was not there came. */
    record AgentRegistered(Stamp stamp, Agent agent) implements SwarmEvent {

        @Override
        public AgentRegistered with(Stamp newStamp) {
            return new AgentRegistered(newStamp, agent);
        }

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
        public AgentUpdated with(Stamp newStamp) {
            return new AgentUpdated(newStamp, agent);
        }

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
        public AgentRemoved with(Stamp newStamp) {
            return new AgentRemoved(newStamp, agentId);
        }

        @Override
        public EventType type() {
            return EventType.AGENT_REMOVED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.withoutAgent(agentId, stamp);
        }
    }

    /** An agent's status, its details, the task it is at or the count of its attempts changed. */
    record AgentStatusChanged(
            Stamp stamp,
            String agentId,
            AgentStatus status,
            AgentStatus previousStatus,
            @Nullable String currentTask,
            @Nullable Json details,
            int completed,
            int failed)
            implements SwarmEvent {

        @Override
        public AgentStatusChanged with(Stamp newStamp) {
            return new AgentStatusChanged(
                    newStamp, agentId, status, previousStatus, currentTask, details, completed, failed);
        }

        @Override
        public EventType type() {
            return EventType.AGENT_STATUS_CHANGED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireAgent(agentId).apply(this));
        }
    }

    /** An agent fell silent, was given up, or spoke again. */
    record AgentLivenessChanged(Stamp stamp, String agentId, Liveness liveness, Liveness previousLiveness)
            implements SwarmEvent {

        @Override
        public AgentLivenessChanged with(Stamp newStamp) {
            return new AgentLivenessChanged(newStamp, agentId, liveness, previousLiveness);
        }

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
        public TaskSubmitted with(Stamp newStamp) {
            return new TaskSubmitted(newStamp, task);
        }

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
            @Nullable Json question,
            @Nullable Json answer,
            @Nullable Instant answerBy,
            @Nullable Json result,
            @Nullable Json error,
            @Nullable Instant notBefore,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt)
            implements SwarmEvent {

        public TaskStatusChanged {
            assignedAgents = List.copyOf(assignedAgents);
        }

        @Override
        public TaskStatusChanged with(Stamp newStamp) {
            return new TaskStatusChanged(
                    newStamp,
                    taskId,
                    status,
                    previousStatus,
                    agentId,
                    assignedAgents,
                    attempt,
                    progress,
                    message,
                    question,
                    answer,
                    answerBy,
                    result,
                    error,
                    notBefore,
                    startedAt,
                    finishedAt);
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
            @Nullable String agentId,
            int attempt,
            @Nullable Integer progress,
            @Nullable String message)
            implements SwarmEvent {

        @Override
        public TaskProgressed with(Stamp newStamp) {
            return new TaskProgressed(newStamp, taskId, agentId, attempt, progress, message);
        }

        @Override
        public EventType type() {
            return EventType.TASK_PROGRESS;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireTask(taskId).apply(this));
        }
    }

    /**
     * A task is another than before in what it asks for, or is due again; or it is brought back from its end.
     *
     * @param previousStatus its status before
     */
    record TaskUpdated(Stamp stamp, Task task, TaskStatus previousStatus) implements SwarmEvent {

        @Override
        public TaskUpdated with(Stamp newStamp) {
            return new TaskUpdated(newStamp, task, previousStatus);
        }

        @Override
        public EventType type() {
            return EventType.TASK_UPDATED;
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
     * A task was given to an agent that did not ask for it. It carries all that the agent needs to begin.
     *
     * @param previousStatus the task's status before
     */
    record TaskAssigned(Stamp stamp, String agentId, Task task, TaskStatus previousStatus) implements SwarmEvent {

        @Override
        public TaskAssigned with(Stamp newStamp) {
            return new TaskAssigned(newStamp, agentId, task, previousStatus);
        }

        @Override
        public EventType type() {
            return EventType.TASK_ASSIGNED;
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
     * Something is wrong with a task, or no longer.
     *
     * @param agentId who holds it
     * @param alert what is wrong now; null where it cleared
     * @param previousAlert what was wrong before
     * @param detail one sentence for people
     */
    record Alert(
            Stamp stamp,
            String taskId,
            @Nullable String agentId,
            @Nullable AlertKind alert,
            @Nullable AlertKind previousAlert,
            @Nullable String detail)
            implements SwarmEvent {

        @Override
        public Alert with(Stamp newStamp) {
            return new Alert(newStamp, taskId, agentId, alert, previousAlert, detail);
        }

        @Override
        public EventType type() {
            return EventType.ALERT;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireTask(taskId).apply(this));
        }
    }

    /**
     * An agent wrote something down.
     *
     * @param taskId what it was at
     * @param dropped lines before these that were too many to be kept
     */
    record AgentLogged(
            Stamp stamp, String agentId, @Nullable String taskId, List<LogLine> lines, int dropped)
            implements SwarmEvent {

        public AgentLogged {
            lines = List.copyOf(lines);
        }

        @Override
        public AgentLogged with(Stamp newStamp) {
            return new AgentLogged(newStamp, agentId, taskId, lines, dropped);
        }

        @Override
        public EventType type() {
            return EventType.LOG;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp);
        }
    }

    /** How the swarm did lately. */
    record MetricsTaken(Stamp stamp, SwarmMetrics metrics) implements SwarmEvent {

        @Override
        public MetricsTaken with(Stamp newStamp) {
            return new MetricsTaken(newStamp, metrics);
        }

        @Override
        public EventType type() {
            return EventType.SWARM_METRICS;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.pastMetrics(stamp);
        }
    }
}
