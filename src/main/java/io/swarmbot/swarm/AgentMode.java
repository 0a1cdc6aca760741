package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.util.Optional;

/** What people allow an agent to do. It is independent of what the agent says about itself. */
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
