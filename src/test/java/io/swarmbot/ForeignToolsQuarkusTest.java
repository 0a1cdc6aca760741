package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.ForeignTools;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Documents and views of a standard are understood by the official tools of that standard. */
@QuarkusTest
@Tag("stress-only")
class ForeignToolsQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("a1");
    }

    @Test
    void asyncApiDocumentIsOneForTheOfficialParser() {
        String served = Rest.exchange(server, "GET", "/asyncapi.yaml", null).body();

        JsonNode verdict = ForeignTools.judge("asyncapi", served);

        assertThat(verdict.path("faults")).as(verdict.toString()).isEmpty();
        assertThat(verdict.path("isDocument").asBoolean()).isTrue();
        Set<String> messages = new TreeSet<>();
        verdict.path("messages").forEach(message -> messages.add(message.asText()));
        Set<String> ofChannels = new TreeSet<>();
        ApiDocuments.parse(served)
                .path("channels")
                .forEach(channel -> channel.path("messages").fieldNames().forEachRemaining(ofChannels::add));
        assertThat(messages).isEqualTo(ofChannels);
    }

    /** The judge itself is tested, because one that takes everything would never fail. */
    @Test
    void asyncApiParserRefusesWhatOpenApiAllows() {
        String served = Rest.exchange(server, "GET", "/asyncapi.yaml", null).body();
        String damaged = served.replace(
                "    Identifier:\n", "    Identifier:\n      discriminator: {propertyName: type, mapping: {}}\n");

        assertThat(damaged).isNotEqualTo(served);
        assertThat(ForeignTools.judge("asyncapi", damaged).path("faults")).isNotEmpty();
    }

    @Test
    void openApiDocumentHasNoErrorForItsLinter() {
        for (String path : List.of("/q/openapi", "/q/openapi.yaml", "/q/openapi?format=json")) {
            JsonNode verdict = ForeignTools.judge(
                    "openapi", Rest.exchange(server, "GET", path, null).body());

            assertThat(verdict.path("faults")).as(verdict.toString()).isEmpty();
        }
        assertThat(ForeignTools.judge("openapi", "openapi: 3.1.0\npaths: []\n").path("faults"))
                .isNotEmpty();
    }

    @Test
    void a2aClientsReadATaskInEveryState() {
        Map<String, String> results = Map.of(
                "text", "\"done 😀\"", "object", "{\"n\":1}", "list", "[1,\"a\",null]", "number", "7", "no", "false");
        rest.submit("pending");
        hold("running");
        hold("failed");
        rest.send("POST", "/tasks/failed/fail", "{\"agent_id\":\"a1\",\"error\":{\"code\":7},\"retry\":false}");
        hold("asking");
        rest.send("POST", "/tasks/asking/request-input", "{\"agent_id\":\"a1\",\"question\":\"which?\"}");
        hold("canceled");
        rest.cancel("canceled");
        results.forEach((id, result) -> {
            hold(id);
            rest.complete(id, "a1", result);
        });
        rest.register("p1", "{\"assignment\":\"push\",\"capabilities\":[\"p\"]}");
        rest.send("POST", "/tasks", "{\"id\":\"assigned\",\"type\":\"work\",\"requirements\":[\"p\"]}");

        Map<String, String> states = Map.of(
                "pending", "SUBMITTED",
                "assigned", "SUBMITTED",
                "running", "WORKING",
                "asking", "INPUT_REQUIRED",
                "failed", "FAILED",
                "canceled", "CANCELED");
        for (String view : List.of("a2a", "a2a-0.3")) {
            ArrayNode tasks = JsonNodeFactory.instance.arrayNode();
            states.keySet().forEach(id -> tasks.add(view(id, view)));
            results.keySet().forEach(id -> tasks.add(view(id, view)));
            JsonNode verdicts = ForeignTools.judge(view, tasks);
            for (int i = 0; i < tasks.size(); i++) {
                JsonNode task = tasks.get(i);
                String state =
                        "TASK_STATE_" + states.getOrDefault(task.path("id").asText(), "COMPLETED");
                if (view.equals("a2a")) {
                    assertThat(verdicts.get(i).path("again")).isEqualTo(task);
                    assertReads(verdicts.get(i).path("rest"), task, state);
                }
                assertReads(verdicts.get(i).path("rpc"), task, state);
            }
        }
    }

    private void hold(String task) {
        rest.submit(task);
        rest.send("POST", "/tasks/" + task + "/reassign", "{\"agent_id\":\"a1\"}");
        rest.start(task, "a1");
    }

    private JsonNode view(String task, String view) {
        return Rest.json(rest.get("/tasks/" + task + "?view=" + view));
    }

    private void assertReads(JsonNode read, JsonNode task, String state) {
        assertThat(read.path("id")).isEqualTo(task.path("id"));
        assertThat(read.path("contextId").asText()).isEqualTo(rest.swarm());
        assertThat(read.at("/status/state").asText()).as(task.toString()).isEqualTo(state);
        assertThat(read.at("/status/timestamp")).isEqualTo(task.at("/status/timestamp"));
        assertThat(read.path("metadata")).isEqualTo(task.path("metadata"));
        for (String parts : List.of("/artifacts/0/parts/0", "/status/message/parts/0")) {
            JsonNode sent = task.at(parts);
            JsonNode content = read.at(parts).path("content");
            assertThat(content.path("value")).isEqualTo(sent.has("text") ? sent.path("text") : sent.path("data"));
        }
    }

    @Test
    void cloudEventsOfEveryKindAreReadUnchanged() {
        String parameters = "format=cloudevents&snapshot=true";
        ArrayNode events = JsonNodeFactory.instance.arrayNode();
        try (EventStreamClient sse = EventStreamClient.open(server, rest.swarm(), parameters);
                WebSocketClient live = WebSocketClient.open(server, rest.swarm(), parameters);
                WebSocketClient conflated =
                        WebSocketClient.open(server, rest.swarm(), "format=cloudevents&max_rate=100")) {
            rest.submit("t1");
            live.send("{\"id\":\"c1\",\"type\":\"heartbeat\",\"agent_id\":\"a1\"}");
            live.send("no command");
            live.await("io.swarmbot.ack");
            live.await("io.swarmbot.error");
            conflated.await("io.swarmbot.conflated");
            sse.await("io.swarmbot.task_submitted");
            sse.blocks().stream().filter(block -> !block.data().isEmpty()).forEach(block -> {
                JsonNode event = ApiDocuments.parse(block.data());
                assertThat(block.event())
                        .as("the event is named as without the envelope")
                        .isEqualTo(event.at("/data/type").asText());
                events.add(event);
            });
            events.addAll(live.messages());
            events.addAll(conflated.messages());
        }
        String start = rest.cursor().replaceAll("-.*", "-0");
        events.addAll((ArrayNode)
                Rest.json(rest.get("/events?format=cloudevents&after=" + start)).path("events"));

        JsonNode read = ForeignTools.judge("cloudevents", events);

        assertThat(events.size()).isGreaterThan(8);
        for (int i = 0; i < events.size(); i++) {
            // Without a time, the reader would put its own here.
            assertThat(read.get(i)).isEqualTo(events.get(i));
        }
    }
}
