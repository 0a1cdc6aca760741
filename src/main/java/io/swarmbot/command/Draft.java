package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command that is being decided: the events that it has made so far, and the state after them. If the command is
 * rejected, its draft is dropped.
 *
 * <p>Thread-safety: confined to one call of {@link Decision#of}.
 */
public final class Draft {

    private final Instant today;
    private final Instant now;
    private final Intervention intervention;
    private final List<SwarmEvent> events = new ArrayList<>(2);
    private SwarmState state;
    private @Nullable String reason;

    Draft(SwarmState state, Intervention intervention, Instant now) {
        this.state = state;
        this.intervention = intervention;
        this.today = now;
        this.now = now.isBefore(state.timestamp()) ? state.timestamp() : now;
        this.reason = intervention.reason();
    }

    /** The state after the events so far. */
    SwarmState state() {
        return state;
    }

    /** The time of day, to compare deadlines with. It may be before the state's newest event. */
    Instant today() {
        return today;
    }

    /** The timestamp of the events, never before the state's newest event. */
    Instant now() {
        return now;
    }

    List<SwarmEvent> events() {
        return events;
    }

    Intervention intervention() {
        return intervention;
    }

    /** The reason that the next event would carry; null for none. */
    @Nullable
    String reason() {
        return reason;
    }

    /** Sets the reason that all later events carry; null for none. */
    void because(@Nullable String newReason) {
        reason = newReason;
    }

    /** The stamp of the next event. */
    Stamp next() {
        return Stamp.ofThisReplica(
                state.swarm(), state.cursor().plus(1), now, intervention.actor(), intervention.via(), reason);
    }

    /**
     * Adds an event. If it changes a task that has an alert, an event that ends the alert follows; if it ends a task or
     * an agent, events that end the messages to it follow.
     */
    void emit(SwarmEvent event) {
        state = event.applyTo(state);
        events.add(event);
        if (event.taskId() != null && event.type().isOfEntity() && event.type() != EventType.ALERT) {
            clearAlert(event.taskId());
        }
        Messages.endWith(this, event);
    }

    private void clearAlert(String taskId) {
        Task task = state.requireTask(taskId);
        AlertKind alert = task.alert();
        if (alert != null) {
            emit(new TaskEvent.Alert(next(), taskId, AgentWork.holderOf(task), null, alert, null));
        }
    }

    /** The stamp of the newest event. There must be one. */
    Stamp lastStamp() {
        return events.get(events.size() - 1).stamp();
    }

    /** Puts the command's receipt on its last event. */
    void sign(Receipt receipt) {
        int last = events.size() - 1;
        SwarmEvent event = events.get(last);
        events.set(last, event.with(event.stamp().with(receipt)));
        state = state.with(receipt);
    }

    /** @throws Rejection {@code unknown_agent} or {@code unreadable} */
    Agent agent(String id) {
        return Named.agent(state, id);
    }

    /** @throws Rejection {@code unknown_task} or {@code unreadable} */
    Task task(String id) {
        return Named.task(state, id);
    }

    /** @throws Rejection {@code illegal_transition} if the task has ended */
    void requireUnfinished(Task task) {
        if (task.status().isFinished()) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + task.id() + "' is " + task.status().wireName() + " already");
        }
    }

    /** Changes what an agent does. Writes no event if nothing is different. */
    void change(Agent agent, Agent.Activity activity) {
        if (!agent.activity().equals(activity)) {
            emit(new AgentEvent.AgentStatusChanged(next(), agent.id(), agent.status(), activity));
        }
    }
}
