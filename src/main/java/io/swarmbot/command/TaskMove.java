package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Attempt;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the event that takes a task from its status to the next. What is not set stays as it is in the task, except
 * for the end of a question and of a pause, which no move keeps.
 */
final class TaskMove {

    private final Task task;
    private final TaskStatus next;
    private @Nullable String agentId;
    private Attempt.Builder attempt;

    private TaskMove(Task task, TaskStatus next) {
        this.task = task;
        this.next = next;
        this.attempt = task.attempt().change().answerBy(null).notBefore(null).finishedAt(null);
    }

    /** @throws Rejection {@code illegal_transition} if the task's status does not allow the next one */
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
        agentId = agent;
        return this;
    }

    /**
     * Begins a new attempt of this agent. It keeps nothing of the one before.
     *
     * @param claimed the lease that the agent's claim gave
     */
    TaskMove assignedTo(Agent agent, Lease.Terms claimed) {
        agentId = agent.id();
        attempt = Attempt.builder(task.attempt().number() + 1, List.of(agent.id()))
                .terms(task.spec().terms().smallest(agent.terms()).smallest(claimed));
        return this;
    }

    /** Takes the task from its agents. The number of the attempt stays, nothing else of it does. */
    TaskMove released() {
        attempt = Attempt.builder(task.attempt().number(), List.of());
        return this;
    }

    TaskMove agents(List<String> agents) {
        attempt.assignedAgents(agents);
        return this;
    }

    /** Sets when the attempt was started, unless it was started before. */
    TaskMove started(Instant time) {
        if (task.attempt().startedAt() == null) {
            attempt.startedAt(time);
        }
        return this;
    }

    TaskMove progress(@Nullable Integer percent) {
        attempt.progress(percent);
        return this;
    }

    TaskMove message(@Nullable String text) {
        attempt.message(text);
        return this;
    }

    TaskMove asking(Json question, Instant answerBy) {
        attempt.question(question).answer(null).answerBy(answerBy);
        return this;
    }

    TaskMove answered(Json answer) {
        attempt.answer(answer);
        return this;
    }

    TaskMove result(@Nullable Json value) {
        attempt.result(value);
        return this;
    }

    TaskMove error(@Nullable Json value) {
        attempt.error(value);
        return this;
    }

    TaskMove notBefore(@Nullable Instant time) {
        attempt.notBefore(time);
        return this;
    }

    TaskEvent.TaskStatusChanged at(Stamp stamp) {
        if (next.isFinished()) {
            attempt.finishedAt(stamp.timestamp());
        }
        return new TaskEvent.TaskStatusChanged(stamp, task.id(), next, task.status(), agentId, attempt.build());
    }

    /** The task after the move, for the events that carry it whole. */
    Task taken(Stamp stamp) {
        return task.apply(at(stamp));
    }
}
