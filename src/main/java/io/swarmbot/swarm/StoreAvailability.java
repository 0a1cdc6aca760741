package io.swarmbot.swarm;

import java.time.Instant;

/**
 * The CDI event that the store stopped answering, or answers again.
 *
 * @param since when it answered last: what this process knows is at least from then
 */
public record StoreAvailability(boolean isAvailable, Instant since) {}
