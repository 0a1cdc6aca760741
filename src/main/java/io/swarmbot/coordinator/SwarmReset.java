package io.swarmbot.coordinator;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.GapReason;

/**
 * The CDI event that this replica lost its place in a swarm's log and loaded the swarm anew, at {@code head}.
 *
 * @param shared up to this sequence the log that this replica knew is the log that there is: a reader that has not read
 *     further has missed nothing and has seen nothing that was lost
 */
public record SwarmReset(String swarm, GapReason reason, Cursor head, long shared) implements Notice {}
