package io.swarmbot.store.embedded;

import io.swarmbot.store.EntityRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of entities, with the newest form of each.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class EntityTable {

    /** One statement writes this many rows, because a call into SQLite costs more than a row. */
    private static final int ROWS_PER_STATEMENT = 8;

    private static final int COLUMNS = 5;
    private static final String REPLACE = "REPLACE INTO entity (swarm, kind, id, version, json) VALUES ";
    private static final String ROW = "(?, ?, ?, ?, ?)";

    private final PreparedStatement replaceOne;
    private final PreparedStatement replaceMany;
    private final PreparedStatement delete;

    EntityTable(Connection connection) throws SQLException {
        replaceOne = connection.prepareStatement(REPLACE + ROW);
        replaceMany = connection.prepareStatement(REPLACE + (ROW + ", ").repeat(ROWS_PER_STATEMENT - 1) + ROW);
        delete = connection.prepareStatement("DELETE FROM entity WHERE swarm = ? AND kind = ? AND id = ?");
    }

    /** Writes or deletes these entities. Each may occur once only. */
    void write(LogState log, List<EntityRow> entities) throws SQLException {
        List<EntityRow> replaced = new ArrayList<>(entities.size());
        for (EntityRow entity : entities) {
            if (!entity.isGone()) {
                replaced.add(entity);
            } else {
                delete.setLong(1, log.number());
                delete.setString(2, entity.kind());
                delete.setString(3, entity.id());
                delete.executeUpdate();
            }
        }
        int done = 0;
        while (replaced.size() - done >= ROWS_PER_STATEMENT) {
            done = replace(replaceMany, log, replaced, done, ROWS_PER_STATEMENT);
        }
        while (done < replaced.size()) {
            done = replace(replaceOne, log, replaced, done, 1);
        }
    }

    /** Writes {@code count} rows, beginning with number {@code from}. Returns the number of the next row. */
    private static int replace(PreparedStatement statement, LogState log, List<EntityRow> rows, int from, int count)
            throws SQLException {
        for (int n = 0; n < count; n++) {
            EntityRow row = rows.get(from + n);
            int column = n * COLUMNS;
            statement.setLong(column + 1, log.number());
            statement.setString(column + 2, row.kind());
            statement.setString(column + 3, row.id());
            statement.setLong(column + 4, row.version());
            statement.setBytes(column + 5, row.json());
        }
        statement.executeUpdate();
        return from + count;
    }
}
