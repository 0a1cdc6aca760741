package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.util.Optional;

/** Whether an agent has spoken lately. The service judges this; the status is what the agent says about itself. */
public enum Liveness {
    LIVE,
    /** The agent has been silent for {@code swarmbot.agents.stale-after}. */
    STALE,
    /** The agent has been silent for {@code swarmbot.agents.lost-after}. */
    LOST;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<Liveness> ofWireName(String name) {
        return WireNames.find(values(), name, Liveness::wireName);
    }
}
