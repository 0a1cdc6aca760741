package io.swarmbot.swarm;

import org.jspecify.annotations.Nullable;

/**
 * Who steps in, why, and what they believe to step into.
 *
 * @param version the entity's, as they know it; null where they do not mind what happened meanwhile
 */
public record Intervention(
        @Nullable String actor,
        @Nullable String reason,
        @Nullable Long version) {

    /** By nobody in particular, for no reason given. */
    public static final Intervention NONE = new Intervention(null, null, null);

    public Intervention {
        Limits.require("actor", actor, Limits.LINE);
        Limits.require("reason", reason, Limits.LINE);
    }

    static Intervention because(@Nullable String reason) {
        return new Intervention(null, reason, null);
    }

    /** @throws Rejection {@code version_mismatch} where the entity is another by now */
    void require(String what, long present) {
        if (version != null && version != present) {
            throw new Rejection(
                    ErrorCode.VERSION_MISMATCH, what + " is at version " + present + " by now, not " + version);
        }
    }
}
