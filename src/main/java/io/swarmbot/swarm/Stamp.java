package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every event bears, whatever happened.
 *
 * @param swarm whose log it is in
 * @param cursor its place there
 * @param timestamp UTC, whole milliseconds; never decreases within a log. Order is by cursor only
 * @param local whether this replica committed it: of several replicas that all see an event, one acts on it
 * @param actor the person or program that stepped in, where somebody did
 * @param reason why it happened, where that is not what the agent at work wanted
 * @param receipt of the command that it is the last event of, where that bears an idempotency key
 */
public record Stamp(
        String swarm,
        Cursor cursor,
        Instant timestamp,
        boolean local,
        @Nullable String actor,
        @Nullable String reason,
        @Nullable Receipt receipt) {

    public Stamp(String swarm, Cursor cursor, Instant timestamp, boolean local) {
        this(swarm, cursor, timestamp, local, null, null, null);
    }

    public long seq() {
        return cursor.seq();
    }

    Stamp with(Receipt newReceipt) {
        return new Stamp(swarm, cursor, timestamp, local, actor, reason, newReceipt);
    }
}
