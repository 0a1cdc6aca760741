package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Leases are given through every door, and claims, reports and heartbeats answer what is due. */
@QuarkusTest
class DueQuarkusTest {

    /** A door takes a command by its name, with its fields, and answers with its result, or with the problem. */
    private interface Door {

        JsonNode give(DueQuarkusTest test, String type, String fields);
    }

    private static JsonNode overWebSocket(DueQuarkusTest test, String type, String fields) {
        try (WebSocketClient client = WebSocketClient.open(test.server, test.rest.swarm(), "")) {
            JsonNode answer = client.ask(command(type, fields));
            return answer.has("result") ? answer.path("result") : answer;
        }
    }

    private static JsonNode inABatch(DueQuarkusTest test, String type, String fields) {
        JsonNode answer = Rest.json(test.rest.send("POST", "/commands", "[" + command(type, fields) + "]"))
                .get(0);
        return answer.has("result") ? answer.path("result") : answer.path("problem");
    }

    private static JsonNode overRest(DueQuarkusTest test, String type, String fields) {
        String body = "{" + fields.replace('\'', '"') + "}";
        HttpResponse<String> answer = switch (type) {
            case "register_agent" -> test.rest.send("PUT", "/agents/a1", body);
            case "claim" -> test.rest.send("POST", "/agents/a1/claim", body);
            case "heartbeat" -> test.rest.send("POST", "/agents/a1/heartbeat", body);
            case "submit_task" ->
                test.rest.send(
                        "POST", "/tasks", body.replace("task_type", "type").replace("task_id", "id"));
            case "report_progress" ->
                test.rest.send("POST", "/tasks/t1/progress", "{\"agent_id\":\"a1\"," + body.substring(1));
            default -> throw new IllegalArgumentException(type);
        };
        return Rest.json(answer);
    }

    private static String command(String type, String fields) {
        String ids = switch (type) {
            case "submit_task" -> "";
            case "report_progress" -> "'task_id':'t1','agent_id':'a1'";
            default -> "'agent_id':'a1'";
        };
        String separator = ids.isEmpty() || fields.isEmpty() ? "" : ",";
        return ("{'id':'c1','type':'" + type + "'," + ids + separator + fields + "}").replace('\'', '"');
    }

    static Stream<Arguments> doors() {
        return Stream.of(
                Arguments.of("REST", (Door) DueQuarkusTest::overRest),
                Arguments.of("WebSocket", (Door) DueQuarkusTest::overWebSocket),
                Arguments.of("a batch", (Door) DueQuarkusTest::inABatch));
    }

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    private static Duration leaseLeft(JsonNode answer) {
        return Duration.between(
                Instant.now(), Instant.parse(answer.at("/due/lease_until").asText()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doors")
    void smallestLeaseCountsAndIsToldInWhatIsDue(String name, Door door) {
        String start = rest.cursor();
        door.give(this, "register_agent", "'lease':'30m','start_within':'10m'");
        JsonNode submitted = door.give(this, "submit_task", "'task_id':'t1','task_type':'work','lease':'PT15M'");
        assertThat(submitted.path("lease").asText()).isEqualTo("900s");
        assertThat(submitted.has("due")).isFalse();

        JsonNode claimed = door.give(this, "claim", "'lease':'20m','start_within':'90s'");

        assertThat(claimed.path("attempt_lease").asText()).isEqualTo("900s");
        assertThat(claimed.path("attempt_start_within").asText()).isEqualTo("90s");
        assertThat(leaseLeft(claimed))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15).plusSeconds(5));
        assertThat(claimed.at("/due/messages")).isEmpty();
        assertThat(claimed.at("/due/messages").isArray()).isTrue();
        assertThat(claimed.at("/due/cancel").isArray()).isTrue();
        assertThat(claimed.path("due")).hasSize(3);

        rest.send("POST", "/tasks/t1/start", "{\"agent_id\":\"a1\"}");
        JsonNode reported = door.give(this, "report_progress", "'progress':10");
        JsonNode beaten = door.give(this, "heartbeat", "'tasks':[]");

        assertThat(reported.path("progress").asInt()).isEqualTo(10);
        assertThat(leaseLeft(reported)).isGreaterThan(Duration.ofMinutes(14));
        assertThat(leaseLeft(beaten)).isGreaterThan(Duration.ofMinutes(14));
        assertThat(Rest.json(rest.get("/tasks/t1")).has("due")).isFalse();
        assertThat(rest.get("").body()).doesNotContain("\"due\"");
        HttpResponse<String> log = rest.get("/events?limit=1000&after=" + start, "Accept", "application/json");
        assertThat(log.body()).contains("task_progress").doesNotContain("\"due\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doors")
    void badLeaseIsRefusedAndChangesNothing(String name, Door door) {
        door.give(this, "register_agent", "");
        rest.submit("t1");
        String before = rest.get("").body();

        for (String bad :
                new String[] {"'86401s'", "'PT24H0.001S'", "'0s'", "'-1s'", "'soon'", "''", "60", "true", "[]"}) {
            for (String field : new String[] {"lease", "start_within"}) {
                String fields = "'" + field + "':" + bad;
                assertThat(code(door.give(this, "register_agent", fields)))
                        .as(bad)
                        .isEqualTo("bad_field");
                assertThat(code(door.give(this, "claim", fields))).as(bad).isEqualTo("bad_field");
                assertThat(code(door.give(this, "submit_task", "'task_type':'work'," + fields)))
                        .as(bad)
                        .isEqualTo("bad_field");
            }
        }

        assertThat(rest.get("").body()).isEqualTo(before);
    }

    private static String code(JsonNode answer) {
        return answer.path("code").asText();
    }

    @Test
    void claimWithoutATaskHasNoContent() {
        rest.register("a1");

        assertThat(rest.send("POST", "/agents/a1/claim", "{\"lease\":\"1h\"}").statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doors")
    void canceledTaskIsToldByEachHeartbeatAndOnceByAClaimOrAReport(String name, Door door) {
        rest.register("a1");
        rest.submit("t0");
        rest.submit("t1");
        door.give(this, "claim", "");
        door.give(this, "claim", "");
        rest.send("POST", "/tasks/t1/start", "{\"agent_id\":\"a1\"}");
        rest.send("POST", "/tasks/t0/cancel", null);

        assertThat(cancel(door.give(this, "heartbeat", ""))).isEqualTo("[\"t0\"]");
        assertThat(cancel(door.give(this, "heartbeat", ""))).isEqualTo("[\"t0\"]");
        assertThat(cancel(door.give(this, "report_progress", "'progress':1"))).isEqualTo("[\"t0\"]");
        assertThat(cancel(door.give(this, "report_progress", "'progress':2"))).isEqualTo("[]");
        assertThat(cancel(door.give(this, "heartbeat", ""))).isEqualTo("[]");
    }

    private static String cancel(JsonNode answer) {
        return answer.at("/due/cancel").toString();
    }

    @Test
    void agentThatHoldsNothingHasNoLease() {
        rest.register("a1");

        JsonNode due =
                Rest.json(rest.send("POST", "/agents/a1/heartbeat", null)).path("due");

        assertThat(due.path("lease_until").isNull()).isTrue();
        assertThat(due.path("cancel")).isEmpty();
    }
}
