package io.swarmbot.store.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/**
 * Keeps everybody else out of the store's directory, for as long as this process lives or until it is closed; and remembers
 * that there is a store in it, so that one whose file is gone is not taken for a new one.
 *
 * <p>It is SQLite's own lock on a database without a table. A lock of Java's on a file is lost as soon as anybody in the
 * process closes that file, a second store that was just refused included.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String FILE = "swarmbot.lock";

    private final Connection connection;

    private DirectoryLock(Connection connection) {
        this.connection = connection;
    }

    /** @throws UnusableStoreException where somebody else has it */
    static DirectoryLock of(Path directory) throws SQLException {
        DirectoryLock lock = new DirectoryLock(Database.connect(directory.resolve(FILE)));
        try {
            lock.execute("PRAGMA busy_timeout = 0");
            // Kept over commits, and until the connection is closed.
            lock.execute("PRAGMA locking_mode = EXCLUSIVE");
            lock.execute("BEGIN EXCLUSIVE");
            lock.execute("COMMIT");
            return lock;
        } catch (SQLException e) {
            lock.close();
            if (Failures.codeOf(e) == SQLiteErrorCode.SQLITE_BUSY) {
                throw new UnusableStoreException(
                        "the store in " + directory.toAbsolutePath() + " is in use: one process at a time may have it,"
                                + " and swarmbot.store.embedded.directory says where another one keeps its own",
                        e);
            }
            throw e;
        }
    }

    /** Whether a store was made here. */
    boolean isStoreMade() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1) != 0;
        }
    }

    void storeIsMade() throws SQLException {
        execute("PRAGMA user_version = 1");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
