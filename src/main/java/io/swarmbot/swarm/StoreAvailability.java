package io.swarmbot.swarm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The CDI event that the store stopped answering, or answers again.
 *
 * @param since when it answered last: what this process knows is at least from then
 * @param swarm the one whose log alone is concerned, where an append to it is not settled; null for all
 */
public record StoreAvailability(
        boolean isAvailable, Instant since, @Nullable String swarm) {

    /** Of the whole store. */
    public StoreAvailability(boolean isAvailable, Instant since) {
        this(isAvailable, since, null);
    }
}
