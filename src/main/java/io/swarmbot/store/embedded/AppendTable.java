package io.swarmbot.store.embedded;

import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The appends of all logs, one row each. Confined to the writer. */
final class AppendTable {

    private final Clock clock;
    private final PreparedStatement insert;
    private final PreparedStatement find;
    private int rows;
    private long bytes;

    AppendTable(Connection connection, Clock clock) throws SQLException {
        this.clock = clock;
        insert = connection.prepareStatement(
                "INSERT INTO append (swarm, first, last, epoch, batch, appended_at, entries)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)");
        find = connection.prepareStatement("SELECT epoch FROM append WHERE swarm = ? AND last = ? AND batch = ?");
    }

    /** Where the batch ended, if it is in the log and its last entry is kept. */
    @Nullable
    Cursor find(KnownLog log, Batch batch) throws SQLException {
        long last = batch.head().seq();
        if (last > log.head().seq()) {
            return null;
        }
        find.setLong(1, log.number());
        find.setLong(2, last);
        find.setString(3, batch.id());
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? new Cursor(row.getString(1), last) : null;
        }
    }

    void insert(KnownLog log, Batch batch, byte[] packed) throws SQLException {
        insert.setLong(1, log.number());
        insert.setLong(2, batch.expectedHead().seq() + 1);
        insert.setLong(3, batch.head().seq());
        insert.setString(4, batch.head().epoch());
        insert.setString(5, batch.id());
        insert.setLong(6, clock.millis());
        insert.setBytes(7, packed);
        insert.executeUpdate();
        log.grewTo(batch.head());
        rows++;
        bytes += packed.length;
    }

    /** Rows that were inserted since the last {@link #counted}. */
    int rows() {
        return rows;
    }

    /** Bytes of entries in them. */
    long bytes() {
        return bytes;
    }

    void counted() {
        rows = 0;
        bytes = 0;
    }
}
