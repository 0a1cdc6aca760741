package io.swarmbot.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterResources;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {

    private static final String FIRST = "CREATE TABLE bee (name TEXT); INSERT INTO bee VALUES ('maya');";
    private static final String ADDED = "CREATE TABLE IF NOT EXISTS hive (name TEXT);";
    private static final String SECOND = "ALTER TABLE bee ADD COLUMN age INTEGER; UPDATE bee SET age = 1;";

    @TempDir
    Path directory;

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = Database.connect(directory.resolve("a.db"));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private String answer(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }

    @Test
    void databaseOfAnEarlierVersionIsUpgradedWithItsContent() throws SQLException {
        new Schema(List.of(FIRST), ADDED).prepare(connection);

        new Schema(List.of(FIRST, SECOND), ADDED).prepare(connection);

        assertThat(answer("PRAGMA user_version")).isEqualTo("2");
        assertThat(answer("SELECT name || age FROM bee")).isEqualTo("maya1");
    }

    @Test
    void databaseOfThePresentVersionIsNotChanged() throws SQLException {
        new Schema(List.of(FIRST), ADDED).prepare(connection);

        new Schema(List.of(FIRST), ADDED).prepare(connection);

        assertThat(answer("SELECT count(*) FROM bee")).isEqualTo("1");
    }

    /** So an earlier version of the service, which does not know the table, still opens the database. */
    @Test
    void tableThatIsMissingIsMadeAndTheVersionStays() throws SQLException {
        new Schema(List.of(FIRST), "").prepare(connection);
        new Schema(List.of(FIRST), ADDED).prepare(connection);
        assertThat(answer("SELECT count(*) FROM sqlite_schema"))
                .as("only the writer makes it")
                .isEqualTo("1");

        new Schema(List.of(FIRST), ADDED).addMissing(connection);
        answer("INSERT INTO hive VALUES ('one') RETURNING name");

        new Schema(List.of(FIRST), "").prepare(connection);
        new Schema(List.of(FIRST), ADDED).prepare(connection);
        new Schema(List.of(FIRST), ADDED).addMissing(connection);
        assertThat(answer("PRAGMA user_version")).isEqualTo("1");
        assertThat(answer("SELECT name FROM hive")).isEqualTo("one");
    }

    @Test
    void newDatabaseHasAllTables() throws SQLException {
        new Schema(List.of(FIRST), ADDED).prepare(connection);

        assertThat(answer("SELECT count(*) FROM hive")).isEqualTo("0");
    }

    @Test
    void upgradeThatFailsLeavesTheDatabaseAsItWas() throws SQLException {
        new Schema(List.of(FIRST), ADDED).prepare(connection);
        Schema broken =
                new Schema(List.of(FIRST, "UPDATE bee SET name = 'willy'; ALTER TABLE wasp ADD COLUMN x;"), ADDED);

        assertThatThrownBy(() -> broken.prepare(connection)).isInstanceOf(SQLException.class);

        assertThat(answer("PRAGMA user_version")).isEqualTo("1");
        assertThat(answer("SELECT name FROM bee")).isEqualTo("maya");
        new Schema(List.of(FIRST, SECOND), ADDED).prepare(connection);
        assertThat(answer("SELECT name || age FROM bee")).isEqualTo("maya1");
    }

    @Test
    void databaseOfALaterVersionIsRefused() throws SQLException {
        new Schema(List.of(FIRST, SECOND), ADDED).prepare(connection);

        assertThatThrownBy(() -> new Schema(List.of(FIRST), ADDED).prepare(connection))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining("later version")
                .hasMessageContaining("schema is 2")
                .hasMessageContaining("knows 1");
    }

    @Test
    void databaseOfAnotherProgramIsRefused() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE theirs (a TEXT)");
        }

        assertThatThrownBy(() -> Schema.present().prepare(connection))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining("not this service's");
        assertThat(answer("SELECT count(*) FROM sqlite_schema")).isEqualTo("1");
    }

    /** A native image contains only the resources that are named for it. */
    @Test
    void scriptsAreAllNamedForTheNativeImage() throws IOException {
        Object[] named = (Object[]) new ClassFileImporter()
                .importClasses(Schema.class)
                .get(Schema.class)
                .getAnnotationOfType(RegisterResources.class.getName())
                .get("globs")
                .orElseThrow();
        PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + named[0]);
        Path resources = Path.of("src/main/resources");
        try (var files = Files.list(resources.resolve("io/swarmbot/store/embedded"))) {
            assertThat(files).isNotEmpty().allMatch(file -> glob.matches(resources.relativize(file)));
        }
    }
}
