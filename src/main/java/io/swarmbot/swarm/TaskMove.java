package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the event that takes a task from its status to the next; what is not said stays as it is. */
final class TaskMove {

    private final Task task;
    private final TaskStatus next;
    private @Nullable String agentId;
    private List<String> assignedAgents;
    private int attempt;
    private @Nullable Integer progress;
    private @Nullable String message;
    private @Nullable Json question;
    private @Nullable Json answer;
    private @Nullable Instant answerBy;
    private @Nullable Json result;
    private @Nullable Json error;
    private @Nullable Instant notBefore;
    private @Nullable Instant startedAt;

    private TaskMove(Task task, TaskStatus next) {
        this.task = task;
        this.next = next;
        this.assignedAgents = task.assignedAgents();
        this.attempt = task.attempt();
        this.progress = task.progress();
        this.message = task.message();
        this.question = task.question();
        this.answer = task.answer();
        this.result = task.result();
        this.error = task.error();
        this.startedAt = task.startedAt();
    }

    /** @throws Rejection {@code illegal_transition} where the task may not go there */
    static TaskMove of(Task task, TaskStatus next) {
        if (!task.status().mayBecome(next)) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + task.id() + "' is " + task.status().wireName() + " and cannot become "
                            + next.wireName());
        }
        return new TaskMove(task, next);
    }

    TaskMove by(@Nullable String agent) {
        this.agentId = agent;
        return this;
    }

    /** A new attempt by this agent, without any trace of the one before. */
    TaskMove assignedTo(String agent) {
        this.agentId = agent;
        this.assignedAgents = List.of(agent);
        this.attempt = task.attempt() + 1;
        return untouched();
    }

    /** With nobody. */
    TaskMove released() {
        this.assignedAgents = List.of();
        return untouched();
    }

    /** What its parts' agents make of a composite task. */
    TaskMove agents(List<String> agents) {
        this.assignedAgents = agents;
        return this;
    }

    TaskMove started(Instant time) {
        this.startedAt = startedAt == null ? time : startedAt;
        return this;
    }

    TaskMove progress(@Nullable Integer percent) {
        this.progress = percent;
        return this;
    }

    TaskMove message(@Nullable String text) {
        this.message = text;
        return this;
    }

    TaskMove asking(@Nullable Json newQuestion, Instant by) {
        this.question = newQuestion;
        this.answer = null;
        this.answerBy = by;
        return this;
    }

    TaskMove answered(@Nullable Json newAnswer) {
        this.answer = newAnswer;
        return this;
    }

    TaskMove result(@Nullable Json value) {
        this.result = value;
        return this;
    }

    TaskMove error(@Nullable Json value) {
        this.error = value;
        return this;
    }

    TaskMove notBefore(@Nullable Instant time) {
        this.notBefore = time;
        return this;
    }

    SwarmEvent.TaskStatusChanged at(Stamp stamp) {
        return new SwarmEvent.TaskStatusChanged(
                stamp,
                task.id(),
                next,
                task.status(),
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
                next.isFinished() ? stamp.timestamp() : null);
    }

    /** The task behind the move, for the events that carry it whole. */
    Task taken(Stamp stamp) {
        return task.apply(at(stamp));
    }

    private TaskMove untouched() {
        this.progress = null;
        this.message = null;
        this.question = null;
        this.answer = null;
        this.result = null;
        this.error = null;
        this.startedAt = null;
        return this;
    }
}
