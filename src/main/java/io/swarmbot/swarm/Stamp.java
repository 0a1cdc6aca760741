package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;

/**
 * What every event bears, whatever happened.
 *
 * @param swarm whose log it is in
 * @param cursor its place there
 * @param timestamp UTC, whole milliseconds; never decreases within a log. Order is by cursor only
 * @param local whether this replica committed it: of several replicas that all see an event, one acts on it
 */
public record Stamp(String swarm, Cursor cursor, Instant timestamp, boolean local) {

    public long seq() {
        return cursor.seq();
    }
}
