package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.util.Optional;

/** How an agent gets its tasks. */
public enum Assignment {
    /** The agent asks for a task when it wants one. */
    CLAIM,
    /** The agent is given as many tasks at a time as it has slots, and learns about them on its stream. */
    PUSH;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<Assignment> ofWireName(String name) {
        return WireNames.find(values(), name, Assignment::wireName);
    }
}
