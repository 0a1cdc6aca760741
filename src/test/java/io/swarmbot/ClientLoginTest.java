package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.ExampleAgents;
import io.swarmbot.testing.LoadToolProgram;
import io.swarmbot.testing.LoginServer;
import io.swarmbot.testing.LoginServer.Request;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RunningProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agents in both languages and the load tool log in with a token, and never show it. */
@Tag("stress-only")
class ClientLoginTest {

    private static final String SECRET = "Secret0000000000000000000000000000000000000";
    private static final String TOKEN = "sbt_aaaaaaaa_" + SECRET;
    private static final String NEW_TOKEN = "sbt_bbbbbbbb_" + SECRET;
    private static final String OTHER_TOKEN = "sbt_cccccccc_" + SECRET;

    private final LoginServer server = LoginServer.accepting(TOKEN);
    private final LoginServer elsewhere = LoginServer.accepting(TOKEN);
    private final List<RunningProgram> programs = new ArrayList<>();

    @TempDir
    private Path directory;

    /** Everything that logs in. */
    enum Client {
        /** The example of an agent: it reports why it ends. */
        PYTHON_WORKER,
        JAVA_WORKER,
        /** They can do the task that the server gives. */
        PYTHON_PATIENT,
        JAVA_PATIENT,
        LOAD_TOOL;

        private List<String> command(String url, String... options) {
            List<String> command = new ArrayList<>(program());
            for (int i = 0; i < options.length; i += 2) {
                option(command, options[i], options[i + 1]);
            }
            if (this == LOAD_TOOL) {
                List<String> small = List.of(
                        "--service=" + url, "--clients=1", "--publishers=1", "--rate=10", "--warm-up=0", "--seconds=1");
                command.addAll(LoadToolProgram.command().size(), small);
            } else {
                command.addAll(List.of("--url", url, "--heartbeat", "0.1", "--grace", "0.2"));
            }
            return command;
        }

        private void option(List<String> command, String name, String value) {
            if (this == LOAD_TOOL) {
                command.add("--" + name + "=" + value);
            } else {
                command.addAll(List.of("--" + name, value));
            }
        }

        private List<String> program() {
            return switch (this) {
                case PYTHON_WORKER -> ExampleAgents.IN_PYTHON.worker();
                case JAVA_WORKER -> ExampleAgents.IN_JAVA.worker();
                case PYTHON_PATIENT -> ExampleAgents.IN_PYTHON.patient();
                case JAVA_PATIENT -> ExampleAgents.IN_JAVA.patient();
                case LOAD_TOOL -> LoadToolProgram.command();
            };
        }
    }

    @AfterEach
    void nothingShowsAToken() {
        programs.forEach(RunningProgram::close);
        server.close();
        elsewhere.close();
        assertThat(programs)
                .extracting(RunningProgram::wholeOutput)
                .allSatisfy(output -> assertThat(output).doesNotContain(SECRET));
        assertThat(server.requests())
                .extracting(Request::uri)
                .allSatisfy(uri -> assertThat(uri).doesNotContain(SECRET));
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT", "LOAD_TOOL"})
    void eachRequestCarriesTheTokenOfTheArgument(Client client) {
        RunningProgram program = start(
                client,
                environment(file(OTHER_TOKEN), OTHER_TOKEN),
                "token",
                TOKEN,
                "token-file",
                file(OTHER_TOKEN).toString());

        eachRequestCarriesTheToken(client, program);
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT", "LOAD_TOOL"})
    void tokenComesFromAFileIfThereIsNoArgument(Client client) {
        RunningProgram program = start(
                client,
                environment(file(OTHER_TOKEN), OTHER_TOKEN),
                "token-file",
                file("\n\t " + TOKEN + " \r\n").toString());

        eachRequestCarriesTheToken(client, program);
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT", "LOAD_TOOL"})
    void tokenComesFromTheFileOfTheEnvironmentIfThereIsNoOption(Client client) {
        RunningProgram program = start(client, environment(file(TOKEN), OTHER_TOKEN));

        eachRequestCarriesTheToken(client, program);
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT", "LOAD_TOOL"})
    void tokenComesFromTheEnvironmentIfThereIsNoFile(Client client) {
        RunningProgram program = start(client, Map.of("SWARMBOT_TOKEN", TOKEN));

        eachRequestCarriesTheToken(client, program);
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_WORKER", "JAVA_WORKER", "LOAD_TOOL"})
    void clientWithoutATokenSendsNoneAndIsToldHowToGiveOne(Client client) {
        RunningProgram program = start(client, Map.of());

        assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isOne();
        assertThat(program.wholeOutput())
                .contains("refused: unauthenticated: the service requires a token, and there is none");
        assertThat(server.requests()).extracting(Request::authorization).containsOnlyNulls();
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_WORKER", "JAVA_WORKER", "LOAD_TOOL"})
    void refusedTokenIsFinalAndTheMessageNamesItsSource(Client client) {
        Path file = file(OTHER_TOKEN);
        Map<String, RunningProgram> bySource = Map.of(
                "the argument --token",
                start(client, Map.of(), "token", OTHER_TOKEN),
                "the file " + file + " (--token-file)",
                start(client, Map.of(), "token-file", file.toString()),
                "the file " + file + " (SWARMBOT_TOKEN_FILE)",
                start(client, environment(file, "")),
                "the environment variable SWARMBOT_TOKEN",
                start(client, Map.of("SWARMBOT_TOKEN", OTHER_TOKEN)));

        bySource.forEach((source, program) -> {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isOne();
            assertThat(program.wholeOutput())
                    .contains("refused: unauthenticated: the service does not accept the token from " + source
                            + ": it is wrong, expired or revoked");
        });
        assertThat(server.requests())
                .filteredOn(request -> request.method().equals("PUT"))
                .as("each tried once")
                .hasSize(bySource.size());
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT"})
    void renewedFileIsPickedUpByAnAgent(Client client) {
        Path file = file(TOKEN);
        server.before("/heartbeat", () -> renew(file));

        start(client, Map.of(), "token-file", file.toString());

        await().until(() -> requests("/start").contains("Bearer " + NEW_TOKEN));
        // Its two threads may both have been refused before the first of them tries again.
        assertThat(requests("/heartbeat")).contains("Bearer " + TOKEN, "Bearer " + NEW_TOKEN);
    }

    @ParameterizedTest
    @CsvSource({"poll, /events", "poll, /status", "sse, /events"})
    void renewedFileIsPickedUpByTheLoadTool(String transport, String at) {
        Path file = file(TOKEN);
        server.before(at, () -> renew(file));

        RunningProgram program =
                start(Client.LOAD_TOOL, Map.of(), "token-file", file.toString(), "transport", transport);

        program.awaitLine(Pattern.compile("1 clients opened"), Patience.LIMIT);
        await().until(() -> requests("/status").contains("Bearer " + NEW_TOKEN));
        assertThat(requests(at)).startsWith("Bearer " + TOKEN, "Bearer " + NEW_TOKEN);
    }

    /** The server knows no WebSockets: its 403 shows that the second try was let in. */
    @ParameterizedTest
    @ValueSource(strings = {"websocket", "batch"})
    void renewedFileIsPickedUpByAWebSocket(String transport) {
        Path file = file(TOKEN);
        server.before("/live", () -> renew(file));
        server.forbid("/live");

        RunningProgram program =
                start(Client.LOAD_TOOL, Map.of(), "token-file", file.toString(), "transport", transport);

        assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isOne();
        assertThat(program.wholeOutput()).contains("refused: forbidden: the right work in swarm s1 is missing");
        assertThat(requests("/live")).containsExactly("Bearer " + TOKEN, "Bearer " + NEW_TOKEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT", "LOAD_TOOL"})
    void revokedTokenEndsAClientThatIsAtWork(Client client) {
        server.before(client == Client.LOAD_TOOL ? "wait=30s" : "/log", () -> server.accept(OTHER_TOKEN));

        RunningProgram program = start(client, Map.of(), "token", TOKEN);

        assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isOne();
        assertThat(program.wholeOutput())
                .contains("unauthenticated: the service does not accept the token from the argument --token");
    }

    /** What an agent may not do ends it, be it at the start, for its task or beside its work. */
    @ParameterizedTest
    @CsvSource({
        "PYTHON_PATIENT, /agents/",
        "PYTHON_PATIENT, /start",
        "PYTHON_PATIENT, /log",
        "JAVA_PATIENT, /agents/",
        "JAVA_PATIENT, /start",
        "JAVA_PATIENT, /log"
    })
    void missingRightEndsAnAgentAndTheMessageNamesIt(Client client, String forbidden) {
        server.forbid(forbidden);

        endsBecauseARightIsMissing(start(client, Map.of(), "token", TOKEN));
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT"})
    void missingRightForHeartbeatsEndsAnAgentAtWork(Client client) {
        server.before("/log", () -> server.forbid("/heartbeat"));

        endsBecauseARightIsMissing(start(client, Map.of(), "token", TOKEN));
    }

    @ParameterizedTest
    @CsvSource({"poll, load-", "poll, /status", "poll, /events", "poll, wait=30s", "sse, /events", "batch, /live"})
    void missingRightEndsTheLoadToolAndTheMessageNamesIt(String transport, String forbidden) {
        server.forbid(forbidden);

        endsBecauseARightIsMissing(start(Client.LOAD_TOOL, Map.of(), "token", TOKEN, "transport", transport));
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_PATIENT", "JAVA_PATIENT"})
    void agentFollowsNoRedirect(Client client) {
        server.redirect("/heartbeat", elsewhere.url().replace("127.0.0.1", "localhost"));

        RunningProgram program = start(client, Map.of(), "token", TOKEN);

        program.awaitLine(Pattern.compile("redirects are not followed"), Patience.LIMIT);
        assertThat(elsewhere.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"poll, load-", "poll, /events", "sse, /events", "websocket, /live"})
    void loadToolFollowsNoRedirect(String transport, String at) {
        server.redirect(at, elsewhere.url().replace("127.0.0.1", "localhost"));

        RunningProgram program = start(Client.LOAD_TOOL, Map.of(), "token", TOKEN, "transport", transport);

        assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isOne();
        assertThat(elsewhere.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_WORKER", "JAVA_WORKER", "LOAD_TOOL"})
    void unusableTokenIsReportedAtTheStart(Client client) {
        Path missing = directory.resolve("missing");
        Map<RunningProgram, String> expected = Map.of(
                start(client, Map.of(), "token-file", missing.toString()),
                "no token can be read from the file " + missing + " (--token-file)",
                start(client, Map.of(), "token-file", file("\n").toString()),
                "(--token-file) has no token",
                start(client, environment(file(TOKEN + "\n" + TOKEN), "")),
                "(SWARMBOT_TOKEN_FILE) has no token",
                start(client, Map.of("SWARMBOT_TOKEN", TOKEN + "\u00e9")),
                "the environment variable SWARMBOT_TOKEN has no token",
                start(client, Map.of(), "token", ""),
                "the argument --token has no token");

        expected.forEach((program, message) -> {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isEqualTo(2);
            assertThat(program.wholeOutput()).contains(message);
        });
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON_WORKER", "JAVA_WORKER", "LOAD_TOOL"})
    void mistypedOptionDoesNotShowTheToken(Client client) {
        RunningProgram program = start(client, Map.of(), "tokem", TOKEN);

        assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isEqualTo(2);
    }

    /** Without an argument the constructor looks at the environment; no text about it shows the token. */
    @Test
    void pythonModuleTakesTheTokenAsAnArgument() {
        String script = """
                import sys
                sys.path.insert(0, "src/examples/python")
                import swarmbot
                agent = swarmbot.Agent({}, "%s", token="%s")
                print(repr(swarmbot.Token("%s")), vars(agent), vars(agent._service))
                agent.call("GET", "tasks")
                """.formatted(server.url(), TOKEN, TOKEN);
        List<String> python = ExampleAgents.IN_PYTHON.worker().subList(0, 1);
        RunningProgram program = RunningProgram.start(
                Stream.concat(python.stream(), Stream.of("-c", script)).toList());
        programs.add(program);

        assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();
        assertThat(program.wholeOutput()).contains("the token from the argument --token");
        assertThat(requests("/tasks")).containsExactly("Bearer " + TOKEN);
    }

    private void eachRequestCarriesTheToken(Client client, RunningProgram program) {
        if (client == Client.LOAD_TOOL) {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();
            assertThat(requests("/events")).isNotEmpty();
        } else {
            await().until(() -> !requests("/log").isEmpty());
        }
        assertThat(server.requests()).extracting(Request::authorization).containsOnly("Bearer " + TOKEN);
    }

    private static void endsBecauseARightIsMissing(RunningProgram program) {
        assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isOne();
        assertThat(program.wholeOutput()).contains("forbidden: the right work in swarm s1 is missing");
    }

    private RunningProgram start(Client client, Map<String, String> environment, String... options) {
        // An empty variable counts as none: the machine may have its own.
        Map<String, String> all = new HashMap<>(Map.of("SWARMBOT_TOKEN", "", "SWARMBOT_TOKEN_FILE", ""));
        all.putAll(environment);
        List<String> defaults = client == Client.LOAD_TOOL ? List.of("transport", "poll") : List.of();
        List<String> given =
                Stream.concat(defaults.stream(), Stream.of(options)).toList();
        RunningProgram program = RunningProgram.start(client.command(server.url(), given.toArray(String[]::new)), all);
        programs.add(program);
        return program;
    }

    private static Map<String, String> environment(Path file, String token) {
        return Map.of("SWARMBOT_TOKEN_FILE", file.toString(), "SWARMBOT_TOKEN", token);
    }

    /** The headers of the requests with this text in their URI, in the order of their arrival. */
    private List<String> requests(String part) {
        return server.requests().stream()
                .filter(request -> request.uri().contains(part))
                .map(request -> String.valueOf(request.authorization()))
                .toList();
    }

    private void renew(Path file) {
        write(file, NEW_TOKEN + "\n");
        server.accept(NEW_TOKEN);
    }

    private Path file(String content) {
        try {
            Path file = Files.createTempFile(directory, "token", "");
            write(file, content);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
