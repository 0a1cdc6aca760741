package io.swarmbot.swarm;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import java.util.Collection;

/**
 * Turns events and entities into what a store keeps, and back.
 *
 * <p>Thread-safety: any thread.
 */
public interface SwarmCodec {

    /** Makes the log entry of an event that the given replica writes. Called once for each event that is appended. */
    LogEntry encode(SwarmEvent event, String writer);

    /** The entry as it is if {@link #decode} can read it; otherwise an entry that stands in its place. */
    LogEntry readable(LogEntry entry);

    /** @param local whether this replica wrote it */
    SwarmEvent decode(String swarm, LogEntry entry, boolean local);

    EntityRow encode(Agent agent);

    EntityRow encode(Task task);

    EntityRow encode(Receipt receipt);

    /** @param version the sequence of the newest event of the append that changed it */
    EntityRow encode(SwarmMessage message, long version);

    /** @param version the sequence of the newest event of the append that changed it */
    EntityRow encode(SharedFile file, long version);

    /** @param version the sequence of the newest event of the append that changed it */
    EntityRow encode(AccessToken token, long version);

    EntityRow encode(StoredState.Summary summary, long version);

    /** The row that removes the agent from the store. */
    EntityRow agentGone(String id, long version);

    /** The row that removes the task from the store. */
    EntityRow taskGone(String id, long version);

    /** The row that removes the message from the store. */
    EntityRow messageGone(String id, long version);

    /** The row that removes the file from the store. */
    EntityRow fileGone(String id, long version);

    /** The row that removes the token from the store. */
    EntityRow tokenGone(String id, long version);

    /** The row that removes the receipt from the store. */
    EntityRow receiptGone(String key, long version);

    /**
     * Makes the state at the given cursor from all rows that the store keeps of the swarm. A row that cannot be read is
     * logged, and is in {@link SwarmState#unreadable}.
     *
     * @throws IllegalStateException if there is a row of a kind that this version does not know
     */
    SwarmState decode(String swarm, SwarmLimits limits, Cursor cursor, Collection<EntityRow> rows);
}
