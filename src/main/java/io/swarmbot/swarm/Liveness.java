package io.swarmbot.swarm;

import java.util.Optional;

/** Whether an agent has spoken lately. Judged by the service, unlike its status, and never mixed with it. */
public enum Liveness {
    LIVE,
    /** Silent for {@code swarmbot.agents.stale-after}. */
    STALE,
    /** Silent for {@code swarmbot.agents.lost-after}. */
    LOST;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<Liveness> ofWireName(String name) {
        return WireNames.find(values(), name, Liveness::wireName);
    }
}
