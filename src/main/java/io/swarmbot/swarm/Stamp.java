package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every event carries, whatever happened.
 *
 * @param swarm the swarm in whose log the event is
 * @param cursor the place of the event in the log
 * @param timestamp UTC, whole milliseconds; never decreases within a log. Events are ordered by cursor only.
 * @param local whether this replica committed the event. Each event is local to exactly one of the replicas that see
 *     it.
 * @param actor the person or program that intervened; null if nobody did
 * @param via the program that acted for the actor; null if the actor did it itself
 * @param reason why it happened, if the agent that works on the task did not cause it
 * @param receipt of the command, if this is the last event of a command with an idempotency key
 * @param traceparent of the command, if this is the last event of a command that belongs to a trace; as W3C Trace
 *     Context has it
 */
public record Stamp(
        String swarm,
        Cursor cursor,
        Instant timestamp,
        boolean local,
        @Nullable String actor,
        @Nullable String via,
        @Nullable String reason,
        @Nullable Receipt receipt,
        @Nullable String traceparent) {

    public Stamp(String swarm, Cursor cursor, Instant timestamp, boolean local) {
        this(swarm, cursor, timestamp, local, null, null, null, null, null);
    }

    /** The stamp of an event that this replica is about to commit. */
    public static Stamp ofThisReplica(
            String swarm,
            Cursor cursor,
            Instant timestamp,
            @Nullable String actor,
            @Nullable String via,
            @Nullable String reason) {
        return new Stamp(swarm, cursor, timestamp, true, actor, via, reason, null, null);
    }

    public long seq() {
        return cursor.seq();
    }

    public Stamp with(Receipt newReceipt) {
        return new Stamp(swarm, cursor, timestamp, local, actor, via, reason, newReceipt, traceparent);
    }

    public Stamp tracedBy(String newTraceparent) {
        return new Stamp(swarm, cursor, timestamp, local, actor, via, reason, receipt, newTraceparent);
    }
}
