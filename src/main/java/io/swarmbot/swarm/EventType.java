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
    TASK_UPDATED(true),
    TASK_ASSIGNED(true),
    TASK_STATUS_CHANGED(false),
    TASK_PROGRESS(false),
    ALERT(false),
    LOG(false),
    SWARM_METRICS(false);

    private final String wireName = WireNames.of(this);
    private final boolean isWhole;

    EventType(boolean isWhole) {
        this.isWhole = isWhole;
    }

    /** Whether it tells its whole entity, or its end: what was said of the entity before does not matter any more. */
    public boolean isWhole() {
        return isWhole;
    }

    /** Whether it changes the agent or the task that it names. */
    boolean isOfEntity() {
        return this != LOG && this != SWARM_METRICS;
    }

    /** Whether every one of them counts, so that none may stand for another. */
    public boolean isNeverConflated() {
        return this == ALERT || this == LOG;
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
