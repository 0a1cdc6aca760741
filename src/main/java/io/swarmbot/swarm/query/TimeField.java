package io.swarmbot.swarm.query;

import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.text.WireNames;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a task has been for some time. */
public enum TimeField {
    /** It is pending. */
    WAITING,
    /** It was started and has not ended. */
    RUNNING,
    /** It was submitted. */
    SUBMITTED,
    /** Something was last changed. */
    UPDATED,
    /** It has ended. */
    ENDED;

    private final String wireName = WireNames.of(this);

    static Optional<TimeField> ofWireName(String name) {
        return WireNames.find(values(), name, TimeField::wireName);
    }

    String wireName() {
        return wireName;
    }

    /** Since when the task is that; null if it is not. */
    @Nullable
    Instant sinceOf(Task task) {
        return switch (this) {
            case WAITING -> task.status() == TaskStatus.PENDING ? task.times().statusSince() : null;
            case RUNNING -> task.status().isHeld() ? task.attempt().startedAt() : null;
            case SUBMITTED -> task.times().submittedAt();
            case UPDATED -> task.times().updatedAt();
            case ENDED -> task.attempt().finishedAt();
        };
    }
}
