package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.util.Optional;

/** What an agent says it is doing. Any status may follow any other. */
public enum AgentStatus {
    IDLE,
    BUSY,
    PROCESSING,
    WAITING,
    PAUSED,
    ERROR,
    OFFLINE;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<AgentStatus> ofWireName(String name) {
        return WireNames.find(values(), name, AgentStatus::wireName);
    }

    /** Whether the agent works on something, so that the end of its last task makes it idle. */
    public boolean isWorking() {
        return this == BUSY || this == PROCESSING || this == WAITING;
    }
}
