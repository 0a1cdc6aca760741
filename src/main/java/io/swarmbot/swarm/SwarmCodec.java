package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import java.util.Collection;

/** Turns events and entities into what a store keeps, and back. Thread-safe. */
public interface SwarmCodec {

    /** The event as log entry, written by the given replica. Called once for each event that is appended. */
    LogEntry encode(SwarmEvent event, String writer);

    /** @param local whether this replica wrote it */
    SwarmEvent decode(String swarm, LogEntry entry, boolean local);

    EntityRow encode(Agent agent);

    EntityRow encode(Task task);

    EntityRow encode(Receipt receipt);

    EntityRow encode(SwarmState.Summary summary, long version);

    /** The row that says that the agent is gone. */
    EntityRow agentGone(String id, long version);

    /** The row that says that the task is forgotten. */
    EntityRow taskGone(String id, long version);

    /** The row that says that the receipt is forgotten. */
    EntityRow receiptGone(String key, long version);

    SwarmState decode(String swarm, SwarmLimits limits, Cursor cursor, Collection<EntityRow> rows);
}
