package io.swarmbot.coordinator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The CDI event that the store stopped answering, or answers again.
 *
 * @param since when it answered last: what this process knows is not older than that
 * @param swarm the only swarm that is concerned, because the outcome of an append to it is not known; null for all
 *     swarms
 */
public record StoreAvailability(
        boolean isAvailable, Instant since, @Nullable String swarm) implements Notice {

    /** About the whole store. */
    public StoreAvailability(boolean isAvailable, Instant since) {
        this(isAvailable, since, null);
    }
}
