package io.swarmbot.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One command being decided: the state as the command's events so far leave it, and those events. A rejection just drops
 * it.
 *
 * <p>Thread-safety: confined to the one call of {@link #decide}.
 */
final class Draft {

    /** What an agent's record says of an attempt that is over. */
    enum Credit {
        COMPLETED,
        FAILED,
        /** It was not the agent's doing. */
        NONE
    }

    private final Instant now;
    private final Intervention intervention;
    private final List<SwarmEvent> events = new ArrayList<>(2);
    private SwarmState state;
    private @Nullable String reason;

    private Draft(SwarmState state, Intervention intervention, Instant now) {
        this.state = state;
        this.intervention = intervention;
        this.now = now.isBefore(state.timestamp()) ? state.timestamp() : now;
        this.reason = intervention.reason();
    }

    /**
     * Decides a command: a pure function of its arguments.
     *
     * @param now whole milliseconds; the events bear the state's own timestamp where that is later
     * @throws Rejection where the command cannot be done
     */
    static Decision decide(SwarmState state, Command command, Instant now) {
        Draft draft = new Draft(state, command.intervention(), now);
        if (command instanceof KeyedCommand keyed) {
            Reply replay = keyed.replay(state, draft.now);
            if (replay != null) {
                return new Decision(List.of(), state, replay);
            }
        }
        String speaker = command.speaker();
        if (speaker != null) {
            draft.revive(speaker);
        }
        Reply reply = command.decide(draft);
        if (!draft.events.isEmpty()) {
            SwarmState decided = draft.state;
            Settlement.settle(draft);
            reply = draft.state == decided ? reply : reply.asOf(draft.state);
            if (command instanceof KeyedCommand keyed) {
                draft.sign(keyed, reply);
            }
        }
        return new Decision(draft.events, draft.state, reply);
    }

    SwarmState state() {
        return state;
    }

    Instant now() {
        return now;
    }

    List<SwarmEvent> events() {
        return events;
    }

    Intervention intervention() {
        return intervention;
    }

    /** Why the events from here on happen. */
    void because(@Nullable String newReason) {
        reason = newReason;
    }

    /** The stamp of the next event. */
    Stamp next() {
        return new Stamp(state.swarm(), state.cursor().plus(1), now, true, intervention.actor(), reason, null);
    }

    void emit(SwarmEvent event) {
        state = event.applyTo(state);
        events.add(event);
        if (event.taskId() != null && event.type().isOfEntity() && event.type() != EventType.ALERT) {
            clearAlert(event.taskId());
        }
    }

    /** Whatever happens to a task, what was wrong with it is over. */
    private void clearAlert(String taskId) {
        Task task = state.requireTask(taskId);
        AlertKind alert = task.alert();
        if (alert != null) {
            emit(new SwarmEvent.Alert(next(), taskId, holderOf(task), null, alert, null));
        }
    }

    static @Nullable String holderOf(Task task) {
        return task.assignedAgents().isEmpty() ? null : task.assignedAgents().get(0);
    }

    /** Has the last event bear the receipt of the command that it is of. */
    private void sign(KeyedCommand command, Reply reply) {
        int last = events.size() - 1;
        SwarmEvent event = events.get(last);
        Receipt receipt = Receipt.of(command, reply, event.stamp());
        events.set(last, event.with(event.stamp().with(receipt)));
        state = state.with(receipt);
    }

    Agent agent(String id) {
        return state.agent(id)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.UNKNOWN_AGENT, "there is no agent '" + id + "' in swarm '" + state.swarm() + "'"));
    }

    Task task(String id) {
        return state.task(id)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.UNKNOWN_TASK, "there is no task '" + id + "' in swarm '" + state.swarm() + "'"));
    }

    /** @throws Rejection {@code illegal_transition} where the task is at its end */
    void requireUnfinished(Task task) {
        if (task.status().isFinished()) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + task.id() + "' is " + task.status().wireName() + " already");
        }
    }

    /** Changes an agent's status, details and current task; writes no event where none of them is another. */
    void change(Agent agent, AgentStatus status, @Nullable String currentTask, @Nullable Json details) {
        change(agent, status, currentTask, details, agent.completed(), agent.failed());
    }

    private void change(
            Agent agent,
            AgentStatus status,
            @Nullable String currentTask,
            @Nullable Json details,
            int completed,
            int failed) {
        if (agent.status() != status
                || agent.completed() != completed
                || agent.failed() != failed
                || !Objects.equals(agent.currentTask(), currentTask)
                || !Objects.equals(agent.details(), details)) {
            emit(new SwarmEvent.AgentStatusChanged(
                    next(), agent.id(), status, agent.status(), currentTask, details, completed, failed));
        }
    }

    /** Gives a task to an agent that asked for it. */
    void claim(Task task, Agent agent) {
        emit(TaskMove.of(task, TaskStatus.ASSIGNED).assignedTo(agent.id()).at(next()));
        change(state.requireAgent(agent.id()), AgentStatus.BUSY, task.id(), agent.details());
    }

    /** Gives a task to an agent that did not ask for it. */
    void push(Task task, Agent agent) {
        Stamp stamp = next();
        Task taken =
                TaskMove.of(task, TaskStatus.ASSIGNED).assignedTo(agent.id()).taken(stamp);
        emit(new SwarmEvent.TaskAssigned(stamp, agent.id(), taken, task.status()));
        change(state.requireAgent(agent.id()), AgentStatus.BUSY, task.id(), agent.details());
    }

    /** Frees those who held a task that they no longer hold: back to the task before it, or to idle. */
    void release(Task ended, Credit credit) {
        if (ended.isComposite()) {
            // Its agents held its parts.
            return;
        }
        for (String id : ended.assignedAgents()) {
            state.agent(id).ifPresent(agent -> release(agent, credit, 1));
        }
    }

    private void release(Agent agent, Credit credit, int attempts) {
        List<Task> left = state.heldBy(agent.id());
        boolean isFree = left.isEmpty();
        String current = isFree ? null : left.get(left.size() - 1).id();
        AgentStatus status = isFree && agent.status().isWorking() ? AgentStatus.IDLE : agent.status();
        change(
                agent,
                status,
                current,
                agent.details(),
                agent.completed() + (credit == Credit.COMPLETED ? attempts : 0),
                agent.failed() + (credit == Credit.FAILED ? attempts : 0));
    }

    /**
     * Ends an attempt that brought no result: the task is pending again where it has another one, else failed. Whoever held
     * it is not told by this.
     *
     * @param pauses whether the next attempt is kept back for a while
     */
    void endAttempt(Task task, @Nullable String agentId, @Nullable Json error, boolean pauses) {
        if (task.attempt() < task.maxAttempts()) {
            emit(TaskMove.of(task, TaskStatus.PENDING)
                    .by(agentId)
                    .released()
                    .error(error)
                    .notBefore(pauses ? now.plus(state.rules().pauseAfter(task.attempt())) : null)
                    .at(next()));
        } else {
            emit(TaskMove.of(task, TaskStatus.FAILED).by(agentId).error(error).at(next()));
        }
    }

    /** Takes all that an agent holds away from it: each attempt is over. */
    void takeBack(String agentId, Json error) {
        List<Task> held = state.heldBy(agentId);
        for (Task task : held) {
            endAttempt(task, agentId, error, false);
        }
        if (!held.isEmpty()) {
            release(state.requireAgent(agentId), Credit.FAILED, held.size());
        }
    }

    /** An agent that was thought silent or lost spoke. */
    private void revive(String agentId) {
        Agent agent = state.agent(agentId).orElse(null);
        if (agent == null || agent.liveness() == Liveness.LIVE) {
            return;
        }
        emit(new SwarmEvent.AgentLivenessChanged(next(), agentId, Liveness.LIVE, agent.liveness()));
        if (agent.liveness() == Liveness.LOST && agent.status() == AgentStatus.OFFLINE) {
            change(state.requireAgent(agentId), AgentStatus.IDLE, agent.currentTask(), agent.details());
        }
    }
}
