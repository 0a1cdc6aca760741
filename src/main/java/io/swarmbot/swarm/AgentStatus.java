package io.swarmbot.swarm;

import java.util.Optional;

/** What an agent says that it is doing. Any status may follow any other: the agent knows best. */
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

    /** At work on something, so that the end of its last task makes it idle. */
    boolean isWorking() {
        return this == BUSY || this == PROCESSING || this == WAITING;
    }
}
