package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Who intervenes, why, and which version of the agent or task they know.
 *
 * @param version the version that the entity must still have; null if any will do
 */
public record Intervention(
        @Nullable String actor,
        @Nullable String reason,
        @Nullable Long version) {

    /** No actor, no reason, any version. */
    public static final Intervention NONE = new Intervention(null, null, null);

    public Intervention {
        Limits.require("actor", actor, Limits.LINE);
        Limits.require("reason", reason, Limits.LINE);
    }

    static Intervention because(@Nullable String reason) {
        return new Intervention(null, reason, null);
    }

    /** @throws Rejection {@code version_mismatch} if the entity changed since */
    void require(String what, long present) {
        if (version != null && version != present) {
            throw new Rejection(
                    ErrorCode.VERSION_MISMATCH, what + " is at version " + present + " by now, not " + version);
        }
    }
}
