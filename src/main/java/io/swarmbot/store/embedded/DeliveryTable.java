package io.swarmbot.store.embedded;

import io.swarmbot.store.DeliveryRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The table of deliveries. Each statement compares and writes at once.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class DeliveryTable {

    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final PreparedStatement delete;
    private final PreparedStatement find;

    DeliveryTable(Connection connection) throws SQLException {
        String same = " WHERE swarm = ? AND receiver = ? AND cursor = ? AND owner = ? AND until = ?";
        insert = connection.prepareStatement("INSERT INTO delivery (cursor, owner, until, swarm, receiver)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        update = connection.prepareStatement("UPDATE delivery SET cursor = ?, owner = ?, until = ?" + same);
        delete = connection.prepareStatement("DELETE FROM delivery" + same);
        find = connection.prepareStatement("SELECT 1 FROM delivery WHERE swarm = ? AND receiver = ?");
    }

    /** False if the row is not as it is known. */
    boolean replace(LogState log, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next)
            throws SQLException {
        if (known == null) {
            return next == null ? !isThere(log, receiver) : add(log, receiver, next);
        }
        PreparedStatement statement = next == null ? delete : update;
        int place = next == null ? 1 : setRow(update, 1, next);
        statement.setLong(place, log.number());
        statement.setString(place + 1, receiver);
        setRow(statement, place + 2, known);
        return statement.executeUpdate() == 1;
    }

    private boolean isThere(LogState log, String receiver) throws SQLException {
        find.setLong(1, log.number());
        find.setString(2, receiver);
        try (ResultSet row = find.executeQuery()) {
            return row.next();
        }
    }

    private boolean add(LogState log, String receiver, DeliveryRow row) throws SQLException {
        int place = setRow(insert, 1, row);
        insert.setLong(place, log.number());
        insert.setString(place + 1, receiver);
        return insert.executeUpdate() == 1;
    }

    /** The place after the row. */
    private static int setRow(PreparedStatement statement, int place, DeliveryRow row) throws SQLException {
        statement.setString(place, row.cursor().toString());
        statement.setString(place + 1, row.owner());
        statement.setLong(place + 2, row.untilMillis());
        return place + 3;
    }
}
