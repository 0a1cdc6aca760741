package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work, as the log says.
 *
 * @param assignedAgents who holds it; who held it last, once it is finished
 * @param attempt how often it was claimed; the number of the present attempt, which fences off those before
 * @param progress 0 to 100 percent
 * @param question what its agent asked last in this attempt
 * @param answer what it was answered
 * @param answerBy until when the question can be answered; null where none is open
 * @param error why it failed, or why its last attempt did
 * @param alert what is wrong with it at present
 * @param notBefore until when it is kept back after an attempt that failed
 * @param startedAt when this attempt was started
 * @param statusSince when its status changed last
 * @param activeAt when its status changed or its agent reported progress
 * @param version the sequence of the last event that changed it
 */
public record Task(
        String id,
        TaskSpec spec,
        TaskStatus status,
        List<String> assignedAgents,
        int attempt,
        @Nullable Integer progress,
        @Nullable String message,
        @Nullable Json question,
        @Nullable Json answer,
        @Nullable Instant answerBy,
        @Nullable Json result,
        @Nullable Json error,
        @Nullable AlertKind alert,
        Instant submittedAt,
        @Nullable Instant notBefore,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Instant statusSince,
        Instant activeAt,
        Instant updatedAt,
        long version) {

    public Task {
        assignedAgents = List.copyOf(assignedAgents);
    }

    /** A new one that nobody has touched. */
    static Task submitted(String id, TaskSpec spec, Stamp stamp) {
        Instant now = stamp.timestamp();
        return new Task(
                id,
                spec,
                TaskStatus.PENDING,
                List.of(),
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                now,
                null,
                null,
                null,
                now,
                now,
                now,
                stamp.seq());
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

    public @Nullable Instant deadline() {
        return spec.deadline();
    }

    public @Nullable String partOf() {
        return spec.partOf();
    }

    /** Whether it is done in parts, and so by nobody itself. */
    public boolean isComposite() {
        return spec.parts() > 0;
    }

    /** The task's part of that number, from 1. */
    String partId(int number) {
        return id + "." + number;
    }

    /** Whether an agent holds it: a composite task's agents hold its parts. */
    boolean isHeld() {
        return status.isHeld() && !isComposite();
    }

    public boolean isHeldBy(String agentId) {
        return isHeld() && assignedAgents.contains(agentId);
    }

    /** It waits for nothing but its dependencies and an agent. */
    boolean isWaiting() {
        return status == TaskStatus.PENDING && notBefore == null && !isComposite();
    }

    Task apply(SwarmEvent.TaskStatusChanged change) {
        Instant now = change.stamp().timestamp();
        return new Task(
                id,
                spec,
                change.status(),
                change.assignedAgents(),
                change.attempt(),
                change.progress(),
                change.message(),
                change.question(),
                change.answer(),
                change.answerBy(),
                change.result(),
                change.error(),
                alert,
                submittedAt,
                change.notBefore(),
                change.startedAt(),
                change.finishedAt(),
                now,
                now,
                now,
                change.stamp().seq());
    }

    Task apply(SwarmEvent.TaskProgressed change) {
        Instant now = change.stamp().timestamp();
        return new Task(
                id,
                spec,
                status,
                assignedAgents,
                attempt,
                change.progress(),
                change.message(),
                question,
                answer,
                answerBy,
                result,
                error,
                alert,
                submittedAt,
                notBefore,
                startedAt,
                finishedAt,
                statusSince,
                now,
                now,
                change.stamp().seq());
    }

    Task apply(SwarmEvent.Alert change) {
        return with(spec, change.alert(), notBefore, change.stamp());
    }

    /** The same task, asked for in another way. */
    Task with(TaskSpec newSpec, Stamp stamp) {
        return with(newSpec, alert, notBefore, stamp);
    }

    /** Kept back no longer. */
    Task due(Stamp stamp) {
        return with(spec, alert, null, stamp);
    }

    /** What changes without a move and without its agent's doing. */
    private Task with(TaskSpec newSpec, @Nullable AlertKind newAlert, @Nullable Instant newNotBefore, Stamp stamp) {
        return new Task(
                id,
                newSpec,
                status,
                assignedAgents,
                attempt,
                progress,
                message,
                question,
                answer,
                answerBy,
                result,
                error,
                newAlert,
                submittedAt,
                newNotBefore,
                startedAt,
                finishedAt,
                statusSince,
                activeAt,
                stamp.timestamp(),
                stamp.seq());
    }
}
