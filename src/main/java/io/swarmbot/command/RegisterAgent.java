package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Registers an agent, or changes what an agent says about itself. Registering twice with the same description makes one
 * event.
 *
 * @param name null if the agent's id is its name
 * @param slots how many tasks the agent is given at a time, if tasks are pushed to it
 * @param terms the lease that the agent wants for its tasks
 */
public record RegisterAgent(
        String agentId,
        @Nullable String name,
        @Nullable String role,
        List<String> capabilities,
        Assignment assignment,
        int slots,
        Lease.Terms terms,
        @Nullable Json metrics)
        implements AgentCommand {

    public RegisterAgent {
        Identifiers.require("agent_id", agentId);
        Limits.require("name", name, Limits.LINE);
        Limits.require("role", role, Limits.LINE);
        capabilities = capabilities.stream().distinct().sorted().toList();
        Limits.requireNames("capabilities", capabilities);
        Limits.Whole.SLOTS.require(slots);
        Limits.require("metrics", metrics, Limits.DETAILS);
    }

    /** Registers an agent that works under the usual lease. */
    public RegisterAgent(
            String agentId,
            @Nullable String name,
            @Nullable String role,
            List<String> capabilities,
            Assignment assignment,
            int slots,
            @Nullable Json metrics) {
        this(agentId, name, role, capabilities, assignment, slots, Lease.Terms.NONE, metrics);
    }

    /** Registers an agent that claims its tasks. */
    public RegisterAgent(
            String agentId,
            @Nullable String name,
            @Nullable String role,
            List<String> capabilities,
            @Nullable Json metrics) {
        this(agentId, name, role, capabilities, Assignment.CLAIM, 1, metrics);
    }

    /**
     * Registers an agent, or changes a part of what it says about itself. What is left out stays as it is.
     *
     * @param capabilities null to leave them
     * @param terms null to leave them
     */
    public record Amendment(String agentId, @Nullable List<String> capabilities, Lease.@Nullable Terms terms)
            implements AgentCommand {

        public Amendment {
            // Checked when it is made, like every command.
            RegisterAgent.of(agentId, null, capabilities, terms);
        }

        @Override
        public void describe(Meaning meaning) {
            meaning.put("agent_id", agentId);
            if (capabilities != null) {
                meaning.put("capabilities", capabilities);
            }
            if (terms != null) {
                meaning.put(terms);
            }
        }

        @Override
        public Reply decide(Draft draft) {
            Agent.Description known =
                    draft.state().agent(agentId).map(Agent::description).orElse(null);
            return RegisterAgent.of(agentId, known, capabilities, terms).decide(draft);
        }
    }

    private static RegisterAgent of(
            String agentId,
            Agent.@Nullable Description known,
            @Nullable List<String> capabilities,
            Lease.@Nullable Terms terms) {
        Agent.Description base = known != null
                ? known
                : new Agent.Description(agentId, null, List.of(), Assignment.CLAIM, 1, Lease.Terms.NONE, null);
        return new RegisterAgent(
                agentId,
                base.name(),
                base.role(),
                capabilities == null ? base.capabilities() : capabilities,
                base.assignment(),
                base.slots(),
                terms == null ? base.terms() : terms,
                base.metrics());
    }

    @Override
    public int size() {
        return metrics == null ? 0 : metrics.size();
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId)
                .put("name", name == null ? agentId : name)
                .put("role", role)
                .put("capabilities", capabilities)
                .put("assignment", assignment.wireName())
                .put("slots", slots)
                .put(terms)
                .put("metrics", metrics);
    }

    @Override
    public Reply decide(Draft draft) {
        terms.requireWithin(draft.state().rules());
        Agent.Description description = new Agent.Description(
                name == null ? agentId : name, role, capabilities, assignment, slots, terms, metrics);
        Named.requireReadableAgent(draft.state(), agentId);
        Agent before = draft.state().agent(agentId).orElse(null);
        if (before == null) {
            if (draft.state().agents().size() >= draft.state().limits().agents()) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "the swarm has " + draft.state().limits().agents() + " agents, its limit");
            }
            Stamp stamp = draft.next();
            draft.emit(new AgentEvent.AgentRegistered(stamp, Agent.registered(agentId, description, stamp)));
            return Reply.created(draft.agent(agentId));
        }
        if (!before.description().equals(description)) {
            Stamp stamp = draft.next();
            draft.emit(new AgentEvent.AgentUpdated(stamp, before.with(description, stamp)));
        }
        return Reply.of(draft.agent(agentId));
    }
}
