package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work, as the log describes it.
 *
 * @param attempt the present attempt; its fields stay after the task's end
 * @param alert what is wrong with the task at present
 * @param version the sequence of the last event that changed the task
 */
public record Task(
        String id,
        TaskSpec spec,
        TaskStatus status,
        Attempt attempt,
        TaskTimes times,
        @Nullable AlertKind alert,
        long version) {

    /** A new task, which nobody has claimed yet. */
    public static Task submitted(String id, TaskSpec spec, Stamp stamp) {
        TaskTimes times = TaskTimes.submitted(stamp.timestamp());
        return new Task(id, spec, TaskStatus.PENDING, Attempt.NONE, times, null, stamp.seq());
    }

    public String type() {
        return spec.type();
    }

    public @Nullable String description() {
        return spec.description();
    }

    public List<String> requirements() {
        return spec.requirements();
    }

    public int priority() {
        return spec.priority();
    }

    public List<String> dependencies() {
        return spec.dependencies();
    }

    public @Nullable Json input() {
        return spec.input();
    }

    public int maxAttempts() {
        return spec.maxAttempts();
    }

    public Duration timeout() {
        return spec.timeout();
    }

    /** How long the agent of the present attempt may say nothing of the task. */
    public Duration lease(TaskRules rules) {
        Duration given = attempt.terms().length();
        return given == null ? rules.lease() : given;
    }

    /** How long the agent of the present attempt may hold the task without starting it. */
    public Duration startWithin(TaskRules rules) {
        Duration given = attempt.terms().startWithin();
        return given == null ? rules.startWithin() : given;
    }

    /** Whether somebody gave the lease of the present attempt. */
    public boolean isLeaseGiven() {
        return attempt.terms().length() != null;
    }

    /** Whether the time-out ends the present attempt: the configured one does not if a lease was given. */
    public boolean hasTimeout() {
        return spec.timeoutGiven() || !isLeaseGiven();
    }

    public @Nullable Instant deadline() {
        return spec.deadline();
    }

    public @Nullable String partOf() {
        return spec.partOf();
    }

    public List<String> assignedAgents() {
        return attempt.assignedAgents();
    }

    /** Whether the task is done in parts. Agents hold the parts, never the composite task itself. */
    public boolean isComposite() {
        return spec.parts() > 0;
    }

    /** The id of the task's part with that number, from 1. */
    public String partId(int number) {
        return id + "." + number;
    }

    /** Whether an agent holds the task; false for a composite task. */
    public boolean isHeld() {
        return status.isHeld() && !isComposite();
    }

    public boolean isHeldBy(String agentId) {
        return isHeld() && assignedAgents().contains(agentId);
    }

    /**
     * Since when a person should look at the task: it asks something, it has an alert, or it failed for good; null if
     * nobody need. A part that failed is no matter of its own, since its whole failed with it.
     */
    public @Nullable Instant needsPersonSince() {
        if (status == TaskStatus.INPUT_REQUIRED || (status == TaskStatus.FAILED && partOf() == null)) {
            return times.statusSince();
        }
        // Whatever happens to a task with an alert ends the alert.
        return alert == null || status.isFinished() ? null : times.updatedAt();
    }

    /** Whether the task waits for nothing but its dependencies and an agent. */
    boolean isWaiting() {
        return status == TaskStatus.PENDING && attempt.notBefore() == null && !isComposite();
    }

    /** The task after a change of its status. */
    public Task apply(TaskEvent.TaskStatusChanged change) {
        Stamp stamp = change.stamp();
        return new Task(
                id, spec, change.status(), change.attempt(), times.moved(stamp.timestamp()), alert, stamp.seq());
    }

    /** The task after a report of its agent. */
    Task apply(TaskEvent.TaskProgressed change) {
        Stamp stamp = change.stamp();
        Attempt reported = attempt.change()
                .progress(change.progress())
                .message(change.message())
                .build();
        return new Task(id, spec, status, reported, times.progressed(stamp.timestamp()), alert, stamp.seq());
    }

    Task apply(TaskEvent.Alert change) {
        return updated(spec, attempt, change.alert(), change.stamp());
    }

    public Task with(TaskSpec newSpec, Stamp stamp) {
        return updated(newSpec, attempt, alert, stamp);
    }

    /** The task when it is no longer kept back after a failed attempt. */
    public Task due(Stamp stamp) {
        return updated(spec, attempt.change().notBefore(null).build(), alert, stamp);
    }

    private Task updated(TaskSpec newSpec, Attempt newAttempt, @Nullable AlertKind newAlert, Stamp stamp) {
        return new Task(id, newSpec, status, newAttempt, times.updated(stamp.timestamp()), newAlert, stamp.seq());
    }
}
