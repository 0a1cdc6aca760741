package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Where a task is in its life, and which statuses may follow. */
public enum TaskStatus {
    PENDING,
    ASSIGNED,
    RUNNING,
    INPUT_REQUIRED,
    COMPLETED,
    FAILED,
    CANCELED;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<TaskStatus> ofWireName(String name) {
        return WireNames.find(values(), name, TaskStatus::wireName);
    }

    /** Whether the task has ended. Only a retry changes it after that. */
    public boolean isFinished() {
        return this == COMPLETED || this == FAILED || this == CANCELED;
    }

    /** Whether the task ended without being completed. */
    public boolean hasEndedBadly() {
        return this == FAILED || this == CANCELED;
    }

    /** Whether the task is with an agent. */
    public boolean isHeld() {
        return this == ASSIGNED || this == RUNNING || this == INPUT_REQUIRED;
    }

    public boolean mayBecome(TaskStatus next) {
        return next().contains(next);
    }

    private Set<TaskStatus> next() {
        return switch (this) {
            // A task whose deadline passes before an agent takes it fails.
            case PENDING -> EnumSet.of(ASSIGNED, FAILED, CANCELED);
            case ASSIGNED -> EnumSet.of(PENDING, RUNNING, COMPLETED, FAILED, CANCELED);
            case RUNNING -> EnumSet.of(PENDING, INPUT_REQUIRED, COMPLETED, FAILED, CANCELED);
            case INPUT_REQUIRED -> EnumSet.of(PENDING, RUNNING, COMPLETED, FAILED, CANCELED);
            // Only a retry makes such a task pending again.
            case FAILED, CANCELED -> EnumSet.of(PENDING);
            case COMPLETED -> EnumSet.noneOf(TaskStatus.class);
        };
    }
}
