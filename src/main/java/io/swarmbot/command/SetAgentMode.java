package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Stamp;

/**
 * Pauses an agent, lets it go on, or lets it finish the tasks that it holds. Setting the same mode twice makes no
 * second event.
 */
public record SetAgentMode(String agentId, AgentMode mode, Intervention intervention) implements AgentSteering {

    public SetAgentMode {
        Identifiers.require("agent_id", agentId);
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId).put("mode", mode.wireName()).put(intervention);
    }

    @Override
    public Reply decide(Draft draft) {
        Agent agent = draft.agent(agentId);
        intervention.require("agent '" + agentId + "'", agent.version());
        if (agent.mode() != mode) {
            Stamp stamp = draft.next();
            draft.emit(new AgentEvent.AgentUpdated(stamp, agent.with(mode, stamp)));
        }
        return Reply.of(draft.agent(agentId));
    }
}
