package io.swarmbot.command;

/** A command in which an agent speaks of itself or asks for something. */
public sealed interface AgentCommand extends Command
        permits RegisterAgent, RegisterAgent.Amendment, UpdateAgentStatus, Heartbeat, Claim, AppendLog {

    String agentId();

    @Override
    default String speaker() {
        return agentId();
    }
}
