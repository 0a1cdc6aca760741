package io.swarmbot.api;

import static io.swarmbot.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many commands in one request. Each command of the WebSocket is taken, and is answered in its place. */
@QuarkusTest
class CommandBatchQuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARRAY = "application/json";
    private static final String LINES = "application/x-ndjson";

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    private JsonNode give(String... commands) throws Exception {
        HttpResponse<String> response = rest.send("POST", "/commands", "[" + String.join(",", commands) + "]");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static String submit(String id) {
        return "{\"type\":\"submit_task\",\"task_id\":\"" + id + "\",\"task_type\":\"t\"}";
    }

    private static List<String> eachOf(JsonNode answers, String field) {
        List<String> values = new ArrayList<>();
        answers.forEach(answer -> values.add(answer.path(field).asText()));
        return values;
    }

    @Test
    void commandsAreAnsweredInTheirPlaceWithStatusCursorAndResult() throws Exception {
        String held = "\"task_id\":\"k1\",\"agent_id\":\"a1\",\"attempt\":1";
        JsonNode answers = give(
                "{\"id\":\"c0\",\"type\":\"register_agent\",\"agent_id\":\"a1\",\"capabilities\":[\"x\"]}",
                "{\"id\":\"c1\",\"type\":\"update_agent_status\",\"agent_id\":\"a1\",\"status\":\"waiting\"}",
                "{\"id\":\"c2\",\"type\":\"heartbeat\",\"agent_id\":\"a1\",\"tasks\":[]}",
                "{\"id\":\"c3\",\"type\":\"claim\",\"agent_id\":\"a1\"}",
                submit("k1"),
                submit("k2"),
                "{\"type\":\"claim\",\"agent_id\":\"a1\",\"wait\":\"0s\"}",
                "{\"type\":\"start_task\"," + held + "}",
                "{\"type\":\"report_progress\"," + held + ",\"progress\":50}",
                "{\"type\":\"complete_task\"," + held + ",\"result\":{\"n\":1.50}}",
                "{\"type\":\"claim\",\"agent_id\":\"a1\"}",
                "{\"type\":\"fail_task\",\"task_id\":\"k2\",\"agent_id\":\"a1\",\"error\":\"no\"}",
                submit("k3"),
                "{\"type\":\"cancel_task\",\"task_id\":\"k3\"}",
                "{\"type\":\"remove_agent\",\"agent_id\":\"a1\"}");

        assertThat(eachOf(answers, "status"))
                .containsExactly(
                        "201", "200", "200", "204", "201", "201", "200", "200", "200", "200", "200", "200", "201",
                        "200", "204");
        assertThat(eachOf(answers, "id").subList(0, 5)).containsExactly("c0", "c1", "c2", "c3", "null");
        assertThat(answers.get(1).path("result").path("status").asText()).isEqualTo("waiting");
        assertThat(answers.get(3).path("result").isNull()).isTrue();
        assertThat(answers.get(6).path("result").path("id").asText()).isEqualTo("k1");
        assertThat(answers.get(9).path("result").path("result").toString()).isEqualTo("{\"n\":1.5}");
        assertThat(eachOf(answers, "cursor")).allMatch(cursor -> cursor.contains("-"));
    }

    @Test
    void cursorHeaderCoversTheWholeBatch() {
        HttpResponse<String> response =
                rest.send("POST", "/commands", "[" + submit("k1") + "," + submit("k2") + "," + submit("k2") + "]");

        assertThat(response.headers().firstValue("SwarmBot-Cursor")).hasValue(rest.cursor());
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("private, no-cache");
    }

    @Test
    void faultOfOneCommandIsToldInItsPlaceAndHarmsNoOther() throws Exception {
        JsonNode answers = give(
                "{\"id\":\"c0\",\"type\":\"register_agent\",\"agent_id\":\"a1\"}",
                "{\"id\":\"c1\",\"type\":\"update_agent_status\",\"agent_id\":\"nobody\",\"status\":\"busy\"}",
                "{\"id\":\"c2\",\"type\":\"dance\"}",
                "{\"id\":\"c3\",\"type\":}",
                "{\"id\":\"c4\",\"type\":\"claim\",\"agent_id\":\"a1\",\"wait\":\"5s\"}",
                "{\"id\":\"c5\",\"type\":\"update_agent_status\",\"agent_id\":\"a1\",\"status\":\"busy\"}");

        assertThat(eachOf(answers, "status")).containsExactly("201", "404", "400", "400", "400", "200");
        assertThat(eachOf(answers, "id")).containsExactly("c0", "c1", "c2", "null", "c4", "c5");
        assertThat(answers)
                .extracting(answer -> answer.path("problem").path("code").asText())
                .containsExactly("", "unknown_agent", "unknown_command", "bad_json", "bad_field", "");
        assertThat(rest.get("/agents/a1").body()).contains("\"status\":\"busy\"");
    }

    @Test
    void problemInABatchIsThatOfRest() throws Exception {
        String command = "{\"type\":\"update_agent_status\",\"agent_id\":\"nobody\",\"status\":\"busy\"}";

        JsonNode answer = give(command).get(0);

        HttpResponse<String> alone = rest.send("PUT", "/agents/nobody/status", "{\"status\":\"busy\"}");
        assertThat(answer.path("problem")).isEqualTo(JSON.readTree(alone.body()));
        assertThat(answer.path("status").asInt()).isEqualTo(404);
        assertThat(answer.has("result")).isFalse();
    }

    @ParameterizedTest(name = "{0} in, Accept {1}: {2}")
    @CsvSource({
        ARRAY + ",," + ARRAY,
        LINES + ",," + LINES,
        ARRAY + ",*/*," + ARRAY,
        LINES + ",*/*," + LINES,
        ARRAY + "," + LINES + "," + LINES,
        LINES + "," + ARRAY + "," + ARRAY,
        LINES + ",'application/json;q=0.5, application/x-ndjson;q=0.9'," + LINES,
    })
    void theAnswersHaveTheFormThatIsAcceptedOrThatOfTheCommands(String given, String accepted, String expected)
            throws Exception {
        String body = given.equals(LINES)
                ? submit("k1") + "\n" + submit("k2") + "\n"
                : "[" + submit("k1") + "," + submit("k2") + "]";
        String[] headers = accepted == null
                ? new String[] {"Content-Type", given}
                : new String[] {"Content-Type", given, "Accept", accepted};

        HttpResponse<String> response = rest.send("POST", "/commands", body, headers);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(expected);
        List<JsonNode> answers = new ArrayList<>();
        if (expected.equals(LINES)) {
            assertThat(response.body()).endsWith("}\n");
            for (String line : response.body().split("\n")) {
                answers.add(JSON.readTree(line));
            }
        } else {
            JSON.readTree(response.body()).forEach(answers::add);
        }
        assertThat(answers)
                .extracting(answer -> answer.path("result").path("id").asText())
                .containsExactly("k1", "k2");
    }

    /** The answers are larger than what is encoded at a time, and than what the sockets hold. */
    @Test
    void largeAnswersComeWholeAndInOrder() throws Exception {
        String input = "\"" + "x".repeat(15_000) + "\"";
        rest.send("POST", "/tasks", "{\"id\":\"k1\",\"type\":\"t\",\"input\":" + input + "}");
        rest.register("a1");
        rest.claim("a1", "0s");
        rest.start("k1", "a1");
        String body = IntStream.range(0, 1_000)
                .mapToObj(n -> "{\"id\":\"c" + n
                        + "\",\"type\":\"report_progress\",\"task_id\":\"k1\",\"agent_id\":\"a1\",\"message\":\"m" + n
                        + "\"}")
                .collect(Collectors.joining(",", "[", "]"));

        JsonNode answers = JSON.readTree(rest.send("POST", "/commands", body).body());

        assertThat(eachOf(answers, "id"))
                .isEqualTo(IntStream.range(0, 1_000).mapToObj(n -> "c" + n).toList());
        assertThat(answers)
                .allMatch(answer -> answer.path("result").path("input").asText().length() == 15_000);
        assertThat(answers.get(999).path("result").path("message").asText()).isEqualTo("m999");
    }

    @Test
    void unreadableBatchIsRefusedAndNothingIsDone() {
        String before = rest.snapshotText();

        assertProblem(rest.send("POST", "/commands", "[" + submit("k1") + ",{]"), 400, "bad_json");
        assertProblem(rest.send("POST", "/commands", submit("k1")), 400, "bad_json");
        assertProblem(rest.send("POST", "/commands", ""), 400, "body_missing");
        assertProblem(rest.send("POST", "/commands", "", "Content-Type", LINES), 400, "body_missing");
        assertProblem(
                rest.send("POST", "/commands", "[]", "Content-Type", "text/plain"), 415, "unsupported_media_type");
        assertProblem(
                rest.send("POST", "/commands", "[" + submit("k1") + "]", "Content-Type", ARRAY, "Accept", "text/html"),
                406,
                "not_acceptable");
        String many = IntStream.range(0, 1_001).mapToObj(n -> submit("k" + n)).collect(Collectors.joining(","));
        assertProblem(rest.send("POST", "/commands", "[" + many + "]"), 413, "too_big");
        assertProblem(rest.send("POST", "/commands", "[" + " ".repeat(1 << 20) + "]"), 413, "too_big");
        assertProblem(
                Rest.of(server, "nowhere").send("POST", "/commands", "[" + submit("k1") + "]"), 404, "unknown_swarm");
        assertThat(rest.snapshotText()).isEqualTo(before);
    }
}
