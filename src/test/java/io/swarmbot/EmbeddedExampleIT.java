package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.swarmbot.testing.RunningProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another Quarkus application that depends on SwarmBot's jar is built and tested by a Maven of its own, without a
 * network: from the jar of this build, and from the local repository that this build has filled.
 */
@Tag("stress-only")
class EmbeddedExampleIT {

    private static final Path EXAMPLE = Path.of("src", "examples", "embedded");
    private static final Pattern PROPERTY = Pattern.compile("<((?:maven|quarkus|[a-z]+-plugin)[a-z.]*)>([^<$]+)</\\1>");
    private static final Pattern VERSION = Pattern.compile("<artifactId>swarmbot</artifactId>\\s*<version>([^<]+)<");
    private static final Pattern TESTS = Pattern.compile("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Outside this project: the example is an application that stands alone. */
    @TempDir
    private Path directory;

    @Test
    void exampleIsBuiltAndItsTestsPass() throws IOException {
        Path project = directory.resolve("reviews");
        copy(EXAMPLE, project);
        Path repository = directory.resolve("repository");
        install(repository);

        List<String> build = List.of(
                maven(),
                "-o",
                "-B",
                "-ntp",
                "-f",
                project.resolve("pom.xml").toString(),
                "-Dquarkus.analytics.disabled=true",
                "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + System.getProperty("local.repository"),
                "package");
        try (RunningProgram program = RunningProgram.start(build)) {
            int exit = program.exitCode(PATIENCE);

            assertThat(exit).as(program.output()).isZero();
            assertThat(program.output()).containsPattern(TESTS);
            assertThat(project.resolve("target/quarkus-app/quarkus-run.jar")).exists();
        }
    }

    /** Otherwise it could not be built without a network, and would show old versions to those who copy it. */
    @Test
    void exampleUsesTheVersionsOfThisBuild() throws IOException {
        String ours = Files.readString(Path.of("pom.xml"));
        String examples = Files.readString(EXAMPLE.resolve("pom.xml"));

        Map<String, String> properties = properties(examples);
        assertThat(properties).hasSizeGreaterThanOrEqualTo(4);
        assertThat(properties(ours)).containsAllEntriesOf(properties);
        assertThat(examples).contains("<swarmbot.version>" + version() + "</swarmbot.version>");
    }

    private static Map<String, String> properties(String pom) {
        Map<String, String> properties = new TreeMap<>();
        Matcher property = PROPERTY.matcher(pom);
        while (property.find()) {
            properties.put(property.group(1), property.group(2));
        }
        return properties;
    }

    private static String version() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    /** What "mvn install" would do, in a repository that nobody else reads. */
    private static void install(Path repository) throws IOException {
        String name = "swarmbot-" + version();
        Path jar = Path.of("target", name + ".jar");
        assertThat(jar).as("the jar that applications depend on").exists();
        Path home = Files.createDirectories(repository.resolve("io/swarmbot/swarmbot/" + version()));
        Files.copy(jar, home.resolve(name + ".jar"));
        Files.copy(Path.of("pom.xml"), home.resolve(name + ".pom"));
    }

    /** The Maven that runs this test. */
    private static String maven() {
        String home = System.getProperty("maven.home");
        assumeThat(home).as("maven.home: this test is run by Maven").isNotNull();
        return Path.of(home, "bin", "mvn").toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(file -> !from.relativize(file).startsWith("target")).forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
