package io.swarmbot.store.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * The table of last uses.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class LastUseTable {

    private final Clock clock;
    private final PreparedStatement note;
    private final PreparedStatement forget;

    LastUseTable(Connection connection, Clock clock) throws SQLException {
        this.clock = clock;
        note = connection.prepareStatement("INSERT INTO last_use (swarm, name, used_at) VALUES (?, ?, ?)"
                + " ON CONFLICT DO UPDATE SET used_at = excluded.used_at"
                + " WHERE excluded.used_at > used_at OR used_at > ?");
        forget = connection.prepareStatement("DELETE FROM last_use WHERE swarm = ? AND name = ?");
    }

    void note(LogState log, Map<String, Instant> uses) throws SQLException {
        for (Map.Entry<String, Instant> use : uses.entrySet()) {
            note.setLong(1, log.number());
            note.setString(2, use.getKey());
            note.setLong(3, use.getValue().toEpochMilli());
            note.setLong(4, clock.millis());
            note.executeUpdate();
        }
    }

    void forget(LogState log, Collection<String> names) throws SQLException {
        for (String name : names) {
            forget.setLong(1, log.number());
            forget.setString(2, name);
            forget.executeUpdate();
        }
    }
}
