package io.swarmbot.swarm;

import java.util.Optional;

/** The types of events, by the names that they have on the wire. */
public enum EventType {
    AGENT_REGISTERED,
    AGENT_UPDATED,
    AGENT_REMOVED,
    AGENT_STATUS_CHANGED,
    AGENT_LIVENESS_CHANGED,
    TASK_SUBMITTED,
    TASK_STATUS_CHANGED,
    TASK_PROGRESS;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<EventType> ofWireName(String name) {
        return WireNames.find(values(), name, EventType::wireName);
    }
}
