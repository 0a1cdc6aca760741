package io.swarmbot.swarm;

import java.util.Optional;

/** How an agent gets its tasks. */
public enum Assignment {
    /** It asks for one when it wants one. */
    CLAIM,
    /** It is given them, as many at a time as it has slots, and learns of it on its stream. */
    PUSH;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<Assignment> ofWireName(String name) {
        return WireNames.find(values(), name, Assignment::wireName);
    }
}
