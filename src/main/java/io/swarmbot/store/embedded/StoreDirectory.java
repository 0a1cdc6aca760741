package io.swarmbot.store.embedded;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The store's directory, locked by this process, with a database that this version of the service can use. */
final class StoreDirectory implements AutoCloseable {

    private static final Logger LOG = System.getLogger(StoreDirectory.class.getName());

    private final Path path;
    private final DirectoryLock lock;

    private StoreDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Locks the directory and checks the database in it. Makes both if they are missing.
     *
     * @throws UnusableStoreException if another process uses the directory, or the database is damaged, belongs to a
     *     later version or cannot be accessed; then the files are left as they were
     */
    static StoreDirectory open(Path path, Database database) {
        StoreDirectory directory = new StoreDirectory(path, lock(path));
        try {
            prepare(directory.lock, database);
            return directory;
        } catch (SQLException e) {
            directory.close();
            throw directory.unusable(e);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static DirectoryLock lock(Path path) {
        try {
            Files.createDirectories(path);
            return DirectoryLock.of(path);
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "the store's directory " + path.toAbsolutePath() + " cannot be made (" + e + ")", e);
        } catch (SQLException e) {
            throw unusable(path, e);
        }
    }

    private static void prepare(DirectoryLock lock, Database database) throws SQLException {
        Path file = database.file();
        if (lock.isStoreMade() && file.toFile().length() == 0) {
            throw new UnusableStoreException(
                    "the store's file " + file
                            + " is gone or empty, and was there; restore it from a copy, or delete all of "
                            + file.getParent() + " to begin anew",
                    null);
        }
        Schema schema = Schema.present();
        if (file.toFile().length() > 0) {
            // Opening a database for writing changes its files, even if nothing is written. A database that cannot be
            // used
            // must stay as it is, so it is checked on a connection that only reads.
            try (Connection readOnly = database.open(Database.Use.CHECK)) {
                schema.check(readOnly);
                if (schema.isPresent(readOnly)) {
                    new LogTable(readOnly);
                }
            }
        }
        try (Connection connection = database.open(Database.Use.WRITE)) {
            schema.prepare(connection);
        }
        lock.markStoreMade();
    }

    /** The exception for a database that cannot be opened. */
    UnusableStoreException unusable(SQLException e) {
        return unusable(path, e);
    }

    private static UnusableStoreException unusable(Path path, SQLException e) {
        return new UnusableStoreException(
                "the store in " + path.toAbsolutePath() + " cannot be opened: " + Failures.describe(e), e);
    }

    /** Gives the directory back to other processes. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "the store's lock could not be given back", e);
        }
    }
}
