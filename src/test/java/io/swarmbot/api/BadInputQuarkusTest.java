package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Frame;
import io.swarmbot.testing.LiveClient;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets one clear error with a stable code, changes nothing, and leaves the connection as it was. */
@QuarkusTest
class BadInputQuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEEP = "[".repeat(40) + "]".repeat(40);

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private String before;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        rest.submit("task1");
        before = rest.snapshotText();
    }

    static Stream<Arguments> requests() {
        String status = "/agents/agent1/status";
        return Stream.of(
                request("GET", "/agents/nobody", null, 404, "unknown_agent"),
                request("PUT", "/agents/nobody/status", "{\"status\":\"busy\"}", 404, "unknown_agent"),
                request("DELETE", "/agents/nobody", null, 404, "unknown_agent"),
                request("POST", "/agents/nobody/heartbeat", null, 404, "unknown_agent"),
                request("POST", "/agents/nobody/claim", null, 404, "unknown_agent"),
                request("GET", "/tasks/nothing", null, 404, "unknown_task"),
                request("POST", "/tasks/nothing/start", "{\"agent_id\":\"agent1\"}", 404, "unknown_task"),
                request("PUT", "/agents/-bad", "{}", 400, "bad_identifier"),
                request("PUT", "/agents/" + "x".repeat(65), "{}", 400, "bad_identifier"),
                request("PUT", "/agents/a%20b", "{}", 400, "bad_identifier"),
                request("GET", "/tasks/%00", null, 400, "bad_identifier"),
                request("PUT", status, "{\"status\":\"sleepy\"}", 400, "bad_field"),
                request("PUT", status, "{\"status\":7}", 400, "bad_field"),
                request("PUT", status, "{\"status\":\"busy\",\"details\":[1]}", 400, "bad_field"),
                request("PUT", status, "{\"status\":\"busy\",\"mood\":1}", 400, "unknown_field"),
                request("PUT", status, "{\"status\":\"busy\",\"agent_id\":\"other\"}", 400, "unknown_field"),
                request("PUT", status, "{}", 400, "missing_field"),
                request("PUT", status, "", 400, "body_missing"),
                request("PUT", status, "[]", 400, "bad_json"),
                request("PUT", status, "{\"status\":", 400, "bad_json"),
                request("PUT", status, "{\"status\":\"busy\"} {}", 400, "bad_json"),
                request("PUT", status, "{\"status\":\"busy\",\"status\":\"idle\"}", 400, "bad_json"),
                request("PUT", status, "{\"status\":\"busy\",\"details\":{\"a\":1,\"a\":2}}", 400, "bad_json"),
                request("PUT", status, "{\"status\":\"busy\",\"details\":{\"a\":\"\\ud800\"}}", 400, "bad_json"),
                request("PUT", status, "{\"status\":\"busy\",\"details\":{\"a\":" + DEEP + "}}", 400, "too_deep"),
                request(
                        "PUT",
                        status,
                        "{\"status\":\"busy\",\"details\":{\"a\":\"" + "x".repeat(4096) + "\"}}",
                        413,
                        "too_big"),
                request(
                        "PUT",
                        status,
                        "{\"status\":\"busy\",\"details\":{\"a\":\"" + "x".repeat(70_000) + "\"}}",
                        413,
                        "too_big"),
                request("POST", "/tasks", "{\"id\":\"task1\",\"type\":\"t\"}", 409, "task_exists"),
                request("POST", "/tasks", "{\"type\":\"t\",\"priority\":11}", 400, "bad_field"),
                request("POST", "/tasks", "{\"type\":\"t\",\"priority\":1.5}", 400, "bad_field"),
                request("POST", "/tasks", "{\"type\":\"t\",\"requirements\":[1]}", 400, "bad_field"),
                request("POST", "/tasks", "{\"type\":\"t\",\"dependencies\":[\"nothing\"]}", 422, "unknown_dependency"),
                request("POST", "/tasks/task1/complete", "{\"agent_id\":\"agent1\"}", 409, "not_assigned"),
                request("POST", "/agents/agent1/claim?wait=soon", null, 400, "bad_parameter"),
                request("POST", "/agents/agent1/claim?wait=56s", null, 400, "bad_parameter"),
                request("GET", "/events?after=7", null, 400, "bad_cursor"),
                request("GET", "/events?after=abc-x", null, 400, "bad_cursor"),
                request("GET", "/events?limit=0", null, 400, "bad_parameter"),
                request("GET", "/events?types=nonsense", null, 400, "bad_parameter"),
                request("GET", "/events?colour=red", null, 400, "unknown_parameter"),
                request("GET", "/events?wait=1s&wait=2s", null, 400, "bad_parameter"),
                request("GET", "/tasks?status=done", null, 400, "bad_parameter"),
                request("GET", "?at_least=zz", null, 400, "bad_cursor"),
                request("GET", "?at_least=abc-9", null, 503, "behind"),
                request("GET", "/live", null, 426, "upgrade_required"),
                request("GET", "/nothing", null, 404, "unknown_path"));
    }

    private static Arguments request(String method, String path, String body, int status, String code) {
        return Arguments.of(method, path, body, status, code);
    }

    @ParameterizedTest(name = "{0} {1} -> {4}")
    @MethodSource("requests")
    void aBadRequestIsAnsweredWithAProblemAndChangesNothing(
            String method, String path, String body, int status, String code) throws Exception {
        HttpResponse<String> response = rest.send(method, path, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertProblem(response.headers().firstValue("Content-Type").orElse(""), response.body(), status, code);
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @Test
    void anUnknownSwarmIsAProblem() throws Exception {
        HttpResponse<String> response = Rest.of(server, "nowhere").get("");

        assertProblem(response.headers().firstValue("Content-Type").orElse(""), response.body(), 404, "unknown_swarm");
    }

    @Test
    void aBodyOverTheLimitIsAProblemWhetherItsLengthIsSaidOrNot() throws Exception {
        String target = rest.path() + "/agents/agent1/status";
        RawConnection.Response said;
        try (RawConnection connection = RawConnection.to(server)) {
            said = connection
                    .request("PUT", target, "Content-Type", "application/json", "Content-Length", "9000000")
                    .receive();
        }
        RawConnection.Response chunked;
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request("PUT", target, "Content-Type", "application/json", "Transfer-Encoding", "chunked");
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 17; i++) {
                connection.send(chunk);
            }
            chunked = connection.send("0\r\n\r\n").receive();
        }

        assertProblem(said.header("Content-Type"), said.body(), 413, "too_big");
        assertProblem(chunked.header("Content-Type"), chunked.body(), 413, "too_big");
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @Test
    void anotherMediaTypeIsAProblem() throws Exception {
        String target = rest.path() + "/agents/agent1/status";
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response response = connection
                    .request("PUT", target, "Content-Type", "text/plain", "Content-Length", "2")
                    .send("{}")
                    .receive();

            assertProblem(response.header("Content-Type"), response.body(), 415, "unsupported_media_type");
        }
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of("nonsense", "bad_json"),
                Arguments.of("[]", "bad_json"),
                Arguments.of("{\"id\":\"c1\"}", "missing_field"),
                Arguments.of("{\"id\":\"c1\",\"type\":\"dance\"}", "unknown_command"),
                Arguments.of("{\"id\":7,\"type\":\"heartbeat\"}", "bad_field"),
                Arguments.of("{\"id\":\"c1\",\"type\":\"heartbeat\",\"agent_id\":\"nobody\"}", "unknown_agent"),
                Arguments.of("{\"id\":\"c1\",\"type\":\"heartbeat\",\"agent_id\":\"agent1\",\"x\":1}", "unknown_field"),
                Arguments.of(
                        "{\"id\":\"c1\",\"type\":\"update_agent_status\",\"agent_id\":\"agent1\",\"status\":\"?\"}",
                        "bad_field"),
                Arguments.of("{\"id\":\"" + "x".repeat(200) + "\",\"type\":\"heartbeat\"}", "bad_field"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("messages")
    void aBadMessageIsAnsweredWithAnErrorAndTheConnectionGoesOn(String message, String code) {
        try (LiveClient client = LiveClient.open(server, rest.swarm(), "")) {
            client.send(message);

            JsonNode error = client.await("error");
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(rest.snapshotText()).isEqualTo(before);
            rest.status("agent1", "busy");
            client.await("agent_status_changed");
        }
    }

    @Test
    void aBinaryMessageIsAnsweredWithAnErrorAndTheConnectionGoesOn() {
        try (LiveClient client = LiveClient.open(server, rest.swarm(), "")) {
            client.send(new Frame(Frame.BINARY, new byte[] {1, 2, 3}));

            assertThat(client.await("error").path("code").asText()).isEqualTo("not_text");
            rest.status("agent1", "busy");
            client.await("agent_status_changed");
        }
    }

    private static void assertProblem(String contentType, String body, int status, String code) throws Exception {
        assertThat(contentType).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(body);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(body)
                .doesNotContain("Exception")
                .doesNotContain("io.swarmbot")
                .doesNotContain("\tat ");
    }
}
