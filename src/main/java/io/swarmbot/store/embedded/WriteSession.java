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
 * The writer's connection, with its tables and the state of the logs in memory. After any failure the session is
 * dropped, and a new one reads from the database what is really there.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class WriteSession implements AutoCloseable {

    /** About as much as a large commit writes. */
    private static final int PROBE_BYTES = 256 * 1024;

    private final Connection connection;
    private final LogTable logs;
    private final AppendTable appends;
    private final EntityTable entities;
    private final PastTable past;
    private final LastUseTable lastUses;
    private final DeliveryTable deliveries;
    private final Trimming trimming;
    private final PreparedStatement begin;
    private final PreparedStatement commit;

    private WriteSession(Connection connection, EmbeddedSettings settings, Clock clock) throws SQLException {
        this.connection = connection;
        this.logs = new LogTable(connection);
        this.appends = new AppendTable(connection, clock);
        this.entities = new EntityTable(connection);
        this.past = new PastTable(connection);
        this.lastUses = new LastUseTable(connection, clock);
        this.deliveries = new DeliveryTable(connection);
        this.trimming = new Trimming(connection, logs, past, settings, clock);
        // IMMEDIATE: a transaction that cannot write fails at its beginning.
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
    }

    static WriteSession open(Database database, EmbeddedSettings settings, Clock clock) throws SQLException {
        Connection connection = database.open(Database.Use.WRITE);
        try {
            makeRoom(connection);
            Schema.present().addMissing(connection);
            return new WriteSession(connection, settings, clock);
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

    PastTable past() {
        return past;
    }

    LastUseTable lastUses() {
        return lastUses;
    }

    DeliveryTable deliveries() {
        return deliveries;
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
     * Stores the durability that this process commits with, before its first commit and durably.
     *
     * <p>If the process before it committed with {@link Durability#OS} and did not end in good order, its newest
     * commits may be lost. Then every log begins a new epoch.
     */
    void start(Durability durability, Epochs epochs) throws SQLException {
        execute("PRAGMA synchronous = FULL");
        begin();
        if (storedDurability().filter(Durability.OS.name()::equals).isPresent()) {
            logs.beginEpochs(epochs);
        }
        storeDurability(durability.name());
        commit();
        execute("PRAGMA synchronous = " + durability.synchronous());
    }

    /** Stores that this process ended in good order. After that everything is on the disk, whatever the durability. */
    void end() throws SQLException {
        execute("PRAGMA synchronous = FULL");
        begin();
        storeDurability(null);
        commit();
        checkpoint("TRUNCATE");
    }

    /** Writes some bytes, so that the commit shows whether there is room on the disk. */
    void probe() throws SQLException {
        execute("UPDATE service SET room = zeroblob(" + PROBE_BYTES + "), probes = probes + 1");
    }

    /** Empties the write-ahead log: if the disk is full, the log may be the reason. */
    private static void makeRoom(Connection connection) throws SQLException {
        try {
            checkpoint(connection, "TRUNCATE");
        } catch (SQLException e) {
            if (Failures.isDamage(e)) {
                throw e;
            }
            // The log stays as it is. The next transaction finds out whether it can be written.
        }
    }

    void checkpoint(String mode) throws SQLException {
        checkpoint(connection, mode);
    }

    private static void checkpoint(Connection connection, String mode) throws SQLException {
        execute(connection, "PRAGMA wal_checkpoint(" + mode + ")");
    }

    private Optional<String> storedDurability() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT running_with FROM service")) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    private void storeDurability(@Nullable String durability) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE service SET running_with = ?, room = NULL")) {
            update.setString(1, durability);
            update.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        execute(connection, sql);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rolls back what was not committed. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
