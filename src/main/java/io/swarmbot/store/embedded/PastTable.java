package io.swarmbot.store.embedded;

import io.swarmbot.store.EntityRow;
import io.swarmbot.store.SwarmStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables of earlier places of the logs. When an entity changes for the first time after a place, the form that it
 * had there is copied. So a place costs what changed after it, and not all entities.
 *
 * <p>An earlier version of the service may have written to the database meanwhile, and copied nothing. So a place also
 * says up to where every append copied what it changed.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class PastTable {

    /** The places of one log. */
    private static final class Places {

        private long oldest;
        private long newest;
        private long covered;

        Places(long oldest, long newest, long covered) {
            this.oldest = oldest;
            this.newest = newest;
            this.covered = covered;
        }
    }

    private final Map<Long, Places> places = new HashMap<>();
    private final PreparedStatement begin;
    private final PreparedStatement copy;
    private final PreparedStatement cover;
    private final PreparedStatement deletePlaces;
    private final PreparedStatement deleteEntities;
    private final PreparedStatement oldest;

    PastTable(Connection connection) throws SQLException {
        begin = connection.prepareStatement("INSERT INTO past_place (swarm, seq, covered) VALUES (?, ?, ?)");
        copy = connection.prepareStatement("INSERT OR IGNORE INTO past_entity (swarm, place, kind, id, version, json)"
                + " SELECT swarm, ?, kind, id, version, json FROM entity"
                + " WHERE swarm = ? AND kind = ? AND id = ? AND version <= ?");
        cover = connection.prepareStatement("UPDATE past_place SET covered = ? WHERE swarm = ? AND seq = ?");
        deletePlaces = connection.prepareStatement("DELETE FROM past_place WHERE swarm = ? AND seq < ?");
        deleteEntities = connection.prepareStatement(
                "DELETE FROM past_entity WHERE swarm = ? AND place < ? ORDER BY place, kind, id LIMIT ?");
        oldest = connection.prepareStatement("SELECT min(seq) FROM past_place WHERE swarm = ?");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT swarm, min(seq), max(seq), max(covered) FROM past_place GROUP BY swarm")) {
            while (row.next()) {
                places.put(row.getLong(1), new Places(row.getLong(2), row.getLong(3), row.getLong(4)));
            }
        }
    }

    /** Keeps what these entities are, before they are written anew as part of an append at the log's head. */
    void keep(LogState log, List<EntityRow> changed) throws SQLException {
        long head = log.head().seq();
        Places known = places.get(log.number());
        if (known != null && known.covered != head) {
            forget(log.number());
            known = null;
        }
        if (known == null || head - known.newest >= SwarmStore.PAST_EVERY) {
            known = begin(log.number(), head, known);
        }
        copy.setLong(1, known.newest);
        copy.setLong(2, log.number());
        copy.setLong(5, known.newest);
        for (EntityRow row : changed) {
            copy.setString(3, row.kind());
            copy.setString(4, row.id());
            copy.executeUpdate();
        }
    }

    /** The append that {@link #keep} was called for has moved the log's head. */
    void cover(LogState log) throws SQLException {
        Places known = places.get(log.number());
        if (known != null) {
            known.covered = log.head().seq();
            cover.setLong(1, known.covered);
            cover.setLong(2, log.number());
            cover.setLong(3, known.newest);
            cover.executeUpdate();
        }
    }

    /** Whether there are places from before that sequence. */
    boolean hasPlacesBefore(LogState log, long tail) {
        Places known = places.get(log.number());
        return known != null && known.oldest < tail;
    }

    /**
     * Deletes what is known of places before that sequence, at most so many entities.
     *
     * @return whether that was all
     */
    boolean deleteBefore(LogState log, long tail, TrimAllowance allowance) throws SQLException {
        if (!deleteEntitiesBefore(log.number(), tail, allowance)) {
            return false;
        }
        deletePlaces.setLong(1, log.number());
        deletePlaces.setLong(2, tail);
        deletePlaces.executeUpdate();
        oldest.setLong(1, log.number());
        try (ResultSet row = oldest.executeQuery()) {
            Places known = places.get(log.number());
            if (known != null && row.next()) {
                if (row.getObject(1) == null) {
                    places.remove(log.number());
                } else {
                    known.oldest = row.getLong(1);
                }
            }
        }
        return true;
    }

    /** Deletes everything of a swarm that is deleted. The same otherwise. */
    boolean deleteAll(long swarm, TrimAllowance allowance) throws SQLException {
        if (!deleteEntitiesBefore(swarm, Long.MAX_VALUE, allowance)) {
            return false;
        }
        forget(swarm);
        return true;
    }

    private boolean deleteEntitiesBefore(long swarm, long tail, TrimAllowance allowance) throws SQLException {
        deleteEntities.setLong(1, swarm);
        deleteEntities.setLong(2, tail);
        deleteEntities.setInt(3, allowance.rows());
        int deleted = deleteEntities.executeUpdate();
        boolean isAll = deleted < allowance.rows();
        for (int n = 0; n < deleted; n++) {
            allowance.take(0);
        }
        return isAll;
    }

    private Places begin(long swarm, long head, @Nullable Places known) throws SQLException {
        begin.setLong(1, swarm);
        begin.setLong(2, head);
        begin.setLong(3, head);
        begin.executeUpdate();
        Places next = known == null ? new Places(head, head, head) : known;
        next.newest = head;
        places.put(swarm, next);
        return next;
    }

    /** Without its places, nobody reads what is left of them. {@link #deleteBefore} deletes that later. */
    private void forget(long swarm) throws SQLException {
        deletePlaces.setLong(1, swarm);
        deletePlaces.setLong(2, Long.MAX_VALUE);
        deletePlaces.executeUpdate();
        places.remove(swarm);
    }
}
