package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import java.time.Duration;

/**
 * Asks for the next task that the agent can do.
 *
 * @param patience how long the agent waits if there is none, within {@link Limits.Span#WAIT}
 */
public record Claim(String agentId, Duration patience) implements AgentCommand {

    public Claim {
        Identifiers.require("agent_id", agentId);
        patience = Limits.Span.WAIT.require(patience);
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId);
    }

    @Override
    public Reply decide(Draft draft) {
        Agent agent = draft.agent(agentId);
        if (agent.mode() != AgentMode.ACTIVE || agent.status() == AgentStatus.PAUSED) {
            throw new Rejection(ErrorCode.AGENT_PAUSED, "agent '" + agentId + "' is paused and takes no tasks");
        }
        if (draft.state().load(agentId) >= Limits.NAMES) {
            throw new Rejection(
                    ErrorCode.LIMIT_REACHED, "agent '" + agentId + "' holds " + Limits.NAMES + " tasks, the limit");
        }
        Task task = draft.state().nextFor(agent).orElse(null);
        if (task == null) {
            return new Reply.NoTask();
        }
        AgentWork.claim(draft, task, agent);
        return Reply.of(draft.task(task.id()));
    }
}
