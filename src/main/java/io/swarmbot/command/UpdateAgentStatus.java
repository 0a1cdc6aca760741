package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Limits;
import org.jspecify.annotations.Nullable;

/** Sets what an agent says it is doing. If the details are null, those before are cleared. */
public record UpdateAgentStatus(
        String agentId, AgentStatus status, @Nullable Json details) implements AgentCommand {

    public UpdateAgentStatus {
        Identifiers.require("agent_id", agentId);
        Limits.require("details", details, Limits.DETAILS);
    }

    @Override
    public int size() {
        return details == null ? 0 : details.size();
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId).put("status", status.wireName()).put("details", details);
    }

    @Override
    public Reply decide(Draft draft) {
        Agent agent = draft.agent(agentId);
        draft.change(agent, agent.activity().with(status, details));
        return Reply.of(draft.agent(agentId));
    }
}
