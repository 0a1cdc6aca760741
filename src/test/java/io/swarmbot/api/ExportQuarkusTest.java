package io.swarmbot.api;

import static io.swarmbot.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.JsonText;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The export of a swarm over REST. */
@QuarkusTest
class ExportQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    private static List<JsonNode> lines(HttpResponse<String> answer, String name) {
        return answer.body()
                .lines()
                .map(JsonText::parse)
                .filter(line -> line.has(name))
                .map(line -> line.get(name))
                .toList();
    }

    private List<JsonNode> listed(String path, String name) {
        return StreamSupport.stream(Rest.json(rest.get(path)).path(name).spliterator(), false)
                .toList();
    }

    @Test
    void exportIsWhatTheReadsSay() {
        rest.register("a1", "{\"capabilities\":[\"x\"],\"metrics\":{\"text\":\"two\\nlines\"}}");
        rest.submit("t1");
        rest.submit("t2");
        rest.claim("a1", "0s");
        rest.send("POST", "/agents/a1/messages", "{\"text\":\"look\\nhere\"}");
        rest.send("POST", "/files?name=report", "bytes", "Content-Type", "application/octet-stream");

        HttpResponse<String> answer = rest.get("/export", "Accept", "application/x-ndjson");

        String cursor = answer.headers().firstValue("SwarmBot-Cursor").orElseThrow();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + rest.swarm() + "-" + cursor + ".ndjson\"");
        JsonNode snapshot = rest.snapshot();
        assertThat(lines(answer, "agent"))
                .isEqualTo(listed("/agents", "agents"))
                .hasSize(1);
        assertThat(lines(answer, "task")).isEqualTo(listed("/tasks", "tasks")).hasSize(2);
        assertThat(lines(answer, "message"))
                .containsExactly(snapshot.path("messages").path(0));
        assertThat(lines(answer, "file")).containsExactly(snapshot.path("files").path(0));
        assertThat(lines(answer, "export").get(0).path("totals")).isEqualTo(snapshot.path("totals"));
        String start = cursor.replaceAll("-.*", "-0");
        List<JsonNode> events = lines(answer, "event");
        assertThat(events).isEqualTo(listed("/events?after=" + start, "events"));
        assertThat(lines(answer, "end"))
                .containsExactly(JsonText.parse("{\"cursor\":\"" + cursor + "\",\"events\":" + events.size() + "}"));
    }

    @Test
    void clientThatTakesNoLinesIsRefused() {
        assertProblem(rest.get("/export", "Accept", "application/json"), 406, "not_acceptable");
    }

    @Test
    void badQuestionsAreRefused() {
        assertProblem(rest.get("/export?at_least=x"), 400, "bad_cursor");
        assertProblem(Rest.of(server, "none").get("/export"), 404, "unknown_swarm");
        assertProblem(rest.send("POST", "/export", "{}"), 405, "method_not_allowed");
    }
}
