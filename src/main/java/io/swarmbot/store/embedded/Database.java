package io.swarmbot.store.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.SQLiteConfig;

/** The database file, and the settings of each kind of connection to it. */
class Database {

    static final String FILE = "swarmbot.db";

    /** What a connection is for. */
    enum Use {
        /** To find out whether the database can be used. Changes nothing, not even the write-ahead log. */
        CHECK,
        /** To write. At most one connection of this kind may be open. */
        WRITE,
        READ,
        /** To shorten the write-ahead log. */
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
        Connection connection = use == Use.CHECK ? connect(file, readOnly()) : connect(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 2000");
            switch (use) {
                case CHECK -> {}
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

    /** Connects without {@code DriverManager}, which finds no driver in a native image. */
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
