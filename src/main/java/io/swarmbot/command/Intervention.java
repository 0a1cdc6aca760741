package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Who intervenes, why, and which version of the agent or task they know.
 *
 * @param actor whose will it is; null if that is not known
 * @param via who acts for the actor; null if it is the actor itself
 * @param reason null if none is given
 * @param version the version that the entity must still have; null if any will do
 */
public record Intervention(
        @Nullable String actor,
        @Nullable String via,
        @Nullable String reason,
        @Nullable Long version) {

    /** No actor, no reason, any version. */
    public static final Intervention NONE = new Intervention(null, null, null, null);

    public Intervention {
        Limits.require("actor", actor, Limits.LINE);
        Limits.require("reason", reason, Limits.LINE);
    }

    /** A change that is made as that principal, without a reason and of any version. */
    static Intervention by(@Nullable String actor) {
        return new Intervention(actor, null, null, null);
    }

    static Intervention because(@Nullable String reason) {
        return new Intervention(null, null, reason, null);
    }

    /** @throws Rejection {@code version_mismatch} if the entity changed since */
    void require(String what, long present) {
        if (version != null && version != present) {
            throw new Rejection(
                    ErrorCode.VERSION_MISMATCH, what + " is at version " + present + " by now, not " + version);
        }
    }
}
