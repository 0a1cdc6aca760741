package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages are sent, handed out and acknowledged through every door, and readers see what becomes of them. */
@QuarkusTest
class MessagesQuarkusTest {

    /** A door takes a command, and answers with its result, or with the problem. */
    private interface Door {

        JsonNode give(MessagesQuarkusTest test, String type, String fields);
    }

    private static String command(String type, String fields) {
        return ("{'id':'c1','type':'" + type + "'," + fields + "}").replace('\'', '"');
    }

    private static JsonNode overWebSocket(MessagesQuarkusTest test, String type, String fields) {
        try (WebSocketClient client = WebSocketClient.open(test.server, test.rest.swarm(), "")) {
            JsonNode answer = client.ask(command(type, fields));
            return answer.has("result") ? answer.path("result") : answer;
        }
    }

    private static JsonNode inABatch(MessagesQuarkusTest test, String type, String fields) {
        JsonNode answer = Rest.json(test.rest.send("POST", "/commands", "[" + command(type, fields) + "]"))
                .get(0);
        return answer.has("result") ? answer.path("result") : answer.path("problem");
    }

    private static JsonNode overRest(MessagesQuarkusTest test, String type, String fields) {
        JsonNode command = ApiDocuments.parse(command(type, fields));
        String body = ("{" + fields + "}").replace('\'', '"');
        String path = "/messages";
        if (type.equals("acknowledge_message")) {
            String id = command.path("message_id").asText();
            path = "/messages/" + id + "/acknowledge";
            body = body.replace("\"message_id\":\"" + id + "\",", "");
        }
        HttpResponse<String> answer = test.rest.send("POST", path, body);
        return answer.statusCode() == 204 ? ApiDocuments.parse("null") : Rest.json(answer);
    }

    static Stream<Arguments> doors() {
        return Stream.of(
                Arguments.of("REST", (Door) MessagesQuarkusTest::overRest),
                Arguments.of("WebSocket", (Door) MessagesQuarkusTest::overWebSocket),
                Arguments.of("a batch", (Door) MessagesQuarkusTest::inABatch));
    }

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("a1", "{\"capabilities\":[\"java\"]}");
        rest.register("a2", "{\"capabilities\":[\"java\"]}");
    }

    /** The ids of the messages that the agent is handed with its next heartbeat. */
    private List<String> handedOut(String agent) {
        HttpResponse<String> answer = rest.send("POST", "/agents/" + agent + "/heartbeat", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ids(Rest.json(answer).at("/due/messages"));
    }

    private static List<String> ids(JsonNode messages) {
        assertThat(messages.isArray()).isTrue();
        List<String> ids = new ArrayList<>();
        messages.forEach(message -> ids.add(message.path("id").asText()));
        return ids;
    }

    private String sendTo(String path, String body) {
        HttpResponse<String> answer = rest.send("POST", path + "/messages", body.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String id = Rest.json(answer).path("id").asText();
        assertThat(answer.headers().firstValue("Location")).hasValue(rest.path() + "/messages/" + id);
        return id;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doors")
    void messageIsSentHandedOutAndAcknowledged(String name, Door door) {
        JsonNode sent = door.give(
                this,
                "send_message",
                "'agent_id':'a1','text':'Stop: the \\\"fix\\\" is wrong.','kind':'steer','actor':'ann'");
        assertThat(sent.path("kind").asText()).isEqualTo("steer");
        assertThat(sent.path("from").asText()).isEqualTo("ann");
        assertThat(sent.path("agent_id").asText()).isEqualTo("a1");
        String id = sent.path("id").asText();
        assertThat(Rest.json(rest.get("/messages/" + id))).isEqualTo(sent);
        assertThat(rest.snapshot().path("messages").get(0)).isEqualTo(sent);

        assertThat(handedOut("a2")).isEmpty();
        assertThat(handedOut("a1")).containsExactly(id);
        assertThat(handedOut("a1")).containsExactly(id);
        JsonNode refused = door.give(this, "acknowledge_message", "'message_id':'" + id + "','agent_id':'a2'");
        assertThat(refused.path("code").asText()).isEqualTo("not_assigned");
        assertThat(door.give(this, "acknowledge_message", "'message_id':'" + id + "','agent_id':'a1'")
                        .isNull())
                .isTrue();

        assertThat(handedOut("a1")).isEmpty();
        Problems.assertProblem(rest.get("/messages/" + id), 404, "unknown_message");
        assertThat(door.give(this, "acknowledge_message", "'message_id':'" + id + "','agent_id':'a1'")
                        .path("code")
                        .asText())
                .isEqualTo("unknown_message");
        assertThat(rest.snapshot().path("messages")).isEmpty();
    }

    @Test
    void claimsAndReportsHandOutWhatHeartbeatsDo() {
        rest.submit("t1");
        String toTask = sendTo("/tasks/t1", "{'text':'mind the tests'}");
        String toAgent = sendTo("/agents/a1", "{'text':'and the docs'}");
        String toCapability = sendTo("", "{'to_capability':'java','text':'who knows Java?'}");

        JsonNode claimed = rest.claim("a1", "0s");

        assertThat(ids(claimed.at("/due/messages"))).containsExactly(toTask, toAgent, toCapability);
        rest.start("t1", "a1");
        JsonNode reported = Rest.json(rest.send("POST", "/tasks/t1/progress", "{\"agent_id\":\"a1\",\"progress\":10}"));
        assertThat(ids(reported.at("/due/messages"))).containsExactly(toTask, toAgent, toCapability);
        assertThat(handedOut("a2")).isEmpty();
    }

    @Test
    void readersSeeWhatBecomesOfMessages() {
        rest.submit("t1");
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "");
                EventStreamClient ofAgent = EventStreamClient.open(server, rest.swarm(), "agent=a2")) {
            live.await("connected");
            ofAgent.await("connected");
            String toAgent = sendTo("/agents/a1", "{'text':'one'}");
            sendTo("/tasks/t1", "{'text':'two'}");
            String toCapability = sendTo("", "{'to_capability':'java','text':'three'}");
            assertThat(handedOut("a2")).containsExactly(toCapability);
            rest.send("POST", "/messages/" + toAgent + "/acknowledge", "{\"agent_id\":\"a1\"}");
            rest.cancel("t1");
            rest.remove("a2");

            String end = rest.cursor();
            live.awaitCursor(end);
            ofAgent.awaitCursor(end);

            assertThat(live.messages("message_sent"))
                    .extracting(event -> event.at("/message/text").asText())
                    .containsExactly("one", "two", "three");
            assertThat(live.messages("message_assigned"))
                    .extracting(event -> event.path("agent_id").asText())
                    .containsExactly("a2");
            assertThat(live.messages("message_acknowledged"))
                    .extracting(event -> event.path("message_id").asText())
                    .containsExactly(toAgent);
            assertThat(live.messages("message_expired"))
                    .extracting(event -> event.path("task_id").asText("")
                            + event.path("agent_id").asText(""))
                    .containsExactly("t1", "a2");
            assertThat(ofAgent.messages("message_assigned")).hasSize(1);
            assertThat(ofAgent.messages("message_expired")).hasSize(1);
        }
    }

    @Test
    void expiredMessageIsGone() {
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "")) {
            live.await("connected");
            String id = sendTo("/agents/a1", "{'text':'quick','expires_in':'1ms'}");

            JsonNode expired = live.await("message_expired");

            assertThat(expired.path("message_id").asText()).isEqualTo(id);
            assertThat(expired.path("reason").asText()).isEqualTo("its time is over");
            assertThat(handedOut("a1")).isEmpty();
        }
    }

    @Test
    void keySendsAndAcknowledgesOnce() {
        String body = "{\"text\":\"once\",\"agent_id\":\"a1\"}";
        HttpResponse<String> first = rest.send("POST", "/messages", body, "Idempotency-Key", "k1");
        HttpResponse<String> again = rest.send("POST", "/messages", body, "Idempotency-Key", "k1");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        String id = Rest.json(first).path("id").asText();
        assertThat(handedOut("a1")).containsExactly(id);

        String path = "/messages/" + id + "/acknowledge";
        String reader = "{\"agent_id\":\"a1\"}";
        assertThat(rest.send("POST", path, reader, "Idempotency-Key", "k2").statusCode())
                .isEqualTo(204);
        HttpResponse<String> repeated = rest.send("POST", path, reader, "Idempotency-Key", "k2");

        assertThat(repeated.statusCode()).isEqualTo(204);
        assertThat(repeated.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'agent_id':'a1' | 400 | missing_field",
                "'agent_id':'a1','text':'' | 400 | bad_field",
                "'agent_id':'a1','text':1 | 400 | bad_field",
                "'agent_id':'a1','text':'x','kind':'loud' | 400 | bad_field",
                "'agent_id':'a1','text':'x','expires_in':'31d' | 400 | bad_field",
                "'agent_id':'a1','text':'x','expires_in':'0s' | 400 | bad_field",
                "'agent_id':'a1','text':'x','reply_to':'?' | 400 | bad_identifier",
                "'agent_id':'a1','text':'x','colour':'red' | 400 | unknown_field",
                "'agent_id':'a1','task_id':'t1','text':'x' | 400 | bad_field",
                "'text':'x' | 400 | missing_field",
                "'agent_id':'a9','text':'x' | 404 | unknown_agent",
                "'task_id':'t9','text':'x' | 404 | unknown_task"
            })
    void badMessageIsRefusedAndChangesNothing(String fields, int status, String code) {
        String before = rest.get("").body();

        Problems.assertProblem(rest.send("POST", "/messages", ("{" + fields + "}").replace('\'', '"')), status, code);

        assertThat(rest.get("").body()).isEqualTo(before);
    }

    @Test
    void textHasALimitOfBytes() {
        String most = "ü".repeat(2_048);
        sendTo("/agents/a1", "{'text':'" + most + "'}");

        HttpResponse<String> longer = rest.send("POST", "/agents/a1/messages", "{\"text\":\"" + most + "x\"}");

        Problems.assertProblem(longer, 413, "too_big");
    }

    @Test
    void hundredAndFirstMessageIsRefused() {
        StringBuilder batch = new StringBuilder("[");
        for (int n = 0; n < 101; n++) {
            batch.append(n == 0 ? "" : ",").append(command("send_message", "'agent_id':'a1','text':'" + n + "'"));
        }

        JsonNode answers =
                Rest.json(rest.send("POST", "/commands", batch.append(']').toString()));

        assertThat(answers).hasSize(101);
        for (int n = 0; n < 100; n++) {
            assertThat(answers.get(n).path("status").asInt()).isEqualTo(201);
        }
        assertThat(answers.get(100).at("/problem/code").asText()).isEqualTo("limit_reached");
        assertThat(rest.snapshot().path("messages")).hasSize(100);
    }

    /** Streams bring the snapshot in parts; together they have all that the document has. */
    @Test
    void streamsBringAllMessagesOfALargeSnapshot() {
        String text = "x".repeat(4_000);
        for (int n = 0; n < 50; n++) {
            sendTo("/agents/a" + (1 + n % 2), "{'text':'" + text + "'}");
        }

        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "snapshot=true")) {
            live.await("all parts", message -> message.path("last").asBoolean());
            List<String> ids = new ArrayList<>();
            List<JsonNode> parts = live.messages("snapshot");
            parts.forEach(part -> ids.addAll(ids(part.path("messages"))));

            assertThat(parts).hasSizeGreaterThan(2);
            assertThat(ids).isEqualTo(ids(rest.snapshot().path("messages"))).hasSize(50);
        }
    }
}
