package io.swarmbot.store.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.SQLiteConfig;

/** The database's file, and how each connection to it is set up. */
class Database {

    static final String FILE = "swarmbot.db";

    /** What a connection is for. */
    enum Use {
        /** Whether it can be used: changes nothing, whatever it finds, and leaves the write-ahead log where it is. */
        LOOK,
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
        Connection connection = use == Use.LOOK ? connect(file, readOnly()) : connect(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 2000");
            switch (use) {
                case LOOK -> {}
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
        return connect(file, new Properties());
    }

    private static Connection connect(Path file, Properties properties) throws SQLException {
        return new org.sqlite.JDBC().connect("jdbc:sqlite:" + file, properties);
    }

    private static Properties readOnly() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return config.toProperties();
    }
}
