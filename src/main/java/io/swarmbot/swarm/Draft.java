package io.swarmbot.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command being decided: the state as the command's events so far leave it, and those events. A rejection just drops
 * it.
 *
 * <p>Thread-safety: confined to the one call of {@link #decide}.
 */
final class Draft {

    private final Instant now;
    private final List<SwarmEvent> events = new ArrayList<>(2);
    private SwarmState state;

    private Draft(SwarmState state, Instant now) {
        this.state = state;
        this.now = now.isBefore(state.timestamp()) ? state.timestamp() : now;
    }

    /**
     * Decides a command: a pure function of its arguments.
     *
     * @param now whole milliseconds; the events bear the state's own timestamp where that is later
     * @throws Rejection where the command cannot be done
     */
    static Decision decide(SwarmState state, Command command, Instant now) {
        Draft draft = new Draft(state, now);
        String speaker = command.speaker();
        if (speaker != null) {
            draft.revive(speaker);
        }
        Reply reply = command.decide(draft);
        return new Decision(draft.events, draft.state, reply);
    }

    SwarmState state() {
        return state;
    }

    Instant now() {
        return now;
    }

    /** The stamp of the next event. */
    Stamp next() {
        return new Stamp(state.swarm(), state.cursor().plus(1), now, true);
    }

    void emit(SwarmEvent event) {
        state = event.applyTo(state);
        events.add(event);
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

    /** Changes an agent's status, details and current task; writes no event where none of them is another. */
    void change(Agent agent, AgentStatus status, @Nullable String currentTask, @Nullable Json details) {
        if (agent.status() != status
                || !java.util.Objects.equals(agent.currentTask(), currentTask)
                || !java.util.Objects.equals(agent.details(), details)) {
            emit(new SwarmEvent.AgentStatusChanged(next(), agent.id(), status, agent.status(), currentTask, details));
        }
    }

    /** Frees those who held a task that they no longer hold: back to the task before it, or to idle. */
    void release(Task ended) {
        for (String id : ended.assignedAgents()) {
            state.agent(id).ifPresent(agent -> {
                List<Task> left = state.heldBy(id);
                boolean isFree = left.isEmpty();
                String current = isFree ? null : left.get(left.size() - 1).id();
                AgentStatus status = isFree && agent.status().isWorking() ? AgentStatus.IDLE : agent.status();
                change(agent, status, current, agent.details());
            });
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
