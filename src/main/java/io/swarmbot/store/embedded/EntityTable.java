package io.swarmbot.store.embedded;

import io.swarmbot.store.EntityRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The newest form of each entity. Confined to the writer. */
final class EntityTable {

    /** Rows that one statement takes: a call into SQLite costs more than a row does. */
    private static final int TOGETHER = 8;

    private static final int COLUMNS = 5;
    private static final String REPLACE = "REPLACE INTO entity (swarm, kind, id, version, json) VALUES ";
    private static final String ROW = "(?, ?, ?, ?, ?)";

    private final PreparedStatement replaceOne;
    private final PreparedStatement replaceSome;
    private final PreparedStatement delete;

    EntityTable(Connection connection) throws SQLException {
        replaceOne = connection.prepareStatement(REPLACE + ROW);
        replaceSome = connection.prepareStatement(REPLACE + (ROW + ", ").repeat(TOGETHER - 1) + ROW);
        delete = connection.prepareStatement("DELETE FROM entity WHERE swarm = ? AND kind = ? AND id = ?");
    }

    /** Each entity is there at most once. */
    void write(KnownLog log, List<EntityRow> entities) throws SQLException {
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
        while (replaced.size() - done >= TOGETHER) {
            done = replace(replaceSome, log, replaced, done, TOGETHER);
        }
        while (done < replaced.size()) {
            done = replace(replaceOne, log, replaced, done, 1);
        }
    }

    private static int replace(PreparedStatement statement, KnownLog log, List<EntityRow> rows, int from, int count)
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
