package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.CloseReason;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.EventType;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.EngineSocket;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Impatient;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.TusClient;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.wire.JsonCodec;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /asyncapi.yaml} has exactly the messages and fields that streams send and take. */
@QuarkusTest
@TestProfile(Impatient.class)
class AsyncApiQuarkusTest {

    /**
     * Messages that only come if the process or a login ends, or the store fails or is damaged, as the streams encode
     * them.
     */
    /** Comes from the client, and is no command. TokensQuarkusTest sends it: here is no login. */
    private static final String RENEW = "renew";

    private static final Map<String, Message> NOT_PROVOKED = Map.of(
            "reconnect",
            StreamNotices.reconnect(CloseReason.MAX_AGE.wireName(), 1_300),
            "ended",
            StreamNotices.ended("revoked"),
            "renewed",
            StreamNotices.renewed("c1"),
            "store_unavailable",
            StreamNotices.storeUnavailable(Instant.EPOCH),
            "store_available",
            StreamNotices.storeAvailable(),
            LogEntry.UNREADABLE,
            Message.of(new JsonCodec()
                    .readable(new LogEntry(new Cursor("e", 7), "task_submitted", null, "t7", "other", new byte[0]))));

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /** Prefix of the names of commands, because one command and one notice have the same name. */
    private static final String COMMAND = "command.";

    /** Any message, in the envelope of CloudEvents. */
    private static final String IN_ENVELOPE = "in_envelope";

    @TestHTTPResource("/")
    URI server;

    private ApiDocuments documents;
    private Rest rest;
    private WebSocketClient live;
    private int asked;

    private final Map<String, Set<String>> given = new TreeMap<>();
    private final Set<String> seen = new TreeSet<>();

    @BeforeEach
    void makeSwarm() {
        documents = ApiDocuments.of(server);
        rest = Rest.inNewSwarm(server);
    }

    @Test
    void packetsOfSocketIoFitTheDocument() {
        try (EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY)) {
            socket.send("40{\"swarm\":\"" + rest.swarm() + "\"}");
            socket.await("42[\"cursor\"");
            String command = "[\"register_agent\",{\"agent_id\":\"a1\"}]";
            List<String> packets = new ArrayList<>(socket.send("420" + command).receiveUntil("430"));
            packets.addAll(socket.send("421[\"nothing\",{}]").receiveUntil("431"));

            documents.assertFits(ApiDocuments.message("socketio_command"), ApiDocuments.parse(command));
            for (String packet : packets) {
                String type = packet.startsWith("43")
                        ? "socketio_answer"
                        : packet.startsWith("42[\"cursor\"") ? "socketio_cursor" : "socketio_event";
                documents.assertFits(ApiDocuments.message(type), ApiDocuments.parse(packet.replaceFirst("^\\d+", "")));
            }
        }
    }

    @Test
    void messagesOfEveryTransportFitTheDocument() {
        String swarm = rest.swarm();
        rest.register("silent");
        try (WebSocketClient single = WebSocketClient.open(server, swarm, "snapshot=true", WebSocketClient.SINGLE);
                WebSocketClient batch = WebSocketClient.open(server, swarm, "snapshot=true", WebSocketClient.BATCH);
                WebSocketClient conflated = WebSocketClient.open(server, swarm, "max_rate=5");
                WebSocketClient wrapped = WebSocketClient.open(server, swarm, "format=cloudevents");
                WebSocketClient lost = WebSocketClient.open(server, swarm, "after=zzzzzzzzzz-7");
                WebSocketClient idle = WebSocketClient.open(server, swarm, "types=agent_removed&agent=nobody");
                EventStreamClient sse = EventStreamClient.open(server, swarm, "snapshot=true");
                EventStreamClient lostSse = EventStreamClient.resume(server, swarm, "", "zzzzzzzzzz-7");
                PollClient poll = PollClient.open(server, swarm, "")) {
            live = single;
            doEverything();
            single.await("swarm_metrics");
            single.await("agent_liveness_changed");
            idle.await("heartbeat");
            String end = rest.cursor();
            List<StreamClient> all = List.of(single, batch, sse, poll);
            all.forEach(client -> client.awaitCursor(end));
            conflated.awaitCursor(end);
            rest.delete();
            single.await("gone");
            sse.awaitEnd();
            wrapped.await("io.swarmbot.gone");

            List.of(single, conflated, wrapped, lost, idle).forEach(client -> judge("live", client.messages()));
            judge("live", batch.messages());
            judgeBlocks(sse);
            judgeBlocks(lostSse);
            poll.messages().forEach(event -> documents.assertFits("/openapi/components/schemas/Event", event));
        }

        NOT_PROVOKED.forEach((type, message) -> {
            documents.assertFits(
                    ApiDocuments.message(type), ApiDocuments.parse(new String(message.json(), StandardCharsets.UTF_8)));
            seen.add(type);
        });
        assertThat(seen).isEqualTo(documentedOfService());
        assertThat(given.keySet()).isEqualTo(documentedCommands());
        given.forEach((type, fields) -> assertThat(fields)
                .as("fields of " + type)
                .isEqualTo(documents.fields(documents.asyncapi().at("/components/messages/" + type + "/payload"))));
    }

    /** The check itself is tested, because a check that accepts everything would never fail. */
    @Test
    void checkFailsIfAFieldIsMissingOrUnknown() {
        rest.submit("t1");
        JsonNode event = events().get(0);
        String pointer = ApiDocuments.message("task_submitted");
        documents.assertFits(pointer, event);

        for (String level : List.of("", "/task")) {
            ObjectNode more = event.deepCopy();
            ((ObjectNode) more.at(level)).put("colour", "red");
            assertThat(documents.faults(pointer, more))
                    .as("more at '%s'", level)
                    .isNotEmpty();
            for (String name : names(event.at(level))) {
                ObjectNode less = event.deepCopy();
                ((ObjectNode) less.at(level)).remove(name);
                assertThat(documents.faults(pointer, less))
                        .as("without " + name)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void eventTypesAreDocumentedAndSentOverEveryTransport() {
        Set<String> types =
                EventType.ofSwarms().stream().map(EventType::wireName).collect(Collectors.toCollection(TreeSet::new));

        Set<String> documented = new TreeSet<>();
        documents.openapi().at("/components/schemas/EventType/enum").forEach(name -> documented.add(name.textValue()));
        assertThat(documented).isEqualTo(types);
        Set<String> shown = new TreeSet<>(types);
        shown.add(LogEntry.UNREADABLE);
        for (String channel : List.of("live", "sse")) {
            assertThat(channelMessages(channel)).containsAll(shown);
        }
        Set<String> ofPoll = new TreeSet<>();
        documents.openapi().at("/components/schemas/Event/oneOf").forEach(each -> ofPoll.add(typeOf(each)));
        assertThat(ofPoll).isEqualTo(shown);
        Set<String> ofBatch = new TreeSet<>(shown);
        documents.asyncapi().at("/components/schemas/Pushed/oneOf").forEach(each -> {
            String type = documents.fields(each).contains("specversion") ? IN_ENVELOPE : typeOf(each);
            if (!type.isEmpty()) {
                ofBatch.add(type);
            }
        });
        assertThat(ofBatch).isEqualTo(documentedOfService());
    }

    @Test
    void commandsOfTheDocumentAreThoseOfRestAndOfABatch() {
        Set<String> ofRest = new TreeSet<>();
        documents
                .openapi()
                .at("/paths")
                .forEach(path -> path.forEach(operation -> {
                    String tag = operation.at("/tags/0").asText();
                    String id = operation.path("operationId").asText();
                    boolean isRead = id.startsWith("get_") || id.startsWith("list_");
                    if (!isRead
                            && Set.of("agents", "tasks", "messages").contains(tag)
                            && !id.startsWith("send_message_to_")) {
                        ofRest.add(id);
                    }
                }));
        Set<String> ofBatch = new TreeSet<>();
        documents.openapi().at("/components/schemas/Command/oneOf").forEach(each -> ofBatch.add(typeOf(each)));

        assertThat(documentedCommands())
                .isEqualTo(ofRest.stream().map(COMMAND::concat).collect(Collectors.toSet()));
        assertThat(ofBatch).isEqualTo(ofRest);
    }

    private void doEverything() {
        give("register_agent", """
                "agent_id":"a1","name":"First","role":"reader","capabilities":["x"],"assignment":"claim","slots":1,
                "metrics":{"cpu":0.5},"idempotency_key":"k1\"""");
        JsonNode again = give("register_agent", """
                "agent_id":"a1","name":"First","role":"reader","capabilities":["x"],"assignment":"claim","slots":1,
                "metrics":{"cpu":0.5},"idempotency_key":"k1\"""");
        assertThat(again.path("replayed").asBoolean()).isTrue();
        give("register_agent", "'agent_id':'a1','capabilities':['x']");
        give(
                "register_agent",
                "'agent_id':'p1','capabilities':['x','y'],'assignment':'push','slots':2,'lease':'15m','start_within':'1m'");
        give("update_agent_status", "'agent_id':'a1','status':'waiting','details':{'step':1},'idempotency_key':'k2'");

        give("submit_task", """
                "task_id":"t1","task_type":"work","description":"all of it","requirements":["x"],"priority":3,
                "dependencies":[],"input":{"n":1},"max_attempts":3,"timeout":"60s","lease":"1h","start_within":"5m","deadline":"2100-01-01T00:00:00Z",
                "max_agents":1,"actor":"ann","idempotency_key":"k3\"""");
        // The agent with assignment push was faster.
        JsonNode moved = give("reassign_task", "'task_id':'t1','agent_id':'a1','actor':'ops','reason':'a change'");
        int attempt = moved.at("/result/attempt").asInt();
        String held = "'task_id':'t1','agent_id':'a1','attempt':" + attempt;
        give("start_task", held + ",'idempotency_key':'k4'");
        give("report_progress", held + ",'progress':40,'message':'page 1','idempotency_key':'k5'");
        give("heartbeat", "'agent_id':'a1','tasks':[{'id':'t1','attempt':1},{'id':'none'}],'idempotency_key':'k6'");
        give("append_log", """
                "agent_id":"a1","task_id":"t1","idempotency_key":"k7","lines":[{"message":"so far"},
                {"level":"warn","message":"slow","at":"2026-11-24T12:00:00.000Z"}]""");
        JsonNode asking = give("request_input", held + ",'question':'which?','within':'1h','idempotency_key':'k8'");
        String version = ",'version':" + asking.at("/result/version").asLong();
        give("provide_input", "'task_id':'t1','answer':{'it':1}," + who("k9") + version);
        live.await("a stuck task", message -> message.path("alert").asText().equals("stuck"));
        give("complete_task", held + ",'result':{'words':3},'idempotency_key':'k10'");
        live.await(
                "the end of the alert",
                message -> message.path("previous_alert").asText().equals("stuck"));

        ofMessages();
        ofFiles();
        String agent = "'agent_id':'a1'," + who("k11");
        giveAsOf("/agents/a1", "pause_agent", agent);
        giveAsOf("/agents/a1", "resume_agent", agent.replace("k11", "k12"));
        pushedAndFailed();
        giveAsOf("/agents/a1", "drain_agent", agent.replace("k11", "k13"));
        giveAsOf("/agents/p1", "remove_agent", "'agent_id':'p1'," + who("k14"));
        live.send("{\"id\":\"what\",\"type\":\"what\"}").answer("what");
    }

    private void ofMessages() {
        String fields = "'text':'look','kind':'steer','reply_to':'m0','expires_in':'1h','actor':'ann'";
        String id = give("send_message", "'agent_id':'a1','idempotency_key':'k30'," + fields)
                .at("/result/id")
                .asText();
        give("acknowledge_message", "'message_id':'" + id + "','agent_id':'a1','idempotency_key':'k31'");
        give("send_message", "'to_capability':'x','text':'whoever'");
        JsonNode beat = give("heartbeat", "'agent_id':'a1'");
        assertThat(beat.at("/result/due/messages")).hasSize(1);
        give("send_message", "'agent_id':'a1','text':'late','expires_in':'1ms'");
        live.await("message_expired");
        give("submit_task", "'task_type':'work','task_id':'t9','requirements':['nobody']");
        give("send_message", "'task_id':'t9','text':'for its holder'");
    }

    private void ofFiles() {
        TusClient files = new TusClient(server, rest.swarm());
        String file = files.post("?name=a&agent=a1&task=t1", new byte[1]).header("Location");
        assertThat(files.plain("DELETE", file).status()).isEqualTo(204);
    }

    private void pushedAndFailed() {
        give("submit_task", "'task_type':'work','task_id':'t2','requirements':['y']");
        // If the agent was stale meanwhile, this command makes it live, and it gets the task.
        give("heartbeat", "'agent_id':'p1'");
        live.await(
                "the task that is pushed",
                message -> StreamClient.typeOf(message).equals("task_assigned")
                        && message.path("task_id").asText().equals("t2"));
        give(
                "fail_task",
                "'task_id':'t2','agent_id':'p1','attempt':1,'error':'no','retry':false,'idempotency_key':'k20'");
        giveAsOf("/tasks/t2", "retry_task", "'task_id':'t2'," + who("k21"));
        giveAsOf("/tasks/t2", "reassign_task", "'task_id':'t2'," + who("k22"));
        giveAsOf("/tasks/t2", "cancel_task", "'task_id':'t2'," + who("k23"));
        give("submit_task", "'task_type':'work','task_id':'t3','requirements':['z'],'max_agents':2");
        giveAsOf("/tasks/t3", "set_priority", "'task_id':'t3','priority':9," + who("k24"));
        give("submit_task", "'task_type':'work','task_id':'t4','requirements':['w']");
        give("register_agent", "'agent_id':'w1','capabilities':['w']");
        give("claim", "'agent_id':'w1','wait':'5s','lease':'20m','start_within':'2m','idempotency_key':'k25'");
    }

    private static String who(String key) {
        return "'actor':'ops','reason':'a reason','idempotency_key':'" + key + "'";
    }

    /** Sends the command with the version of the entity; again, if the entity changed meanwhile. */
    private void giveAsOf(String path, String type, String fields) {
        JsonNode answer;
        do {
            long version =
                    ApiDocuments.parse(rest.get(path).body()).path("version").asLong();
            answer = ask(type, fields + ",'version':" + version);
        } while (answer.path("code").asText().equals("version_mismatch"));
        assertThat(StreamClient.typeOf(answer)).as("%s: %s", type, answer).isEqualTo("ack");
    }

    /** Sends a command, which must be committed. */
    private JsonNode give(String type, String fields) {
        JsonNode answer = ask(type, fields);
        assertThat(StreamClient.typeOf(answer)).as("%s: %s", type, answer).isEqualTo("ack");
        return answer;
    }

    /** Sends a command over WebSocket that fits the document. */
    private JsonNode ask(String type, String fields) {
        String message = COMMAND + type;
        String id = "c" + ++asked;
        String text = "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"traceparent\":\"" + TRACE + "\","
                + fields.replace('\'', '"') + "}";
        JsonNode command = ApiDocuments.parse(text);
        documents.assertFits(ApiDocuments.message(message), command);
        given.computeIfAbsent(message, first -> new TreeSet<>()).addAll(names(command));
        return live.ask(text);
    }

    private void judge(String channel, List<JsonNode> messages) {
        Set<String> types = channelMessages(channel);
        for (JsonNode message : messages) {
            boolean isWrapped = message.has("specversion");
            if (isWrapped) {
                documents.assertFits(ApiDocuments.message(IN_ENVELOPE), message);
                seen.add(IN_ENVELOPE);
                assertIsAroundItsData(message);
            }
            JsonNode content = isWrapped ? message.path("data") : message;
            String type = StreamClient.typeOf(content);
            assertThat(types).as(channel).contains(type);
            documents.assertFits(ApiDocuments.message(type), content);
            seen.add(type);
        }
    }

    private void assertIsAroundItsData(JsonNode message) {
        JsonNode data = message.path("data");
        assertThat(message.path("type").asText()).isEqualTo("io.swarmbot." + StreamClient.typeOf(data));
        assertThat(message.path("source").asText()).isEqualTo(rest.path());
        if (EventType.ofWireName(StreamClient.typeOf(data)).isPresent()) {
            String subject = data.path(data.path("task_id").isTextual() ? "task_id" : "agent_id")
                    .asText("");
            assertThat(message.path("id")).isEqualTo(data.path("cursor"));
            assertThat(message.path("time")).isEqualTo(data.path("timestamp"));
            assertThat(message.path("subject").asText()).isEqualTo(subject);
        }
    }

    private void judgeBlocks(EventStreamClient client) {
        judge(
                "sse",
                client.blocks().stream()
                        .filter(block -> block.event() != null)
                        .map(block -> ApiDocuments.parse(block.data()))
                        .toList());
    }

    private JsonNode events() {
        String page = rest.get("/events?after=" + rest.cursor().replaceAll("-.*", "-0"))
                .body();
        return ApiDocuments.parse(page).path("events");
    }

    private Set<String> channelMessages(String channel) {
        return names(documents.asyncapi().at("/channels/" + channel + "/messages"));
    }

    private Set<String> documentedCommands() {
        return names(documents.asyncapi().at("/channels/liveBatch/messages"), "batch", RENEW);
    }

    private Set<String> documentedOfService() {
        Set<String> all = channelMessages("live");
        all.removeAll(documentedCommands());
        all.remove(RENEW);
        return all;
    }

    private String typeOf(JsonNode schema) {
        return documents.resolved(schema).at("/properties/type/const").asText();
    }

    private static Set<String> names(JsonNode object, String... without) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of(without));
        return names;
    }
}
