package io.swarmbot.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.annotations.RegisterResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The database's tables, by version: each script takes a database from the version before it to its own. A database says
 * its version in {@code user_version}.
 */
@RegisterResources(globs = "io/swarmbot/store/embedded/*.sql")
final class Schema {

    private static final int VERSION = 1;

    /** In the file's header: "SwBt". */
    private static final int APPLICATION = 0x53774274;

    private final List<String> scripts;

    /** @param scripts the first makes version 1 */
    Schema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /** The versions up to the present one. */
    static Schema present() {
        List<String> scripts = new ArrayList<>();
        for (int version = 1; version <= VERSION; version++) {
            scripts.add(resource("schema-" + version + ".sql"));
        }
        return new Schema(scripts);
    }

    /** @throws UnusableStoreException where the database is of a later version, or not ours */
    void check(Connection connection) throws SQLException {
        boolean isNew = version(connection) == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new UnusableStoreException(Database.FILE + " is a database, and not this service's", null);
        }
        if (version(connection) > scripts.size()) {
            throw new UnusableStoreException(
                    "the store was written by a later version of the service: its schema is " + version(connection)
                            + ", this one knows " + scripts.size(),
                    null);
        }
    }

    boolean isPresent(Connection connection) throws SQLException {
        return version(connection) == scripts.size();
    }

    /**
     * Brings the database to the present version, each step all or nothing.
     *
     * @throws UnusableStoreException where it is of a later version, or not ours
     */
    void prepare(Connection connection) throws SQLException {
        check(connection);
        for (int next = version(connection) + 1; next <= scripts.size(); next++) {
            step(connection, next);
        }
    }

    private void step(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                // This one takes several statements at once.
                statement.executeUpdate(scripts.get(version - 1));
                statement.execute("PRAGMA application_id = " + APPLICATION);
                statement.execute("PRAGMA user_version = " + version);
                statement.execute("COMMIT");
            } catch (SQLException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    private static int version(Connection connection) throws SQLException {
        return number(connection, "PRAGMA user_version");
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getInt(1);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the application");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
