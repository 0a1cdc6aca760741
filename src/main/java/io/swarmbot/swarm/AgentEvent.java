package io.swarmbot.swarm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event of one agent. Except for {@link AgentLogged}, each changes the agent. */
public sealed interface AgentEvent extends SwarmEvent {

    @Override
    String agentId();

    /** A new agent registered. */
    record AgentRegistered(Stamp stamp, Agent agent) implements AgentEvent {

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

    /** The description or the mode of an agent changed. */
    record AgentUpdated(Stamp stamp, Agent agent) implements AgentEvent {

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

    /** The agent is no longer part of the swarm. */
    record AgentRemoved(Stamp stamp, String agentId) implements AgentEvent {

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

    /** The agent's status, its details, its current task or the count of its attempts changed. */
    record AgentStatusChanged(Stamp stamp, String agentId, AgentStatus previousStatus, Agent.Activity activity)
            implements AgentEvent {

        @Override
        public AgentStatusChanged with(Stamp newStamp) {
            return new AgentStatusChanged(newStamp, agentId, previousStatus, activity);
        }

        @Override
        public EventType type() {
            return EventType.AGENT_STATUS_CHANGED;
        }

        public AgentStatus status() {
            return activity.status();
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.with(state.requireAgent(agentId).with(activity, stamp));
        }
    }

    /** The agent fell silent, was given up, or spoke again. */
    record AgentLivenessChanged(Stamp stamp, String agentId, Liveness liveness, Liveness previousLiveness)
            implements AgentEvent {

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

    /**
     * The agent wrote lines of its log.
     *
     * @param taskId the task that the agent worked on
     * @param dropped how many lines before these were discarded because of the rate limit
     */
    record AgentLogged(
            Stamp stamp, String agentId, @Nullable String taskId, List<LogLine> lines, int dropped)
            implements AgentEvent {

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
}
