package io.swarmbot.command;

/** A command by which people change what an agent may do. */
public sealed interface AgentSteering extends Command permits SetAgentMode, RemoveAgent {

    String agentId();

    @Override
    Intervention intervention();
}
