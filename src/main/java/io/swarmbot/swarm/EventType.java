package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of events. */
public enum EventType {
    AGENT_REGISTERED,
    AGENT_UPDATED,
    AGENT_REMOVED,
    AGENT_STATUS_CHANGED,
    AGENT_LIVENESS_CHANGED,
    TASK_SUBMITTED,
    TASK_UPDATED,
    TASK_ASSIGNED,
    TASK_STATUS_CHANGED,
    TASK_PROGRESS,
    ALERT,
    MESSAGE_SENT,
    MESSAGE_ASSIGNED,
    MESSAGE_ACKNOWLEDGED,
    MESSAGE_EXPIRED,
    FILE_SHARED,
    FILE_REMOVED,
    LOG,
    SWARM_METRICS,
    TOKEN_MADE,
    TOKEN_REVOKED,
    TOKEN_REMOVED;

    private final String wireName = WireNames.of(this);

    /**
     * Whether an event of this type carries its whole entity or ends it, so that earlier events of the entity no longer
     * matter.
     */
    public boolean isWhole() {
        return switch (this) {
            case AGENT_REGISTERED, AGENT_UPDATED, AGENT_REMOVED, TASK_SUBMITTED, TASK_UPDATED, TASK_ASSIGNED -> true;
            case AGENT_STATUS_CHANGED,
                    AGENT_LIVENESS_CHANGED,
                    TASK_STATUS_CHANGED,
                    TASK_PROGRESS,
                    ALERT,
                    MESSAGE_SENT,
                    MESSAGE_ASSIGNED,
                    MESSAGE_ACKNOWLEDGED,
                    MESSAGE_EXPIRED,
                    FILE_SHARED,
                    FILE_REMOVED,
                    LOG,
                    SWARM_METRICS,
                    TOKEN_MADE,
                    TOKEN_REVOKED,
                    TOKEN_REMOVED -> false;
        };
    }

    /** Whether an event of this type changes the agent or the task that it names. */
    public boolean isOfEntity() {
        return this != LOG && this != SWARM_METRICS && !isOfMessage() && !isOfFile() && !isOfRegistry();
    }

    /** Whether events of this type are about a message. */
    private boolean isOfMessage() {
        return this == MESSAGE_SENT
                || this == MESSAGE_ASSIGNED
                || this == MESSAGE_ACKNOWLEDGED
                || this == MESSAGE_EXPIRED;
    }

    /** Whether events of this type are about a file. */
    private boolean isOfFile() {
        return this == FILE_SHARED || this == FILE_REMOVED;
    }

    /** Whether events of this type are only in the registry of tokens, which nobody can subscribe to. */
    public boolean isOfRegistry() {
        return this == TOKEN_MADE || this == TOKEN_REVOKED || this == TOKEN_REMOVED;
    }

    /** The types of events that a swarm's log may have: those that subscribers and observers get. */
    public static List<EventType> ofSwarms() {
        return Arrays.stream(values()).filter(type -> !type.isOfRegistry()).toList();
    }

    /** Whether every event of this type counts, so that a later one never replaces an earlier one. */
    public boolean isNeverConflated() {
        return this == ALERT || this == LOG || isOfMessage() || isOfFile();
    }

    public String wireName() {
        return wireName;
    }

    /** Whether an agent may be given other tasks after an event of this type than before. */
    public boolean changesWhatAnAgentCanDo() {
        return this == AGENT_REGISTERED || this == AGENT_UPDATED || this == AGENT_REMOVED;
    }

    public static Optional<EventType> ofWireName(String name) {
        return WireNames.find(values(), name, EventType::wireName);
    }
}
