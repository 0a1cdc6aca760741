package io.swarmbot.store.embedded;

import io.swarmbot.store.Epochs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection, and what it knows of the logs while it is open. It is dropped after any failure, and what it
 * knew with it: a new one reads what is really there.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class WriteSession implements AutoCloseable {

    /** Room for a commit of the larger kind. */
    private static final int PROBED_BYTES = 256 * 1024;

    private final Connection connection;
    private final LogTable logs;
    private final AppendTable appends;
    private final EntityTable entities;
    private final Trimming trimming;
    private final PreparedStatement begin;
    private final PreparedStatement commit;

    private WriteSession(Connection connection, EmbeddedSettings settings, Clock clock) throws SQLException {
        this.connection = connection;
        this.logs = new LogTable(connection);
        this.appends = new AppendTable(connection, clock);
        this.entities = new EntityTable(connection);
        this.trimming = new Trimming(connection, logs, settings, clock);
        // Not deferred: a transaction that cannot write should fail before it did anything.
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
    }

    static WriteSession open(Database database, EmbeddedSettings settings, Clock clock) throws SQLException {
        Connection connection = database.open(Database.Use.WRITE);
        try {
            WriteSession session = new WriteSession(connection, settings, clock);
            session.makeRoom();
            return session;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    LogTable logs() {
        return logs;
    }

    AppendTable appends() {
        return appends;
    }

    EntityTable entities() {
        return entities;
    }

    Trimming trimming() {
        return trimming;
    }

    void begin() throws SQLException {
        begin.execute();
    }

    void commit() throws SQLException {
        commit.execute();
    }

    /**
     * Takes note of how this process commits, durably and before its first commit.
     *
     * <p>Where the process before it did not wait for the disk and ended without a farewell, the newest commits may have
     * gone with the machine: every log goes on in a new epoch.
     */
    void start(Durability durability, Epochs epochs) throws SQLException {
        execute("PRAGMA synchronous = FULL");
        begin();
        if (runningWith().filter(Durability.OS.name()::equals).isPresent()) {
            logs.beginEpochs(epochs);
        }
        running(durability.name());
        commit();
        execute("PRAGMA synchronous = " + durability.synchronous());
    }

    /** The farewell: all of it is on the disk, whatever the durability. */
    void end() throws SQLException {
        execute("PRAGMA synchronous = FULL");
        begin();
        running(null);
        commit();
        checkpoint("TRUNCATE");
    }

    /** Writes something of some size, so that the commit says whether the disk takes it. */
    void probe() throws SQLException {
        execute("UPDATE service SET room = zeroblob(" + PROBED_BYTES + "), probes = probes + 1");
    }

    /** Where the disk is full, the write-ahead log may be what fills it. */
    private void makeRoom() throws SQLException {
        try {
            checkpoint("TRUNCATE");
        } catch (SQLException e) {
            if (Failures.isDamage(e)) {
                throw e;
            }
            // It stays where it is; whether anything can be written, the next transaction finds out.
        }
    }

    void checkpoint(String mode) throws SQLException {
        execute("PRAGMA wal_checkpoint(" + mode + ")");
    }

    private Optional<String> runningWith() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT running_with FROM service")) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    private void running(@Nullable String durability) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE service SET running_with = ?, room = NULL")) {
            update.setString(1, durability);
            update.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whatever was not committed is rolled back. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
