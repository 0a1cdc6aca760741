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
 * Deletes old entries and the rows of deleted swarms, a few rows in each transaction.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class Trimming {

    // A log is trimmed once it is over its limit by a sixteenth, so that not every append deletes something.
    private static final int SLACK_DIVISOR = 16;
    private static final int MAX_SLACK = 4_096;

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

    private final LinkedHashSet<LogState> overfull = new LinkedHashSet<>();
    private final ArrayDeque<Long> deletedSwarms = new ArrayDeque<>();
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
        logs.all().forEach(this::checkSize);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM deleted_swarm")) {
            while (row.next()) {
                deletedSwarms.add(row.getLong(1));
            }
        }
    }

    /** Notes the log for trimming if it keeps too many entries. Call this after each append. */
    void checkSize(LogState log) {
        if (log.kept() > retainedEvents + Math.min(MAX_SLACK, retainedEvents / SLACK_DIVISOR)) {
            overfull.add(log);
        }
    }

    /** Lets the next steps delete entries that became too old. Call this from time to time. */
    void checkAge() {
        isAgeDue = retainedAge.isPresent();
    }

    /** Lets the next steps delete all rows of this log. Call this if its swarm was deleted. */
    void addDeleted(LogState log) {
        overfull.remove(log);
        deletedSwarms.add(log.number());
    }

    boolean isDue() {
        return isAgeDue || !overfull.isEmpty() || !deletedSwarms.isEmpty();
    }

    /** Deletes a part of what is due, within the open transaction. {@code appends} says how much it appended. */
    void step(AppendTable appends) throws SQLException {
        TrimAllowance allowance = new TrimAllowance(appends.rows(), appends.bytes());
        appends.resetCounts();
        for (Iterator<LogState> logsLeft = overfull.iterator(); allowance.isLeft() && logsLeft.hasNext(); ) {
            LogState log = logsLeft.next();
            log.trimTo(deleteOldest(log.number(), log.head().seq() - retainedEvents, allowance, log.tail()));
            if (allowance.isLeft()) {
                logsLeft.remove();
            }
        }
        if (isAgeDue && allowance.isLeft()) {
            deleteExpired(allowance);
            isAgeDue = !allowance.isLeft();
        }
        if (!deletedSwarms.isEmpty() && allowance.isLeft()) {
            deleteSwarmRows(deletedSwarms.element(), allowance);
        }
    }

    /**
     * Deletes the oldest rows of a log that end at {@code limit} or before it. If something of the allowance is left
     * after that, all of them are deleted.
     *
     * @param tail the sequence before the oldest entry so far
     * @return the sequence before the oldest entry now
     */
    private long deleteOldest(long swarm, long limit, TrimAllowance allowance, long tail) throws SQLException {
        long upTo = tail;
        oldestOfLog.setLong(1, swarm);
        oldestOfLog.setLong(2, limit);
        oldestOfLog.setInt(3, allowance.rows());
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

    /** Deletes the oldest rows of all logs, as far as they are too old. */
    private void deleteExpired(TrimAllowance allowance) throws SQLException {
        long newestExpired = clock.millis() - retainedAge.orElseThrow().toMillis();
        long upTo = 0;
        oldest.setInt(1, allowance.rows());
        try (ResultSet row = oldest.executeQuery()) {
            while (allowance.isLeft() && row.next() && row.getLong(5) <= newestExpired) {
                upTo = row.getLong(1);
                allowance.take(row.getLong(4));
                LogState log = logs.numbered(row.getLong(2));
                if (log != null) {
                    log.trimTo(row.getLong(3));
                    if (log.kept() == 0) {
                        logs.saveHead(log);
                    }
                }
            }
        }
        if (upTo > 0) {
            deleteUpTo.setLong(1, upTo);
            deleteUpTo.executeUpdate();
        }
    }

    /** Deletes some rows of a deleted swarm. Forgets the swarm when none are left. */
    private void deleteSwarmRows(long swarm, TrimAllowance allowance) throws SQLException {
        deleteOldest(swarm, Long.MAX_VALUE, allowance, 0);
        if (!allowance.isLeft()) {
            return;
        }
        deleteEntities.setLong(1, swarm);
        deleteEntities.setInt(2, allowance.rows());
        if (deleteEntities.executeUpdate() < allowance.rows()) {
            forget.setLong(1, swarm);
            forget.executeUpdate();
            deletedSwarms.remove();
        }
    }
}
