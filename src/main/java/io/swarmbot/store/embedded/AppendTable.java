package io.swarmbot.store.embedded;

import io.swarmbot.store.Append;
import io.swarmbot.store.Cursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The table of appends, of all logs. Each append is one row.
 *
 * <p>Thread-safety: confined to the writer.
 */
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

    /** The cursor of the append's last entry, if the append is in the log and that entry is kept; otherwise null. */
    @Nullable
    Cursor find(LogState log, Append append) throws SQLException {
        long last = append.head().seq();
        if (last > log.head().seq()) {
            return null;
        }
        find.setLong(1, log.number());
        find.setLong(2, last);
        find.setString(3, append.id());
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? new Cursor(row.getString(1), last) : null;
        }
    }

    /** Adds the append at the log's head. {@code packed} are its entries. */
    void insert(LogState log, Append append, byte[] packed) throws SQLException {
        insert.setLong(1, log.number());
        insert.setLong(2, append.expectedHead().seq() + 1);
        insert.setLong(3, append.head().seq());
        insert.setString(4, append.head().epoch());
        insert.setString(5, append.id());
        insert.setLong(6, clock.millis());
        insert.setBytes(7, packed);
        insert.executeUpdate();
        log.advanceTo(append.head());
        log.addBytes(packed.length);
        rows++;
        bytes += packed.length;
    }

    /** How many rows were inserted since the last {@link #resetCounts}. */
    int rows() {
        return rows;
    }

    /** How many bytes of entries were inserted since the last {@link #resetCounts}. */
    long bytes() {
        return bytes;
    }

    void resetCounts() {
        rows = 0;
        bytes = 0;
    }
}
