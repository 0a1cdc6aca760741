package io.swarmbot.store.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/**
 * Keeps other processes out of the store's directory until it is closed or this process ends. It also remembers that a
 * store was made in the directory. So a store whose file is gone is not taken for a new one.
 *
 * <p>It is SQLite's lock on a database without tables. A file lock of Java would not do: the process loses it as soon
 * as any code in the process closes the file, for example a second store that was refused.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String FILE = "swarmbot.lock";

    private final Connection connection;

    private DirectoryLock(Connection connection) {
        this.connection = connection;
    }

    /** @throws UnusableStoreException if somebody else holds the lock */
    static DirectoryLock of(Path directory) throws SQLException {
        DirectoryLock lock = new DirectoryLock(Database.connect(directory.resolve(FILE)));
        try {
            lock.execute("PRAGMA busy_timeout = 0");
            // In this mode only the end of the connection releases the lock, not a commit.
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

    /** Whether a store was made in this directory before. */
    boolean isStoreMade() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1) != 0;
        }
    }

    /** Remembers that there is a store in this directory. */
    void markStoreMade() throws SQLException {
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
