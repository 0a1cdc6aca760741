package io.swarmbot.store.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * Deletes what is not to be kept any longer, a little in each transaction: a commit never waits for more of it than a few
 * rows, and what is deleted keeps up with what is appended.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class Trimming {

    /** A log is trimmed once it is over its limit by a part, so that not every append deletes something. */
    private static final int SLACK_PART = 16;

    private static final int MOST_SLACK = 4_096;

    /** What one step may still delete. */
    private static final class Allowance {

        private static final int ROWS = 32;
        private static final long BYTES = 256 * 1024;
        /** Deleted, where there is so much to delete, for each that the transaction appended. */
        private static final int FASTER = 2;

        private int rows;
        private long bytes;

        Allowance(AppendTable appends) {
            rows = Math.max(ROWS, FASTER * appends.rows());
            bytes = Math.max(BYTES, FASTER * appends.bytes());
        }

        boolean isLeft() {
            return rows > 0 && bytes > 0;
        }

        void take(long size) {
            rows--;
            bytes -= size;
        }
    }

    private final LogTable logs;
    private final Clock clock;
    private final int retainedEvents;
    private final Optional<Duration> retainedAge;
    private final PreparedStatement oldestOfLog;
    private final PreparedStatement oldest;
    private final PreparedStatement deleteOfLog;
    private final PreparedStatement deleteUpTo;
    private final PreparedStatement deleteEntities;
    private final PreparedStatement forget;

    private final LinkedHashSet<KnownLog> overfull = new LinkedHashSet<>();
    private final ArrayDeque<Long> deleted = new ArrayDeque<>();
    private boolean isAgeDue;

    Trimming(Connection connection, LogTable logs, EmbeddedSettings settings, Clock clock) throws SQLException {
        this.logs = logs;
        this.clock = clock;
        this.retainedEvents = settings.retainedEvents();
        this.retainedAge = settings.retainedAge();
        oldestOfLog = connection.prepareStatement(
                "SELECT last, length(entries) FROM append WHERE swarm = ? AND last <= ? ORDER BY last LIMIT ?");
        deleteOfLog = connection.prepareStatement("DELETE FROM append WHERE swarm = ? AND last <= ?");
        oldest = connection.prepareStatement(
                "SELECT place, swarm, last, length(entries), appended_at FROM append ORDER BY place LIMIT ?");
        deleteUpTo = connection.prepareStatement("DELETE FROM append WHERE place <= ?");
        deleteEntities = connection.prepareStatement("DELETE FROM entity WHERE swarm = ? ORDER BY kind, id LIMIT ?");
        forget = connection.prepareStatement("DELETE FROM deleted_swarm WHERE number = ?");
        logs.all().forEach(this::grew);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM deleted_swarm")) {
            while (row.next()) {
                deleted.add(row.getLong(1));
            }
        }
    }

    void grew(KnownLog log) {
        if (log.kept() > retainedEvents + Math.min(MOST_SLACK, retainedEvents / SLACK_PART)) {
            overfull.add(log);
        }
    }

    void deleted(KnownLog log) {
        overfull.remove(log);
        deleted.add(log.number());
    }

    /** Time went by. */
    void tick() {
        isAgeDue = retainedAge.isPresent();
    }

    boolean isDue() {
        return isAgeDue || !overfull.isEmpty() || !deleted.isEmpty();
    }

    /** Deletes a little of what is due, in the transaction that appended what {@code appends} counted. */
    void step(AppendTable appends) throws SQLException {
        Allowance allowance = new Allowance(appends);
        appends.counted();
        for (Iterator<KnownLog> full = overfull.iterator(); allowance.isLeft() && full.hasNext(); ) {
            KnownLog log = full.next();
            log.trimmedTo(trim(log.number(), log.head().seq() - retainedEvents, allowance, log.tail()));
            if (allowance.isLeft()) {
                full.remove();
            }
        }
        if (isAgeDue && allowance.isLeft()) {
            expire(allowance);
            isAgeDue = !allowance.isLeft();
        }
        if (!deleted.isEmpty() && allowance.isLeft()) {
            sweep(deleted.element(), allowance);
        }
    }

    /**
     * Deletes the oldest rows of a log, of those that end at the limit or before it; all of them where something of the
     * allowance is left.
     *
     * @return the sequence before what is left
     */
    private long trim(long swarm, long limit, Allowance allowance, long tail) throws SQLException {
        long upTo = tail;
        oldestOfLog.setLong(1, swarm);
        oldestOfLog.setLong(2, limit);
        oldestOfLog.setInt(3, allowance.rows);
        try (ResultSet row = oldestOfLog.executeQuery()) {
            while (allowance.isLeft() && row.next()) {
                upTo = row.getLong(1);
                allowance.take(row.getLong(2));
            }
        }
        if (upTo > tail) {
            deleteOfLog.setLong(1, swarm);
            deleteOfLog.setLong(2, upTo);
            deleteOfLog.executeUpdate();
        }
        return upTo;
    }

    /** Deletes the oldest rows, of whatever log, that are too old. */
    private void expire(Allowance allowance) throws SQLException {
        long newest = clock.millis() - retainedAge.orElseThrow().toMillis();
        long upTo = 0;
        oldest.setInt(1, allowance.rows);
        try (ResultSet row = oldest.executeQuery()) {
            while (allowance.isLeft() && row.next() && row.getLong(5) <= newest) {
                upTo = row.getLong(1);
                allowance.take(row.getLong(4));
                KnownLog log = logs.numbered(row.getLong(2));
                if (log != null) {
                    log.trimmedTo(row.getLong(3));
                    if (log.kept() == 0) {
                        logs.emptied(log);
                    }
                }
            }
        }
        if (upTo > 0) {
            deleteUpTo.setLong(1, upTo);
            deleteUpTo.executeUpdate();
        }
    }

    /** Deletes some rows of a swarm that is no more. */
    private void sweep(long swarm, Allowance allowance) throws SQLException {
        trim(swarm, Long.MAX_VALUE, allowance, 0);
        if (!allowance.isLeft()) {
            return;
        }
        deleteEntities.setLong(1, swarm);
        deleteEntities.setInt(2, allowance.rows);
        if (deleteEntities.executeUpdate() < allowance.rows) {
            forget.setLong(1, swarm);
            forget.executeUpdate();
            deleted.remove();
        }
    }
}
