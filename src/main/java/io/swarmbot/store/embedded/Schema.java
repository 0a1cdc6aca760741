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
 * The tables of the database. There is one script for each version; it changes a database from the version before to
 * its own. SQLite's {@code user_version} holds the version of a database. A table that earlier versions of the service
 * can do without changes no version; it is in the script of additions. So they still open the database. The writer
 * makes such a table in a database that is there; whoever reads must do without it until then.
 */
@RegisterResources(globs = "io/swarmbot/store/embedded/*.sql")
final class Schema {

    private static final int VERSION = 1;

    /** SQLite's {@code application_id} of our databases: the letters SwBt. */
    private static final int APPLICATION = 0x53774274;

    private final List<String> scripts;
    private final String additions;

    /**
     * @param scripts the first one makes version 1
     * @param additions makes what is missing of the tables that change no version
     */
    Schema(List<String> scripts, String additions) {
        this.scripts = List.copyOf(scripts);
        this.additions = additions;
    }

    /** The schema of this version of the service. */
    static Schema present() {
        List<String> scripts = new ArrayList<>();
        for (int version = 1; version <= VERSION; version++) {
            scripts.add(resource("schema-" + version + ".sql"));
        }
        return new Schema(scripts, resource("additions.sql"));
    }

    /** @throws UnusableStoreException if the database belongs to a later version or to another program */
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

    /** Whether the database has the newest version that this schema knows. */
    boolean isPresent(Connection connection) throws SQLException {
        return version(connection) == scripts.size();
    }

    /**
     * Brings the database to the newest version. Each step is one transaction. A new database gets all tables. One that
     * has the newest version is not changed, so it can be opened even if nothing can be written.
     *
     * @throws UnusableStoreException if the database belongs to a later version or to another program
     */
    void prepare(Connection connection) throws SQLException {
        check(connection);
        int before = version(connection);
        for (int next = before + 1; next <= scripts.size(); next++) {
            upgrade(connection, next);
        }
        if (before < scripts.size()) {
            addMissing(connection);
        }
    }

    /** Makes the tables of the additions that the database does not have. Writes nothing if it has all of them. */
    void addMissing(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(additions);
        }
    }

    private void upgrade(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                // Unlike execute(), this runs all statements of the script.
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
