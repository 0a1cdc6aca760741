package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.LoginServer;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.Tab;
import io.swarmbot.testing.WithTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JavaScript client, if the service requires a login. */
@QuarkusTest
@TestProfile(WithTokens.class)
@Tag("stress-only")
class SwarmClientLoginQuarkusTest {

    /** A client that logs in with a token and remembers what it is told. Without the token it must be in the page. */
    private static final String START = """
            async ({ swarm, transports, token, tokens }) => {
              const { SwarmClient } = await import('/swarmbot-client.js');
              window.seen = [];
              window.ends = [];
              window.asked = [];
              const next = () => {
                asked.push(tokens[0]);
                return Promise.resolve(tokens.length > 1 ? tokens.shift() : tokens[0]);
              };
              window.client = new SwarmClient({
                swarm,
                transports,
                token: tokens ? next : token,
                timing: { backoffBase: 20 },
                onEvent: (event) => seen.push(event.cursor),
                onUnauthenticated: ({ reason, problem }) => ends.push(`${reason}: ${problem.message}`),
              });
              client.start();
            }
            """;

    private static final String IN_NODE = """
            import { SwarmClient } from './swarmbot-client.js';
            const [baseUrl, swarm, token] = process.argv.slice(2);
            const client = new SwarmClient({
              baseUrl, swarm, token,
              WebSocket: undefined,
              onEvent: (event) => console.log(event.type),
              onStatus: (status) => status.state === 'live' && console.log('live', status.transport),
              onUnauthenticated: ({ reason, problem }) => console.log(reason, problem.message),
            });
            client.start();
            """;

    private static final String REDIRECTED = """
            import { SwarmApi } from './swarmbot-client.js';
            const api = new SwarmApi({ baseUrl: process.argv[2], token: 'any' });
            await api.swarms().catch(({ code, message }) => console.log(code, message));
            """;

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path directory;

    private Rest rest;
    private Tab tab;

    @BeforeEach
    void makeSwarm() {
        await().until(() ->
                Rest.exchange(server, "GET", "/api/v1/tokens", null, as("root")).statusCode() == 200);
        rest = Rest.inNewSwarm(server, as("root"));
        // A page without a login, and without requests of its own.
        tab = Browser.open(server.resolve("/swarmbot-client.js"));
    }

    @AfterEach
    void closePage() {
        tab.close();
    }

    private JsonNode make() {
        HttpResponse<String> made = Rest.exchange(
                server,
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"" + rest.swarm() + "\",\"role\":\"operator\"}]}",
                as("root"));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Rest.json(made);
    }

    private static String textOf(JsonNode token) {
        return token.path("token").asText();
    }

    private void revoke(JsonNode token) {
        Rest.exchange(server, "DELETE", "/api/v1/tokens/" + token.path("id").asText(), null, as("root"));
    }

    private void start(String transport, String login) {
        tab.evaluate(
                "(options) => (" + START + ")(JSON.parse(options))",
                "{\"swarm\":\"" + rest.swarm() + "\",\"transports\":[\"" + transport + "\"]," + login + "}");
    }

    /** Polls, because the policy of the page forbids the way in which Playwright waits. */
    private void awaitTrue(String expression) {
        await(expression).until(() -> tab.evaluate(expression).equals(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "poll"})
    void clientWithATokenFollowsUntilItIsRevokedAndGoesOnWithTheNext(String transport) {
        JsonNode first = make();
        start(transport, "\"token\":\"" + textOf(first) + "\"");
        awaitTrue("client.status.state === 'live' && client.status.transport === '" + transport + "'");
        String seen = rest.register("agent1");
        awaitTrue("client.cursor === '" + seen + "'");
        assertThat(tab.evaluate("client.submitTask({ type: 'x' }).then((task) => task.status)"))
                .isEqualTo("pending");

        revoke(first);

        awaitTrue("client.status.state === 'unauthenticated'");
        assertThat(tab.evaluate("ends.length")).isEqualTo(1);
        assertThat((String) tab.evaluate("ends[0]"))
                .startsWith(transport.equals("poll") ? "unauthenticated: " : "revoked: ")
                .endsWith("the service does not accept the token: it is wrong, expired or revoked");
        List<String> requests = tab.requests();
        String end = rest.register("agent2");
        assertThat(tab.evaluate("client.status.state")).isEqualTo("unauthenticated");
        assertThat(tab.requests()).as("it waits without asking").isEqualTo(requests);

        tab.evaluate("client.useToken('" + textOf(make()) + "')");

        awaitTrue("client.cursor === '" + end + "'");
        assertThat(tab.evaluate("JSON.stringify(client.state.toSnapshot())")).isEqualTo(rest.snapshotText());
        assertThat(tab.evaluate(
                        "`${new Set(seen).size} ${seen.length} ${client.stats.snapshots} ${client.stats.gaps}`"))
                .isEqualTo("3 3 1 0");
        assertThat(tab.requests()).noneMatch(request -> request.contains(textOf(first)));
        tab.evaluate("client.stop()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "poll"})
    void functionIsAskedAgainWhenItsTokenIsRefused(String transport) {
        JsonNode first = make();
        JsonNode second = make();
        start(transport, "\"tokens\":[\"" + textOf(first) + "\",\"" + textOf(second) + "\"]");
        awaitTrue("client.status.state === 'live'");
        assertThat(tab.evaluate("asked.length")).isEqualTo(1);

        revoke(first);

        awaitTrue("asked.length === 2");
        String end = rest.register("agent1");
        awaitTrue("client.status.state === 'live' && client.cursor === '" + end + "'");
        assertThat(tab.evaluate("ends.length")).isEqualTo(0);
        revoke(second);
        awaitTrue("client.status.state === 'unauthenticated'");
        assertThat(tab.evaluate("ends.length + ' ' + asked.length")).isEqualTo("1 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "poll"})
    void clientWithoutALoginIsToldSoOnceAndDoesNotComeBack(String transport) {
        start(transport, "\"token\":null");

        awaitTrue("client.status.state === 'unauthenticated'");

        assertThat((String) tab.evaluate("ends.join()"))
                .isEqualTo("unauthenticated: the service requires a token, and there is none: give the option token, or"
                        + " log in");
        tab.evaluate("client.stop()");
        assertThat(tab.evaluate("client.status.state")).isEqualTo("stopped");
    }

    @Test
    void textThatIsNoTokenIsReportedAndNotShown() {
        start("sse", "\"token\":null");
        for (String text : List.of("Secret one", "Secret\\nX", "Secret\u00e9", "")) {
            String message = (String) tab.evaluate(
                    "(text) => { try { client.useToken(text); return 'taken'; } catch (error) { return error.message; } }",
                    text.replace("\\n", "\n"));
            assertThat(message).contains("this is no token").doesNotContain("Secret");
        }
    }

    @Test
    void clientInNodeFollowsWithATokenAndIsToldWhenItEnds() throws IOException {
        JsonNode token = make();

        try (RunningProgram program = startInNode(IN_NODE, server.toString(), rest.swarm(), textOf(token))) {
            program.awaitLine(Pattern.compile("live sse"), Patience.LIMIT);
            rest.register("agent1");
            program.awaitLine(Pattern.compile("agent_registered"), Patience.LIMIT);
            revoke(token);

            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();
            assertThat(program.wholeOutput()).contains("revoked the service does not accept the token");
        }
    }

    @Test
    void tokenFollowsNoRedirect() throws IOException {
        try (LoginServer asked = LoginServer.accepting("any");
                LoginServer elsewhere = LoginServer.accepting("any")) {
            asked.redirect("/swarms", elsewhere.url().replace("127.0.0.1", "localhost"));

            try (RunningProgram program = startInNode(REDIRECTED, asked.url())) {
                assertThat(program.exitCode(Patience.LIMIT))
                        .as(program.output())
                        .isZero();
                assertThat(program.wholeOutput()).contains("redirected redirects are not followed with a token");
            }
            assertThat(asked.requests())
                    .extracting(LoginServer.Request::authorization)
                    .containsExactly("Bearer any");
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    private RunningProgram startInNode(String script, String... arguments) throws IOException {
        Path node = Programs.require(List.of("node"), "Node, for the JavaScript client");
        Path resources = Path.of("src/main/resources/META-INF/resources");
        Files.createDirectories(directory.resolve("swarmbot-client"));
        try (var files = Files.walk(resources, 2)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = resources.relativize(file);
                if (name.toString().startsWith("swarmbot-client")) {
                    Files.copy(file, directory.resolve(name));
                }
            }
        }
        Files.writeString(directory.resolve("package.json"), "{\"type\":\"module\"}");
        Path program = Files.writeString(directory.resolve("program.js"), script);
        List<String> command = new ArrayList<>(List.of(node.toString(), program.toString()));
        command.addAll(List.of(arguments));
        return RunningProgram.start(command);
    }
}
