package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.util.Optional;

/** What may be wrong with a running task. */
public enum AlertKind {
    /** The agent has reported no progress for too long. */
    STUCK,
    /** The task takes much longer than tasks of its type usually do. */
    SLOW;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<AlertKind> ofWireName(String name) {
        return WireNames.find(values(), name, AlertKind::wireName);
    }
}
