package io.swarmbot.swarm;

import java.util.Optional;

/** The types of events, by the names that they have on the wire. */
public enum EventType {
    AGENT_REGISTERED(true),
    AGENT_UPDATED(true),
    AGENT_REMOVED(true),
    AGENT_STATUS_CHANGED(false),
    AGENT_LIVENESS_CHANGED(false),
    TASK_SUBMITTED(true),
    TASK_STATUS_CHANGED(false),
    TASK_PROGRESS(false);

    private final String wireName = WireNames.of(this);
    private final boolean isWhole;

    EventType(boolean isWhole) {
        this.isWhole = isWhole;
    }

    /** Whether it tells its whole entity, or its end: what was said of the entity before does not matter any more. */
    public boolean isWhole() {
        return isWhole;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether an agent may be given other tasks after it than before. */
    boolean changesWhatAnAgentCanDo() {
        return this == AGENT_REGISTERED || this == AGENT_UPDATED || this == AGENT_REMOVED;
    }

    public static Optional<EventType> ofWireName(String name) {
        return WireNames.find(values(), name, EventType::wireName);
    }
}
