package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Idempotency keys, versions, metrics, logs, and views in the form of other standards, over REST. */
@QuarkusTest
class CoordinationQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("a1");
    }

    private JsonNode task(String id) {
        return Rest.json(rest.get("/tasks/" + id));
    }

    private static String code(HttpResponse<String> answer) {
        return Rest.json(answer).path("code").asText();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    // --- Keys ---

    @Test
    void keyIsAnsweredAlikeAndItsCommandDoneOnce() {
        String body = "{\"type\":\"count\",\"input\":{\"n\":1}}";
        HttpResponse<String> first = rest.send("POST", "/tasks", body, "Idempotency-Key", "k1");
        HttpResponse<String> again =
                rest.send("POST", "/tasks", "{\"input\":{\"n\":1},\"type\":\"count\"}", "Idempotency-Key", "k1");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(header(again, "SwarmBot-Cursor")).isEqualTo(header(first, "SwarmBot-Cursor"));
        assertThat(header(again, "Location")).isEqualTo(header(first, "Location"));
        assertThat(header(first, "Idempotency-Replayed")).isEmpty();
        assertThat(header(again, "Idempotency-Replayed")).isEqualTo("true");
        assertThat(Rest.json(rest.get("/tasks")).path("tasks")).hasSize(1);
    }

    @Test
    void keyWithAnotherBodyIsRefused() {
        rest.send("POST", "/tasks", "{\"type\":\"count\"}", "Idempotency-Key", "k1");

        HttpResponse<String> other = rest.send("POST", "/tasks", "{\"type\":\"sort\"}", "Idempotency-Key", "k1");

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(code(other)).isEqualTo("key_reused");
    }

    @Test
    void keyIsTheSameOnEveryTransport() {
        HttpResponse<String> first =
                rest.send("POST", "/tasks", "{\"id\":\"t1\",\"type\":\"count\"}", "Idempotency-Key", "k1");
        String command =
                "\"type\":\"submit_task\",\"task_id\":\"t1\",\"task_type\":\"count\",\"idempotency_key\":\"k1\"}";

        JsonNode batch =
                Rest.json(rest.send("POST", "/commands", "[{" + command + "]")).get(0);
        assertThat(batch.path("status").asInt()).isEqualTo(201);
        assertThat(batch.path("replayed").asBoolean()).isTrue();
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            JsonNode ack = client.ask("{\"id\":\"c1\"," + command);
            assertThat(ack.path("status").asInt()).isEqualTo(201);
            assertThat(ack.path("replayed").asBoolean()).isTrue();
            assertThat(ack.path("cursor").asText()).isEqualTo(header(first, "SwarmBot-Cursor"));
        }
    }

    @Test
    void claimWithALostAnswerIsAnsweredAgain() {
        rest.submit("t1");
        rest.submit("t2");

        HttpResponse<String> first = rest.send("POST", "/agents/a1/claim", null, "Idempotency-Key", "k1");
        HttpResponse<String> again = rest.send("POST", "/agents/a1/claim?wait=1s", null, "Idempotency-Key", "k1");

        assertThat(Rest.withoutDue(again.body())).isEqualTo(Rest.withoutDue(first.body()));
        assertThat(Rest.json(again).at("/due/lease_until").isTextual()).isTrue();
        assertThat(task("t2").path("status").asText()).isEqualTo("pending");
    }

    // --- Steering ---

    @Test
    void commandWithAnOldVersionIsRefused() {
        rest.submit("t1");
        String version = header(rest.get("/tasks/t1"), "ETag");
        HttpResponse<String> first =
                rest.send("POST", "/tasks/t1/priority", "{\"priority\":1,\"actor\":\"ann\"}", "If-Match", version);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "ETag")).isNotEqualTo(version);

        HttpResponse<String> second = rest.send("POST", "/tasks/t1/cancel", "{}", "If-Match", version);

        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(code(second)).isEqualTo("version_mismatch");
        assertThat(task("t1").path("status").asText()).isEqualTo("pending");
    }

    @ParameterizedTest
    @CsvSource({
        "pause, /agents/a1/pause, mode, paused",
        "drain, /agents/a1/drain, mode, draining",
        "resume, /agents/a1/resume, mode, active"
    })
    void anAgentIsSteered(String name, String path, String field, String value) {
        HttpResponse<String> answer = rest.send("POST", path, "{\"actor\":\"ann\",\"reason\":\"tea\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Rest.json(answer).path(field).asText()).isEqualTo(value);
    }

    @Test
    void taskIsQuestionedAnsweredReassignedAndRetried() {
        rest.register("a2");
        rest.submit("t1");
        rest.claim("a1", "0s");
        rest.start("t1", "a1");
        assertStatus("/request-input", "{\"agent_id\":\"a1\",\"attempt\":1,\"question\":\"which?\"}", "input_required");
        assertStatus("/provide-input", "{\"answer\":{\"it\":\"this\"},\"actor\":\"ann\"}", "running");
        assertStatus("/reassign", "{\"agent_id\":\"a2\"}", "assigned");
        assertThat(task("t1").path("assigned_agents").get(0).asText()).isEqualTo("a2");
        assertStatus("/cancel", "{\"reason\":\"no\"}", "canceled");
        assertStatus("/retry", "{}", "pending");
        assertThat(code(rest.send("POST", "/tasks/t1/retry", "{}"))).isEqualTo("illegal_transition");
    }

    private void assertStatus(String path, String body, String status) {
        HttpResponse<String> answer = rest.send("POST", "/tasks/t1" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Rest.json(answer).path("status").asText()).isEqualTo(status);
    }

    @Test
    void heartbeatTellsTheAgentToStop() {
        rest.submit("t1");
        rest.claim("a1", "0s");
        rest.cancel("t1");

        JsonNode held =
                Rest.json(rest.send("POST", "/agents/a1/heartbeat", "{\"tasks\":[{\"id\":\"t1\",\"attempt\":1}]}"));

        assertThat(held.path("tasks").get(0).path("cancel").asBoolean()).isTrue();
        assertThat(held.path("tasks").get(0).path("status").asText()).isEqualTo("canceled");
    }

    @Test
    void pushedTaskIsOnTheStreamOfItsAgent() {
        rest.register("p1", "{\"assignment\":\"push\",\"slots\":2}");
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "types=task_assigned&agent=p1")) {
            rest.send("POST", "/tasks", "{\"id\":\"t1\",\"type\":\"count\",\"input\":{\"n\":1}}");

            JsonNode assigned = client.await("task_assigned");
            assertThat(assigned.path("task").path("input").path("n").asInt()).isEqualTo(1);
            assertThat(assigned.path("task").path("attempt").asInt()).isEqualTo(1);
        }
    }

    // --- Metrics and logs ---

    @Test
    void metricsTellHowTheSwarmAndItsAgentsDo() {
        for (String task : List.of("t1", "t2", "t3")) {
            rest.submit(task);
            rest.claim("a1", "0s");
            rest.start(task, "a1");
        }
        rest.complete("t1", "a1", "1");
        rest.complete("t2", "a1", "1");
        rest.send("POST", "/tasks/t3/fail", "{\"agent_id\":\"a1\",\"retry\":false}");

        JsonNode answer = Rest.json(rest.get("/metrics"));

        JsonNode metrics = answer.path("metrics");
        assertThat(metrics.path("completed").asInt()).isEqualTo(2);
        assertThat(metrics.path("failed").asInt()).isEqualTo(1);
        assertThat(metrics.path("success_rate").asDouble()).isEqualTo(0.667);
        assertThat(metrics.path("throughput").asDouble()).isPositive();
        assertThat(metrics.path("p95_ms").asLong())
                .isGreaterThanOrEqualTo(metrics.path("mean_ms").asLong());
        JsonNode agent = answer.path("agents").get(0);
        assertThat(agent.path("completed").asInt()).isEqualTo(2);
        assertThat(agent.path("failed").asInt()).isEqualTo(1);
        assertThat(agent.path("reliability").asDouble()).isEqualTo(0.667);
        assertThat(agent.path("load").asInt()).isZero();
    }

    @Test
    void logLinesAreEventsAndDroppedOnesAreCounted() {
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "types=log")) {
            StringBuilder lines = new StringBuilder();
            for (int n = 0; n < 90; n++) {
                lines.append(n == 0 ? "" : ",")
                        .append("{\"message\":\"line ")
                        .append(n)
                        .append("\"}");
            }
            int accepted = 0;
            int dropped = 0;
            for (int n = 0; n < 4; n++) {
                JsonNode answer = Rest.json(rest.send("POST", "/agents/a1/log", "{\"lines\":[" + lines + "]}"));
                accepted += answer.path("accepted").asInt();
                dropped = answer.path("dropped").asInt();
            }

            assertThat(accepted).isBetween(200, 300);
            assertThat(dropped).isPositive();
            JsonNode event = client.await("log");
            assertThat(event.path("lines")).hasSize(90);
            assertThat(event.path("lines").get(0).path("level").asText()).isEqualTo("info");
        }
    }

    // --- Views for other programs ---

    @Test
    void everyTransportSpeaksCloudEvents() {
        String start = rest.cursor();
        String cursor = rest.submit("t1");
        String parameters = "format=cloudevents&after=" + start;
        try (WebSocketClient socket = WebSocketClient.open(server, rest.swarm(), parameters);
                EventStreamClient events = EventStreamClient.open(server, rest.swarm(), parameters)) {
            assertCloudEvent(socket.await("the event", CoordinationQuarkusTest::isSubmitted), cursor);
            assertCloudEvent(events.await("the event", CoordinationQuarkusTest::isSubmitted), cursor);
        }
        JsonNode polled = Rest.json(rest.get("/events?" + parameters));
        assertThat(polled.path("cursor").asText()).isEqualTo(cursor);
        assertCloudEvent(polled.path("events").get(0), cursor);
        assertThat(code(rest.get("/events?format=xml"))).isEqualTo("bad_parameter");
    }

    private static boolean isSubmitted(JsonNode message) {
        return message.path("type").asText().equals("io.swarmbot.task_submitted");
    }

    private void assertCloudEvent(JsonNode event, String cursor) {
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("id").asText()).isEqualTo(cursor);
        assertThat(event.path("source").asText()).isEqualTo(rest.path());
        assertThat(event.path("subject").asText()).isEqualTo("t1");
        assertThat(event.path("time").asText())
                .isEqualTo(event.path("data").path("timestamp").asText());
        assertThat(StreamClient.typeOf(event.path("data"))).isEqualTo("task_submitted");
    }
}
