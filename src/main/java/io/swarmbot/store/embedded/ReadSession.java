package io.swarmbot.store.embedded;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.Lineage;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.PastRows;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmImage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that reads. Each call sees one committed state of the database.
 *
 * <p>Thread-safety: one thread at a time.
 */
final class ReadSession implements AutoCloseable {

    private record Found(long number, Lineage lineage) {}

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement names;
    private final PreparedStatement swarm;
    private final PreparedStatement ends;
    private final PreparedStatement appends;
    private final PreparedStatement entities;

    ReadSession(Database database) throws SQLException {
        connection = database.open(Database.Use.READ);
        try {
            begin = connection.prepareStatement("BEGIN");
            commit = connection.prepareStatement("COMMIT");
            names = connection.prepareStatement("SELECT name FROM swarm ORDER BY name");
            swarm = connection.prepareStatement("SELECT number, epoch, base,"
                    + " (SELECT max(last) FROM append WHERE swarm = number) FROM swarm WHERE name = ?");
            ends = connection.prepareStatement("SELECT epoch, last FROM past_epoch WHERE swarm = ? ORDER BY place");
            appends = connection.prepareStatement(
                    "SELECT first, epoch, entries FROM append WHERE swarm = ? AND last > ? ORDER BY last");
            entities = connection.prepareStatement("SELECT kind, id, version, json FROM entity WHERE swarm = ?");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The names of all swarms, in order. */
    List<String> names() throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet row = names.executeQuery()) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }

    /** The swarm's entities at its head; empty if there is no such swarm. */
    Optional<SwarmImage> image(String name) throws SQLException {
        begin.execute();
        Found found = find(name);
        Optional<SwarmImage> image = Optional.empty();
        if (found != null) {
            image = Optional.of(new SwarmImage(found.lineage().head(), entitiesOf(found.number())));
        }
        commit.execute();
        return image;
    }

    /**
     * The swarm's entities at the newest place that is kept and not behind that sequence; empty if there is none, or
     * not the tables yet.
     */
    Optional<SwarmImage> pastImage(String name, long seq) throws SQLException {
        if (!hasTable("past_place") || !hasTable("past_entity")) {
            return Optional.empty();
        }
        begin.execute();
        Found found = find(name);
        Optional<SwarmImage> image = Optional.empty();
        if (found != null) {
            Cursor head = found.lineage().head();
            Long place = placeBefore(found.number(), head.seq(), seq);
            if (place != null) {
                image = Optional.of(pastRowsOf(found.number(), place).image(head.epoch()));
            }
        }
        commit.execute();
        return image;
    }

    /**
     * The newest place that is not behind that sequence; null if the log does not keep every entry after it, or an
     * append did not keep what it changed.
     */
    private @Nullable Long placeBefore(long number, long head, long seq) throws SQLException {
        try (PreparedStatement places = connection.prepareStatement("SELECT max(seq) FROM past_place WHERE swarm = ?1"
                + " AND seq <= ?2"
                + " AND seq >= ifnull((SELECT first - 1 FROM append WHERE swarm = ?1 ORDER BY last LIMIT 1), ?3)"
                + " AND (SELECT max(covered) FROM past_place WHERE swarm = ?1) = ?3")) {
            places.setLong(1, number);
            places.setLong(2, seq);
            places.setLong(3, head);
            ResultSet row = places.executeQuery();
            row.next();
            return row.getObject(1) == null ? null : row.getLong(1);
        }
    }

    /** What did not change after the place, and what changed as it was there. */
    private PastRows pastRowsOf(long number, long place) throws SQLException {
        PastRows found = new PastRows(place);
        for (String rows : List.of(
                "entity WHERE swarm = ?1 AND version <= ?2",
                "past_entity WHERE swarm = ?1 AND place >= ?2 AND version <= ?2 ORDER BY place DESC")) {
            try (PreparedStatement query = connection.prepareStatement("SELECT kind, id, version, json FROM " + rows)) {
                query.setLong(1, number);
                query.setLong(2, place);
                rowsOf(query).forEach(found::add);
            }
        }
        return found;
    }

    /** When things of the swarm were used last, by name; empty if there is no such swarm, or not the table yet. */
    Map<String, Instant> uses(String name) throws SQLException {
        Map<String, Instant> found = new HashMap<>();
        if (!hasTable("last_use")) {
            return found;
        }
        try (PreparedStatement lastUses = connection.prepareStatement("SELECT last_use.name, used_at FROM last_use"
                + " JOIN swarm ON swarm.number = last_use.swarm WHERE swarm.name = ?")) {
            lastUses.setString(1, name);
            ResultSet row = lastUses.executeQuery();
            while (row.next()) {
                found.put(row.getString(1), Instant.ofEpochMilli(row.getLong(2)));
            }
        }
        return found;
    }

    /** The swarm's rows of deliveries, by receiver; empty if there is no such swarm, or not the table yet. */
    Map<String, DeliveryRow> deliveries(String name) throws SQLException {
        Map<String, DeliveryRow> found = new HashMap<>();
        if (!hasTable("delivery")) {
            return found;
        }
        try (PreparedStatement deliveries = connection.prepareStatement("SELECT receiver, cursor, owner, until"
                + " FROM delivery JOIN swarm ON swarm.number = delivery.swarm WHERE swarm.name = ?")) {
            deliveries.setString(1, name);
            ResultSet row = deliveries.executeQuery();
            while (row.next()) {
                Cursor cursor = Cursor.parse(row.getString(2)).orElseThrow();
                found.put(row.getString(1), new DeliveryRow(cursor, row.getString(3), row.getLong(4)));
            }
        }
        return found;
    }

    /** The writer adds tables, so one is missing if a store of an earlier version could not be written yet. */
    private boolean hasTable(String name) throws SQLException {
        try (PreparedStatement tables = connection.prepareStatement("SELECT 1 FROM sqlite_schema WHERE name = ?")) {
            tables.setString(1, name);
            ResultSet row = tables.executeQuery();
            return row.next();
        }
    }

    /** @throws NoSuchSwarmException if there is no such swarm */
    ReadResult page(String name, Cursor after, PageLimit limit) throws SQLException {
        begin.execute();
        Found found = find(name);
        ReadResult result = found == null ? null : page(found, after, limit);
        commit.execute();
        if (result == null) {
            throw new NoSuchSwarmException(name);
        }
        return result;
    }

    private @Nullable Found find(String name) throws SQLException {
        swarm.setString(1, name);
        try (ResultSet row = swarm.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            long number = row.getLong(1);
            Cursor head = new Cursor(row.getString(2), Math.max(row.getLong(3), row.getLong(4)));
            return new Found(number, new Lineage(endsOf(number), head));
        }
    }

    private List<Cursor> endsOf(long number) throws SQLException {
        List<Cursor> found = new ArrayList<>();
        ends.setLong(1, number);
        try (ResultSet row = ends.executeQuery()) {
            while (row.next()) {
                found.add(new Cursor(row.getString(1), row.getLong(2)));
            }
        }
        return found;
    }

    private List<EntityRow> entitiesOf(long number) throws SQLException {
        entities.setLong(1, number);
        return rowsOf(entities);
    }

    private static List<EntityRow> rowsOf(PreparedStatement query) throws SQLException {
        List<EntityRow> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(new EntityRow(row.getString(1), row.getString(2), row.getLong(3), row.getBytes(4)));
            }
        }
        return found;
    }

    private ReadResult page(Found log, Cursor after, PageLimit limit) throws SQLException {
        Cursor head = log.lineage().head();
        Optional<Gap> gap = log.lineage().gapAfter(after);
        if (gap.isPresent()) {
            return gap.get();
        }
        List<LogEntry> page = new ArrayList<>();
        if (after.seq() == head.seq()) {
            return new Page(page, head);
        }
        appends.setLong(1, log.number());
        appends.setLong(2, after.seq());
        try (ResultSet row = appends.executeQuery()) {
            long bytes = 0;
            while (row.next()) {
                Cursor first = new Cursor(row.getString(2), row.getLong(1));
                if (page.isEmpty() && first.seq() > after.seq() + 1) {
                    break;
                }
                for (LogEntry entry : PackedEntries.unpack(row.getBytes(3), first)) {
                    if (entry.seq() <= after.seq()) {
                        continue;
                    }
                    bytes += entry.footprint();
                    if (page.size() == limit.entries() || (!page.isEmpty() && bytes > limit.bytes())) {
                        return new Page(page, head);
                    }
                    page.add(entry);
                }
            }
        }
        return page.isEmpty() ? new Gap(GapReason.EXPIRED, head) : new Page(page, head);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
