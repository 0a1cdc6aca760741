package io.swarmbot.store.embedded;

import io.swarmbot.store.Retention;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deletes old entries and the rows of deleted swarms, a few rows in each transaction.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class Trimming {

    // A log is trimmed once it is over its limit by a sixteenth, so that not every append deletes something.
    private static final int SLACK_DIVISOR = 16;
    private static final int MAX_SLACK = 4_096;
    /**
     * Half of the largest number: bytes that were not counted may be below zero, and their difference must not
     * overflow.
     */
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    private final LogTable logs;
    private final PastTable past;
    private final Clock clock;
    private final EmbeddedSettings settings;
    private final PreparedStatement oldestOfLog;
    private final PreparedStatement oldest;
    private final PreparedStatement oldestOfOther;
    private final PreparedStatement find;
    private final PreparedStatement deleteOfLog;
    private final PreparedStatement deleteUpTo;
    private final PreparedStatement deleteEntities;
    private final PreparedStatement deleteUses;
    private final PreparedStatement deleteDeliveries;
    private final PreparedStatement forget;

    private final LinkedHashSet<LogState> overfull = new LinkedHashSet<>();
    /** They have places from before their tail. */
    private final LinkedHashSet<LogState> withOldPlaces = new LinkedHashSet<>();

    private final ArrayDeque<Long> deletedSwarms = new ArrayDeque<>();
    private boolean isAgeDue;
    /**
     * Up to this place, only appends of logs with a retention of their own are left. The append at this place is there,
     * so new ones come after it. 0 if that is not so of any place.
     */
    private long expiredUpTo;

    Trimming(Connection connection, LogTable logs, PastTable past, EmbeddedSettings settings, Clock clock)
            throws SQLException {
        this.logs = logs;
        this.past = past;
        this.clock = clock;
        this.settings = settings;
        oldestOfLog = connection.prepareStatement(
                "SELECT last, length(entries) FROM append WHERE swarm = ? AND last <= ? ORDER BY last LIMIT ?");
        deleteOfLog = connection.prepareStatement("DELETE FROM append WHERE swarm = ? AND last <= ?");
        oldest = connection.prepareStatement(
                "SELECT place, swarm, last, length(entries), appended_at FROM append WHERE place > ?"
                        + " ORDER BY place LIMIT ?");
        deleteUpTo = connection.prepareStatement("DELETE FROM append WHERE place > ? AND place <= ?"
                + " AND swarm NOT IN (SELECT number FROM swarm WHERE name IN ("
                + placeholders(settings.others().size())
                + "))");
        find = connection.prepareStatement("SELECT 1 FROM append WHERE place = ?");
        oldestOfOther = connection.prepareStatement(
                "SELECT last, length(entries), appended_at FROM append WHERE swarm = ? ORDER BY last LIMIT ?");
        deleteEntities = connection.prepareStatement("DELETE FROM entity WHERE swarm = ? ORDER BY kind, id LIMIT ?");
        deleteUses = connection.prepareStatement("DELETE FROM last_use WHERE swarm = ?");
        deleteDeliveries = connection.prepareStatement("DELETE FROM delivery WHERE swarm = ?");
        forget = connection.prepareStatement("DELETE FROM deleted_swarm WHERE number = ?");
        if (settings.areAnyBytesLimited()) {
            countBytes(connection);
        }
        logs.all().forEach(this::checkSize);
        logs.all().forEach(this::checkPlaces);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM deleted_swarm")) {
            while (row.next()) {
                deletedSwarms.add(row.getLong(1));
            }
        }
    }

    private static String placeholders(int number) {
        return String.join(", ", Collections.nCopies(number, "?"));
    }

    /** Reads no entry, but a row of each append, so it is done only if it is needed. */
    private void countBytes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT swarm, sum(length(entries)) FROM append GROUP BY swarm")) {
            while (row.next()) {
                LogState log = logs.numbered(row.getLong(1));
                if (log != null) {
                    log.addBytes(row.getLong(2));
                }
            }
        }
    }

    /** Notes the log for trimming if it keeps too many entries. Call this after each append. */
    void checkSize(LogState log) {
        int events = settings.retentionOf(log.name()).events();
        if (log.kept() > events + Math.min(MAX_SLACK, events / SLACK_DIVISOR)
                || excessBytes(log) > retainedBytes(log) / SLACK_DIVISOR) {
            overfull.add(log);
        }
    }

    private void checkPlaces(LogState log) {
        if (past.hasPlacesBefore(log, log.tail())) {
            withOldPlaces.add(log);
        }
    }

    private long excessBytes(LogState log) {
        return log.bytes() - retainedBytes(log);
    }

    private long retainedBytes(LogState log) {
        return settings.retentionOf(log.name()).bytes().orElse(NO_LIMIT);
    }

    /** Lets the next steps delete entries that became too old. Call this from time to time. */
    void checkAge() {
        isAgeDue = settings.isAnyAged();
    }

    /** Lets the next steps delete all rows of this log. Call this if its swarm was deleted. */
    void addDeleted(LogState log) {
        overfull.remove(log);
        withOldPlaces.remove(log);
        deletedSwarms.add(log.number());
    }

    boolean isDue() {
        return isAgeDue || !overfull.isEmpty() || !withOldPlaces.isEmpty() || !deletedSwarms.isEmpty();
    }

    /** Deletes a part of what is due, within the open transaction. {@code appends} says how much it appended. */
    void step(AppendTable appends) throws SQLException {
        TrimAllowance allowance = new TrimAllowance(appends.rows(), appends.bytes());
        appends.resetCounts();
        for (Iterator<LogState> logsLeft = overfull.iterator(); allowance.isLeft() && logsLeft.hasNext(); ) {
            LogState log = logsLeft.next();
            long tooMany = log.head().seq() - settings.retentionOf(log.name()).events();
            Deleted deleted = excessBytes(log) > 0
                    ? deleteOldest(log.number(), log.head().seq() - 1, tooMany, excessBytes(log), allowance)
                    : deleteOldest(log.number(), tooMany, tooMany, 0, allowance);
            if (deleted.rows() > 0) {
                log.trimTo(deleted.upTo(), deleted.bytes());
                checkPlaces(log);
            }
            if (allowance.isLeft()) {
                logsLeft.remove();
            }
        }
        if (isAgeDue && allowance.isLeft()) {
            deleteExpired(allowance);
            for (Map.Entry<String, Retention> other : settings.others().entrySet()) {
                deleteExpired(logs.named(other.getKey()), other.getValue(), allowance);
            }
            isAgeDue = !allowance.isLeft();
        }
        for (Iterator<LogState> logsLeft = withOldPlaces.iterator(); allowance.isLeft() && logsLeft.hasNext(); ) {
            LogState log = logsLeft.next();
            if (past.deleteBefore(log, log.tail(), allowance)) {
                logsLeft.remove();
            }
        }
        if (!deletedSwarms.isEmpty() && allowance.isLeft()) {
            deleteSwarmRows(deletedSwarms.element(), allowance);
        }
        if (expiredUpTo > 0 && !isThere(expiredUpTo)) {
            // SQLite may use the places up to there again.
            expiredUpTo = 0;
        }
    }

    private boolean isThere(long place) throws SQLException {
        find.setLong(1, place);
        try (ResultSet row = find.executeQuery()) {
            return row.next();
        }
    }

    /** What was deleted of a log: {@code rows} up to the sequence {@code upTo}. */
    private record Deleted(int rows, long upTo, long bytes) {}

    /**
     * Deletes the oldest rows of a log that end at {@code tooMany} or before it, and further ones up to {@code limit}
     * until {@code excess} bytes are deleted. If something of the allowance is left after that, all of them are
     * deleted.
     */
    private Deleted deleteOldest(long swarm, long limit, long tooMany, long excess, TrimAllowance allowance)
            throws SQLException {
        int rows = 0;
        long upTo = 0;
        long bytes = 0;
        oldestOfLog.setLong(1, swarm);
        oldestOfLog.setLong(2, limit);
        oldestOfLog.setInt(3, allowance.rows());
        try (ResultSet row = oldestOfLog.executeQuery()) {
            while (allowance.isLeft() && row.next() && (row.getLong(1) <= tooMany || bytes < excess)) {
                rows++;
                upTo = row.getLong(1);
                bytes += row.getLong(2);
                allowance.take(row.getLong(2));
            }
        }
        if (rows > 0) {
            deleteOfLog.setLong(1, swarm);
            deleteOfLog.setLong(2, upTo);
            deleteOfLog.executeUpdate();
        }
        return new Deleted(rows, upTo, bytes);
    }

    /** Deletes the oldest rows of all logs without a retention of their own, as far as they are too old. */
    private void deleteExpired(TrimAllowance allowance) throws SQLException {
        if (settings.retention().age().isEmpty()) {
            return;
        }
        long newestExpired = newestExpired(settings.retention());
        long upTo = expiredUpTo;
        long kept = expiredUpTo;
        oldest.setLong(1, expiredUpTo);
        oldest.setInt(2, allowance.rows());
        try (ResultSet row = oldest.executeQuery()) {
            while (allowance.isLeft() && row.next() && row.getLong(5) <= newestExpired) {
                upTo = row.getLong(1);
                LogState log = logs.numbered(row.getLong(2));
                if (log != null && settings.others().containsKey(log.name())) {
                    kept = upTo;
                    allowance.take(0);
                    continue;
                }
                allowance.take(row.getLong(4));
                if (log != null) {
                    trim(log, row.getLong(3), row.getLong(4));
                }
            }
        }
        if (upTo > expiredUpTo) {
            deleteUpTo.setLong(1, expiredUpTo);
            deleteUpTo.setLong(2, upTo);
            int parameter = 3;
            for (String other : settings.others().keySet()) {
                deleteUpTo.setString(parameter++, other);
            }
            deleteUpTo.executeUpdate();
            expiredUpTo = kept;
        }
    }

    /** Deletes the oldest rows of a log with a retention of its own, as far as they are too old. */
    private void deleteExpired(@Nullable LogState log, Retention retention, TrimAllowance allowance)
            throws SQLException {
        if (log == null || retention.age().isEmpty() || !allowance.isLeft()) {
            return;
        }
        long newestExpired = newestExpired(retention);
        long upTo = log.tail();
        oldestOfOther.setLong(1, log.number());
        oldestOfOther.setInt(2, allowance.rows());
        try (ResultSet row = oldestOfOther.executeQuery()) {
            while (allowance.isLeft() && row.next() && row.getLong(3) <= newestExpired) {
                upTo = row.getLong(1);
                allowance.take(row.getLong(2));
                trim(log, upTo, row.getLong(2));
            }
        }
        deleteOfLog.setLong(1, log.number());
        deleteOfLog.setLong(2, upTo);
        deleteOfLog.executeUpdate();
    }

    /** Appends of this time or before are too old. Milliseconds since 1970. */
    private long newestExpired(Retention retention) {
        return clock.millis() - retention.age().orElseThrow().toMillis();
    }

    private void trim(LogState log, long upTo, long bytes) throws SQLException {
        log.trimTo(upTo, bytes);
        checkPlaces(log);
        if (log.kept() == 0) {
            logs.saveHead(log);
        }
    }

    /** Deletes some rows of a deleted swarm. Forgets the swarm when none are left. */
    private void deleteSwarmRows(long swarm, TrimAllowance allowance) throws SQLException {
        deleteOldest(swarm, Long.MAX_VALUE, Long.MAX_VALUE, 0, allowance);
        if (!allowance.isLeft() || !past.deleteAll(swarm, allowance) || !allowance.isLeft()) {
            return;
        }
        deleteEntities.setLong(1, swarm);
        deleteEntities.setInt(2, allowance.rows());
        if (deleteEntities.executeUpdate() < allowance.rows()) {
            deleteUses.setLong(1, swarm);
            deleteUses.executeUpdate();
            deleteDeliveries.setLong(1, swarm);
            deleteDeliveries.executeUpdate();
            forget.setLong(1, swarm);
            forget.executeUpdate();
            deletedSwarms.remove();
        }
    }
}
