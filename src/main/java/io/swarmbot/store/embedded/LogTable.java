package io.swarmbot.store.embedded;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.Lineage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables of swarms and of past epochs, and the state of each log in memory.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class LogTable {

    private final Map<String, LogState> byName = new HashMap<>();
    private final Map<Long, LogState> byNumber = new HashMap<>();
    private final PreparedStatement insert;
    private final PreparedStatement markDeleted;
    private final PreparedStatement deleteEpochs;
    private final PreparedStatement delete;
    private final PreparedStatement endEpoch;
    private final PreparedStatement beginEpoch;
    private final PreparedStatement setBase;

    LogTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement(
                "INSERT INTO swarm (name, epoch, base, format) VALUES (?, ?, 0, ?)" + " RETURNING number");
        markDeleted = connection.prepareStatement("INSERT INTO deleted_swarm (number) VALUES (?)");
        deleteEpochs = connection.prepareStatement("DELETE FROM past_epoch WHERE swarm = ?");
        delete = connection.prepareStatement("DELETE FROM swarm WHERE number = ?");
        endEpoch = connection.prepareStatement("INSERT INTO past_epoch (swarm, epoch, last) VALUES (?, ?, ?)");
        beginEpoch = connection.prepareStatement("UPDATE swarm SET epoch = ? WHERE number = ?");
        setBase = connection.prepareStatement("UPDATE swarm SET base = ? WHERE number = ?");
        load(connection);
    }

    @Nullable
    LogState named(String name) {
        return byName.get(name);
    }

    @Nullable
    LogState numbered(long number) {
        return byNumber.get(number);
    }

    Collection<LogState> all() {
        return byName.values();
    }

    void create(String name, String epoch) throws SQLException {
        insert.setString(1, name);
        insert.setString(2, epoch);
        insert.setInt(3, PackedEntries.FORMAT);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            add(new LogState(row.getLong(1), name, PackedEntries.FORMAT, Lineage.of(new Cursor(epoch, 0)), 0));
        }
    }

    /** Removes the swarm at once. {@link Trimming} deletes the rows of its log and entities later, in small steps. */
    void delete(LogState log) throws SQLException {
        for (PreparedStatement statement : List.of(markDeleted, deleteEpochs, delete)) {
            statement.setLong(1, log.number());
            statement.executeUpdate();
        }
        byName.remove(log.name());
        byNumber.remove(log.number());
    }

    /** Begins a new epoch of every log. */
    void beginEpochs(Epochs epochs) throws SQLException {
        for (LogState log : all()) {
            endEpoch.setLong(1, log.number());
            endEpoch.setString(2, log.head().epoch());
            endEpoch.setLong(3, log.head().seq());
            endEpoch.executeUpdate();
            log.beginEpoch(epochs.next());
            beginEpoch.setString(1, log.head().epoch());
            beginEpoch.setLong(2, log.number());
            beginEpoch.executeUpdate();
        }
    }

    /** Stores the log's head. Call this if the log keeps no entry any more: then nothing else says where it is. */
    void saveHead(LogState log) throws SQLException {
        setBase.setLong(1, log.head().seq());
        setBase.setLong(2, log.number());
        setBase.executeUpdate();
    }

    private void load(Connection connection) throws SQLException {
        Map<Long, List<Cursor>> ends = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT swarm, epoch, last FROM past_epoch ORDER BY place")) {
            while (row.next()) {
                ends.computeIfAbsent(row.getLong(1), number -> new ArrayList<>())
                        .add(new Cursor(row.getString(2), row.getLong(3)));
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number, name, epoch, base, format,"
                        + " (SELECT max(last) FROM append WHERE swarm = number),"
                        + " (SELECT first - 1 FROM append WHERE swarm = number ORDER BY last LIMIT 1) FROM swarm")) {
            while (row.next()) {
                long number = row.getLong(1);
                long head = Math.max(row.getLong(4), row.getLong(6));
                long tail = row.getObject(7) == null ? head : row.getLong(7);
                Cursor cursor = new Cursor(row.getString(3), head);
                List<Cursor> past = Optional.ofNullable(ends.get(number)).orElse(List.of());
                add(new LogState(number, row.getString(2), row.getInt(5), new Lineage(past, cursor), tail));
            }
        }
    }

    private void add(LogState log) {
        byName.put(log.name(), log);
        byNumber.put(log.number(), log);
    }
}
