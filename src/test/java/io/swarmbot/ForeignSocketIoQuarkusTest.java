package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.ForeignSocketIo;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client libraries of an older dashboard follow a swarm, and come back after a break. */
@QuarkusTest
@Tag("stress-only")
class ForeignSocketIoQuarkusTest {

    private static final String POLLING = "\"transports\":[\"polling\"]";
    private static final String WEBSOCKET = "\"transports\":[\"websocket\"]";
    private static final String BOTH = "\"transports\":[\"polling\",\"websocket\"]";

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
    }

    private String options(String transports) {
        return "{\"auth\":{\"swarm\":\"" + rest.swarm() + "\"}," + transports + "}";
    }

    private static List<String> numbers(ForeignSocketIo client) {
        return client.lines().stream()
                .filter(line -> line.path("event").asText().equals("agent_status_changed"))
                .map(line -> line.path("args").path(0).path("details").path("n").asText())
                .toList();
    }

    @Test
    void testsOfTheGuidePass() {
        assertThat(ForeignSocketIo.guide(server)).contains("Ran 2 tests").endsWith("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {POLLING, WEBSOCKET, BOTH})
    void javaScriptFollowsAndGivesCommands(String transports) {
        try (ForeignSocketIo client = ForeignSocketIo.inJavaScript(server, options(transports))) {
            JsonNode connected = client.await("\"event\":\"connected\"");
            assertThat(connected.path("args")).hasSize(1);
            if (transports.equals(BOTH)) {
                assertThat(client.await("upgrade").path("transport").asText()).isEqualTo("websocket");
            }

            rest.status("agent1", "busy", 1);
            assertThat(client.await("agent_status_changed")
                            .path("args")
                            .path(0)
                            .path("agent_id")
                            .asText())
                    .isEqualTo("agent1");
            client.emit("submit_task", "{\"task_type\":\"x\"}");
            assertThat(client.await("\"answer\": ?\\{")
                            .path("answer")
                            .path("status")
                            .asInt())
                    .isEqualTo(201);
            client.emit("no_command", "{}");
            assertThat(client.await("unknown_command")
                            .path("answer")
                            .path("type")
                            .asText())
                    .isEqualTo("error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {POLLING, WEBSOCKET, BOTH})
    void javaScriptRecoversWhatItMissed(String transports) {
        try (PortSwitch port = PortSwitch.to(server.getPort());
                ForeignSocketIo client = ForeignSocketIo.inJavaScript(
                        URI.create("http://127.0.0.1:" + port.port() + "/"), options(transports))) {
            client.await("\"event\":\"cursor\"");
            if (transports.equals(BOTH)) {
                client.await("upgrade");
            }
            for (int cut = 1; cut <= 3; cut++) {
                rest.status("agent1", "busy", 2L * cut - 1);
                client.await("\"event\":\"cursor\",\"args\":\\[\"" + rest.cursor());
                // Nobody listens at port 1, so the client is away while the next one happens.
                port.leadTo(1);
                client.awaitCount("\"now\":\"disconnect\"", cut);
                String end = rest.status("agent1", "busy", 2L * cut);
                port.leadTo(server.getPort());
                client.await("\"event\":\"cursor\",\"args\":\\[\"" + end);
            }
            assertThat(numbers(client)).containsExactly("1", "2", "3", "4", "5", "6");
            client.awaitCount("\"recovered\":true", 3);
        }
    }

    @Test
    void javaScriptHearsWhyItIsNotLetInAndStaysAway() {
        try (ForeignSocketIo client =
                ForeignSocketIo.inJavaScript(server, "{\"auth\":{\"swarm\":\"no-such-swarm\"}," + WEBSOCKET + "}")) {
            JsonNode error = client.await("connect_error");

            assertThat(error.path("data").path("code").asText()).isEqualTo("unknown_swarm");
            assertThat(error.path("active").asBoolean()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {POLLING, WEBSOCKET, BOTH})
    void pythonFollowsGivesCommandsAndComesBack(String transports) {
        try (PortSwitch port = PortSwitch.to(server.getPort());
                ForeignSocketIo client = ForeignSocketIo.inPython(
                        URI.create("http://127.0.0.1:" + port.port() + "/"), options(transports))) {
            client.await("\"event\": \"connected\"");
            client.emit("submit_task", "{\"task_type\":\"x\"}");
            assertThat(client.await("\"answer\": ?\\{")
                            .path("answer")
                            .path("status")
                            .asInt())
                    .isEqualTo(201);

            // A cut between two polls would end nothing.
            port.leadTo(1);
            client.await("\"now\": \"disconnect\"");
            port.leadTo(server.getPort());
            client.awaitCount("\"event\": \"connected\"", 2);
            rest.status("agent1", "busy", 1);

            assertThat(client.await("agent_status_changed")
                            .path("args")
                            .path(0)
                            .path("status")
                            .asText())
                    .isEqualTo("busy");
        }
    }
}
