package io.swarmbot.store.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The database's file, and how each connection to it is set up. */
class Database {

    static final String FILE = "swarmbot.db";

    /** What a connection is for. */
    enum Use {
        /** There is one at a time. */
        WRITE,
        READ,
        CHECKPOINT
    }

    private final Path file;
    private final Durability durability;

    Database(Path directory, Durability durability) {
        this.file = directory.resolve(FILE);
        this.durability = durability;
    }

    final Path file() {
        return file;
    }

    final Durability durability() {
        return durability;
    }

    Connection open(Use use) throws SQLException {
        Connection connection = connect(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 2000");
            switch (use) {
                case WRITE -> {
                    statement.execute("PRAGMA journal_mode = WAL");
                    statement.execute("PRAGMA synchronous = " + durability.synchronous());
                    // Checkpoints have a thread of their own.
                    statement.execute("PRAGMA wal_autocheckpoint = 0");
                    statement.execute("PRAGMA cache_size = -32768");
                }
                case READ -> {
                    statement.execute("PRAGMA query_only = TRUE");
                    statement.execute("PRAGMA cache_size = -4096");
                }
                case CHECKPOINT -> statement.execute("PRAGMA synchronous = FULL");
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Past {@code DriverManager}, which finds no driver in a native image. */
    static Connection connect(Path file) throws SQLException {
        return new org.sqlite.JDBC().connect("jdbc:sqlite:" + file, new Properties());
    }
}
