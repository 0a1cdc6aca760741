package io.swarmbot.command;

import io.swarmbot.command.attempt.AttemptErrors;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Task;

/**
 * Removes an agent from the swarm, also one that cannot be read. A task that it holds is pending again if it has an
 * attempt left, else failed.
 */
public record RemoveAgent(String agentId, Intervention intervention) implements AgentSteering {

    public RemoveAgent {
        Identifiers.require("agent_id", agentId);
    }

    public RemoveAgent(String agentId) {
        this(agentId, Intervention.NONE);
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId).put(intervention);
    }

    @Override
    public Reply decide(Draft draft) {
        if (!draft.state().unreadable().agents().containsKey(agentId) || intervention.version() != null) {
            Agent agent = draft.agent(agentId);
            intervention.require("agent '" + agentId + "'", agent.version());
        }
        for (Task task : draft.state().heldBy(agentId)) {
            AgentWork.endAttempt(draft, task, agentId, AttemptErrors.AGENT_REMOVED, AgentWork.Retry.AT_ONCE);
        }
        draft.emit(new AgentEvent.AgentRemoved(draft.next(), agentId));
        return new Reply.Gone();
    }
}
