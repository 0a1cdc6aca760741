package io.swarmbot.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.ExampleAgents;
import io.swarmbot.testing.LoginServer;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.text.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The modules of three languages share a file and fetch it again, over a line that is cut again and again. */
@QuarkusTest
@Tag("stress-only")
class ClientFilesQuarkusTest {

    private static final int SIZE = 12 << 20;
    private static final int CUTS = 8;
    private static final int CUT_EVERY = SIZE * 2 / 9;

    /** What a cut costs at most: the piece that was under way, and what the system held. */
    private static final int LOST = 3 << 19;

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path directory;

    private Rest rest;
    private Path source;
    private Path copy;
    private String sha256;

    /** A language with a module. */
    enum Language {
        PYTHON,
        JAVA,
        JAVASCRIPT;

        private List<String> mover() {
            return switch (this) {
                case PYTHON -> ExampleAgents.IN_PYTHON.mover();
                case JAVA -> ExampleAgents.IN_JAVA.mover();
                case JAVASCRIPT ->
                    List.of(
                            Programs.require(List.of("node"), "Node, for the JavaScript client")
                                    .toString(),
                            "src/test/resources/agents/mover.mjs");
            };
        }
    }

    @BeforeEach
    void makeFile() throws IOException {
        rest = Rest.inNewSwarm(server);
        source = directory.resolve("source");
        copy = directory.resolve("copy");
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        Files.write(source, content);
        sha256 = HexFormat.of().formatHex(Sha256.begin().digest(content));
    }

    private RunningProgram start(Language language, int port, Map<String, String> environment) {
        List<String> command = new ArrayList<>(language.mover());
        command.addAll(List.of("http://127.0.0.1:" + port, rest.swarm(), source.toString(), copy.toString()));
        return RunningProgram.start(command, environment);
    }

    @ParameterizedTest
    @EnumSource
    void fileThatIsCutGoesOnWhereItWas(Language language) throws IOException {
        try (PortSwitch line = PortSwitch.cutting(CUTS, CUT_EVERY, server.getPort());
                RunningProgram program = start(language, line.port(), Map.of())) {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();

            assertThat(program.wholeOutput()).contains("progress True").contains(sha256 + " " + SIZE);
            assertThat(line.cutsLeft()).isZero();
            assertThat(line.forwarded()).as("nothing begins anew").isLessThan(2L * SIZE + (long) CUTS * LOST);
        }
        assertThat(Files.mismatch(source, copy)).isEqualTo(-1);
        JsonNode file = rest.snapshot().at("/files/0");
        assertThat(file.path("sha256").asText()).isEqualTo(sha256);
        assertThat(file.path("name").asText()).isEqualTo("moved");
        assertThat(file.path("type").asText()).isEqualTo("text/csv");
    }

    @ParameterizedTest
    @EnumSource
    void refusalIsFinal(Language language) {
        try (LoginServer closed = LoginServer.accepting("sbt_aaaaaaaa_" + "S".repeat(43));
                RunningProgram program = start(
                        language,
                        URI.create(closed.url()).getPort(),
                        Map.of("SWARMBOT_TOKEN", "sbt_bbbbbbbb_" + "S".repeat(43)))) {
            program.awaitLine(Pattern.compile("^refused 401 unauthenticated"), Patience.LIMIT);

            assertThat(closed.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyFileGoesBothWays(Language language) throws IOException {
        Files.write(source, new byte[0]);
        try (RunningProgram program = start(language, server.getPort(), Map.of())) {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();
        }
        assertThat(copy).exists().isEmptyFile();
    }
}
