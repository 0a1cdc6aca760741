package io.swarmbot.swarm.query;

import io.swarmbot.swarm.Task;
import io.swarmbot.text.WireNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A field of a task in which a number stands. */
public enum NumberField {
    PRIORITY,
    ATTEMPT,
    /** In percent. */
    PROGRESS;

    private final String wireName = WireNames.of(this);

    static Optional<NumberField> ofWireName(String name) {
        return WireNames.find(values(), name, NumberField::wireName);
    }

    String wireName() {
        return wireName;
    }

    @Nullable
    Integer valueOf(Task task) {
        return switch (this) {
            case PRIORITY -> (Integer) task.priority();
            case ATTEMPT -> (Integer) task.attempt().number();
            case PROGRESS -> task.attempt().progress();
        };
    }
}
