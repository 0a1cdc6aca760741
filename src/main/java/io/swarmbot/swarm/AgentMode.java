package io.swarmbot.swarm;

import java.util.Optional;

/** What the operator wants of an agent, apart from what the agent says that it does. */
public enum AgentMode {
    ACTIVE,
    PAUSED,
    DRAINING;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<AgentMode> ofWireName(String name) {
        return WireNames.find(values(), name, AgentMode::wireName);
    }
}
