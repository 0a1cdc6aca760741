package io.swarmbot.api;

import static io.swarmbot.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trace of a command stands on the event that it leaves, over every transport. */
@QuarkusTest
class TracesQuarkusTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b8-00";

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private String start;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        start = rest.cursor();
    }

    private JsonNode events(String parameters) {
        return Rest.json(rest.get("/events?after=" + start + parameters)).path("events");
    }

    private List<String> traces() {
        List<String> traces = new ArrayList<>();
        events("").forEach(event -> traces.add(event.path("traceparent").asText()));
        return traces;
    }

    @Test
    void headerOfARequest() {
        rest.send("POST", "/tasks", "{\"type\":\"count\"}", "traceparent", TRACE);
        rest.send("POST", "/tasks", "{\"type\":\"count\"}", "traceparent", "no trace");
        rest.send("POST", "/tasks", "{\"type\":\"count\"}");

        assertThat(traces()).containsExactly(TRACE, "", "");
        assertThat(events("").get(1).has("traceparent")).isFalse();
        JsonNode envelope = events("&format=cloudevents");
        assertThat(envelope.get(0).path("traceparent").asText()).isEqualTo(TRACE);
        assertThat(envelope.get(0).at("/data/traceparent").asText()).isEqualTo(TRACE);
        assertThat(envelope.get(1).has("traceparent")).isFalse();
    }

    @Test
    void sameKeyInAnotherTraceIsTheSameCommand() {
        String body = "{\"type\":\"count\"}";
        rest.send("POST", "/tasks", body, "traceparent", TRACE, "Idempotency-Key", "k");

        HttpResponse<String> again = rest.send("POST", "/tasks", body, "traceparent", OTHER, "Idempotency-Key", "k");

        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(traces()).containsExactly(TRACE);
    }

    @Test
    void fieldInABatchBeforeTheHeaderOfTheBatch() {
        String submit = "{\"type\":\"submit_task\",\"task_type\":\"count\"";

        HttpResponse<String> answer = rest.send(
                "POST",
                "/commands",
                "[" + submit + "}," + submit + ",\"traceparent\":\"" + OTHER + "\"}," + submit
                        + ",\"traceparent\":\"none\"}]",
                "traceparent",
                TRACE);

        assertThat(traces()).containsExactly(TRACE, OTHER);
        assertThat(Rest.json(answer).get(2).at("/problem/code").asText()).isEqualTo("bad_field");
    }

    @Test
    void fieldOverWebSocket() {
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            client.ask("{\"id\":\"c1\",\"type\":\"register_agent\",\"agent_id\":\"a1\",\"traceparent\":\"" + TRACE
                    + "\",\"idempotency_key\":\"k\"}");
        }
        assertThat(traces()).containsExactly(TRACE);
    }

    @Test
    void fieldOfABodyThatIsNoTraceIsRefused() {
        assertProblem(rest.send("POST", "/tasks", "{\"type\":\"count\",\"traceparent\":\"x\"}"), 400, "bad_field");
        assertThat(traces()).isEmpty();
    }
}
