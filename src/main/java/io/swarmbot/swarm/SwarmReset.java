package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.GapReason;

/**
 * The CDI event that this replica lost its place in a swarm's log and loaded the swarm anew, at {@code head}.
 *
 * @param shared the last sequence up to which the log that this replica knew is the one that there is: who has not read
 *     further has missed nothing and seen nothing that was lost
 */
public record SwarmReset(String swarm, GapReason reason, Cursor head, long shared) {}
