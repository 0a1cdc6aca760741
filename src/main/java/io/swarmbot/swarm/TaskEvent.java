package io.swarmbot.swarm;

import org.jspecify.annotations.Nullable;

/** An event that changes one task. */
public sealed interface TaskEvent extends SwarmEvent {

    @Override
    String taskId();

    /** A new task was submitted. */
    record TaskSubmitted(Stamp stamp, Task task) implements TaskEvent {

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
     * The task's specification changed, its pause after a failed attempt is over, or it was taken back or retried.
     *
     * @param previousStatus the task's status before
     */
    record TaskUpdated(Stamp stamp, Task task, TaskStatus previousStatus) implements TaskEvent {

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
     * The task was given to an agent that did not ask for it. The event carries all that the agent needs to begin.
     *
     * @param previousStatus the task's status before
     */
    record TaskAssigned(Stamp stamp, String agentId, Task task, TaskStatus previousStatus) implements TaskEvent {

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
     * The task went from one status to another.
     *
     * @param agentId the agent that did it; null if no agent did
     * @param attempt the task's attempt after the change
     */
    record TaskStatusChanged(
            Stamp stamp,
            String taskId,
            TaskStatus status,
            TaskStatus previousStatus,
            @Nullable String agentId,
            Attempt attempt)
            implements TaskEvent {

        @Override
        public TaskStatusChanged with(Stamp newStamp) {
            return new TaskStatusChanged(newStamp, taskId, status, previousStatus, agentId, attempt);
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

    /** The agent that works on the task reported how far it is. */
    record TaskProgressed(
            Stamp stamp,
            String taskId,
            @Nullable String agentId,
            int attempt,
            @Nullable Integer progress,
            @Nullable String message)
            implements TaskEvent {

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
     * Something went wrong with the task, or is no longer wrong.
     *
     * @param agentId the agent that holds the task
     * @param alert what is wrong now; null if the alert is over
     * @param previousAlert what was wrong before; null if nothing was
     * @param detail one sentence for people
     */
    record Alert(
            Stamp stamp,
            String taskId,
            @Nullable String agentId,
            @Nullable AlertKind alert,
            @Nullable AlertKind previousAlert,
            @Nullable String detail)
            implements TaskEvent {

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
}
