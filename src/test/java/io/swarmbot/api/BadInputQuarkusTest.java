package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Frame;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets one clear error with a stable code, changes nothing, and leaves the connection usable. */
@QuarkusTest
class BadInputQuarkusTest {

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
                request("PUT", status, "{\"status\":\"busy\",\"details\":" + "9".repeat(300) + "}", 400, "bad_json"),
                request("PUT", status, "{\"status\":\"busy\",\"" + "x".repeat(300) + "\":1}", 400, "bad_json"),
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
                request("GET", "/tasks?q=colour:red", null, 400, "bad_parameter"),
                request("GET", "?at_least=zz", null, 400, "bad_cursor"),
                request("GET", "?at_least=abc-9", null, 410, "cursor_lost"),
                request("GET", "/live", null, 426, "upgrade_required"),
                request("GET", "/nothing", null, 404, "unknown_path"));
    }

    private static Arguments request(String method, String path, String body, int status, String code) {
        return Arguments.of(method, path, body, status, code);
    }

    @ParameterizedTest(name = "{0} {1} -> {4}")
    @MethodSource("requests")
    void badRequestGetsAProblemAndChangesNothing(String method, String path, String body, int status, String code)
            throws Exception {
        HttpResponse<String> response = rest.send(method, path, body);

        Problems.assertProblem(response, status, code);
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @Test
    void unknownSwarmGetsAProblem() throws Exception {
        Problems.assertProblem(Rest.of(server, "nowhere").get(""), 404, "unknown_swarm");
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "PATCH,  '',                     'DELETE, GET, HEAD, PUT'",
        "POST,   /agents/agent1,         'DELETE, GET, HEAD, PUT'",
        "PATCH,  /agents/agent1,         'DELETE, GET, HEAD, PUT'",
        "PUT,    /agents,                'GET, HEAD'",
        "DELETE, /agents/a/heartbeat,    POST",
        "GET,    /agents/a/status,       PUT",
        "PUT,    /tasks,                 'GET, HEAD, POST'",
        "DELETE, /tasks/task1,           'GET, HEAD'",
        "GET,    /tasks/task1/complete,  POST",
        "POST,   /events,                'GET, HEAD'",
        "DANCE,  /tasks,                 'GET, HEAD, POST'",
        "POST,   /live,                  GET"
    })
    void aMethodThatAPathDoesNotTakeIsAProblemThatNamesThoseItTakes(String method, String path, String allowed) {
        RawConnection.Response response = RawConnection.ask(server, method, rest.path() + path, "Content-Length", "0");

        Problems.assertProblem(response, 405, "method_not_allowed");
        assertThat(response.header("Allow")).isEqualTo(allowed);
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "Connection: Upgrade, Upgrade: websocket, Sec-WebSocket-Version: 13, X: no key",
        "Connection: Upgrade, Upgrade: websocket, Sec-WebSocket-Version: 8, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Connection: close, Upgrade: websocket, Sec-WebSocket-Version: 13, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Connection: Upgrade, Upgrade: other, Sec-WebSocket-Version: 13, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    })
    void anUpgradeThatIsNoWebSocketHandshakeIsAProblem(String one, String two, String three, String four) {
        String[] headers = Stream.of(one, two, three, four)
                .flatMap(header -> Stream.of(header.split(": ")))
                .toArray(String[]::new);

        RawConnection.Response response = RawConnection.ask(server, "GET", rest.path() + "/live", headers);

        Problems.assertProblem(response, 426, "upgrade_required");
        assertThat(response.header("Upgrade")).isEqualTo("websocket");
        assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
    }

    @Test
    void requestWithoutAHostGetsAProblem() {
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response response =
                    connection.send("GET " + rest.path() + " HTTP/1.1\r\n\r\n").receive();

            Problems.assertProblem(response, 400, "bad_request");
        }
    }

    @Test
    void brokenChunkEndsTheRequestAndNothingElse() {
        String target = rest.path() + "/agents/agent1/status";
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request("PUT", target, "Content-Type", "application/json", "Transfer-Encoding", "chunked");
            connection.send("no size\r\n{}\r\n0\r\n\r\n");
        }

        assertThat(rest.snapshotText()).isEqualTo(before);
        rest.status("agent1", "busy");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 80, 640})
    void bodyOverTheLimitGetsAProblemWithAndWithoutALength(int blocks) {
        String target = rest.path() + "/agents/agent1/status";
        String block = " ".repeat(0x10000);
        RawConnection.Response said;
        try (RawConnection connection = RawConnection.to(server)) {
            String length = String.valueOf(blocks * block.length());
            connection.request("PUT", target, "Content-Type", "application/json", "Content-Length", length);
            for (int i = 0; i < blocks; i++) {
                connection.send(block);
            }
            said = connection.receive();
        }
        RawConnection.Response chunked;
        RawConnection.Response next;
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request("PUT", target, "Content-Type", "application/json", "Transfer-Encoding", "chunked");
            for (int i = 0; i < blocks; i++) {
                connection.send("10000\r\n" + block + "\r\n");
            }
            chunked = connection.send("0\r\n\r\n").receive();
            next = connection.request("GET", rest.path()).receive();
        }

        Problems.assertProblem(said, 413, "too_big");
        Problems.assertProblem(chunked, 413, "too_big");
        assertThat(next.status()).isEqualTo(200);
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @Test
    void bodyOverTheLimitIsRefusedBeforeItIsSent() {
        String target = rest.path() + "/agents/agent1/status";

        RawConnection.Response response = RawConnection.ask(
                server, "PUT", target, "Content-Type", "application/json", "Content-Length", "9000000");

        Problems.assertProblem(response, 413, "too_big");
    }

    @Test
    void bodyInChunksIsAccepted() {
        String body = "{\"status\":\"busy\",\"details\":{\"x\":\"" + "x".repeat(4_000) + "\"}}";
        RawConnection.Response response;
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request(
                    "PUT",
                    rest.path() + "/agents/agent1/status",
                    "Content-Type",
                    "application/json",
                    "Transfer-Encoding",
                    "chunked");
            for (int start = 0; start < body.length(); start += 1_000) {
                String chunk = body.substring(start, Math.min(body.length(), start + 1_000));
                connection.send(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            response = connection.send("0\r\n\r\n").receive();
        }

        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.json().path("status").asText()).isEqualTo("busy");
    }

    /** Some clients send every body in chunks, also one of no bytes. */
    @Test
    void emptyBodyInChunksIsAnsweredLikeNone() {
        try (RawConnection connection = RawConnection.to(server)) {
            String path = rest.path() + "/agents/agent1";
            connection
                    .request("POST", path + "/heartbeat", "Transfer-Encoding", "chunked")
                    .send("0\r\n\r\n");
            assertThat(connection.receive().status()).isEqualTo(200);

            connection
                    .request("PUT", path + "/status", "Transfer-Encoding", "chunked")
                    .send("0\r\n\r\n");

            Problems.assertProblem(connection.receive(), 400, "body_missing");
        }
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @Test
    void contentTypeThatCannotBeParsedIsNoFaultWithoutABody() {
        Problems.assertProblem(
                RawConnection.ask(server, "POST", rest.path() + "/commands", "Content-Type", "application/x: 111"),
                400,
                "body_missing");
    }

    @Test
    void otherMediaTypeGetsAProblem() {
        String target = rest.path() + "/agents/agent1/status";
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response response = connection
                    .request("PUT", target, "Content-Type", "text/plain", "Content-Length", "2")
                    .send("{}")
                    .receive();

            Problems.assertProblem(response, 415, "unsupported_media_type");
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
    void badMessageGetsAnErrorAndTheConnectionGoesOn(String message, String code) {
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            client.send(message);

            JsonNode error = client.await("error");
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(rest.snapshotText()).isEqualTo(before);
            rest.status("agent1", "busy");
            client.await("agent_status_changed");
        }
    }

    @Test
    void binaryMessageGetsAnErrorAndTheConnectionGoesOn() {
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            client.send(new Frame(Frame.BINARY, new byte[] {1, 2, 3}));

            assertThat(client.await("error").path("code").asText()).isEqualTo("not_text");
            rest.status("agent1", "busy");
            client.await("agent_status_changed");
        }
    }
}
