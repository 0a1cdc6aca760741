package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.GapReason;

/** The CDI event that this replica lost its place in a swarm's log and loaded the swarm anew, at {@code head}. */
public record SwarmReset(String swarm, GapReason reason, Cursor head) {}
