package io.swarmbot.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.push.StreamContract;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.EventStreamClient.Block;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream as server-sent events, and their ids. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class EventStreamQuarkusTest extends StreamContract {

    @Override
    protected StreamClient connect(String query) {
        return EventStreamClient.open(server, rest.swarm(), query);
    }

    @Override
    protected Response refusal(String swarm, String query) {
        return EventStreamClient.refused(server, swarm, query);
    }

    /** A browser would give up for ever at any other status. */
    @Override
    protected void assertSentAway(Response refusal, String code) {
        assertThat(refusal.status()).isEqualTo(200);
        assertThat(refusal.body()).contains("\nevent: reconnect\n").contains("\"reason\":\"" + code + "\"");
    }

    @Test
    void eventStreamIsNotCached() {
        try (RawConnection connection = RawConnection.to(server)) {
            Response head = connection
                    .request("GET", rest.path() + "/events", "Accept", "text/event-stream")
                    .receiveHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).startsWith("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
        }
    }

    @Test
    void lastEventIdIsResumed() {
        String first = rest.register(AGENT);
        String second = change(1);
        String end = change(3);

        EventStreamClient client = resume("", second);

        assertConnected(client, second, true);
        assertDelivered(client, second, end);
        assertThat(client.types()).doesNotContain("reset");
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void lastEventIdWinsOverAfter() {
        String first = rest.register(AGENT);
        String second = change(1);
        String end = change(3);

        EventStreamClient client = resume("after=" + first, second);

        assertConnected(client, second, true);
        assertDelivered(client, second, end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "abc-01", "a-1-2", "42"})
    void malformedLastEventIdIsResetAsUnknown(String lastEventId) {
        String first = rest.register(AGENT);
        String head = change(2);

        EventStreamClient client = resume("after=" + first, lastEventId);

        assertConnected(client, head, false);
        assertThat(client.await("reset").get("reason").textValue()).isEqualTo("unknown");
        assertDelivered(client, head, change(1));
    }

    @Test
    void idOfEachEventIsItsCursor() {
        rest.register(AGENT);
        EventStreamClient client = closing(EventStreamClient.open(server, rest.swarm(), ""));

        String end = work("a", "t-a");

        client.awaitCursor(end);
        List<Block> events = client.blocks().stream()
                .filter(block -> block.event() != null && !StreamClient.NOTICES.contains(block.event()))
                .toList();
        assertThat(events)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(block.data()).contains("\"cursor\":\"" + block.id() + "\""));
    }

    @Test
    void cursorIsOneStringAsIdOverWebSocketAndAsETag() {
        rest.register(AGENT);
        EventStreamClient events = closing(EventStreamClient.open(server, rest.swarm(), ""));
        WebSocketClient live = closing(WebSocketClient.open(server, rest.swarm(), ""));

        String cursor = rest.status(AGENT, "busy");

        events.await("agent_status_changed");
        JsonNode message = live.await("agent_status_changed");
        List<Block> blocks = events.blocks();
        assertThat(StreamClient.cursorOf(message)).isEqualTo(cursor);
        assertThat(blocks.stream().filter(block -> "agent_status_changed".equals(block.event())))
                .singleElement()
                .extracting(Block::id)
                .isEqualTo(cursor);
        assertThat(rest.get("").headers().firstValue("ETag")).hasValue("W/\"" + cursor + "\"");
    }

    @Test
    void idIsSentOnlyWhenEverythingUpToItWasDelivered() {
        String metrics = "{\"metrics\":{\"m\":\"" + "x".repeat(4_000) + "\"}}";
        String head = "";
        for (int n = 0; n < 60; n++) {
            head = rest.register("agent-" + n, metrics);
        }

        for (String query : List.of("snapshot=true", "snapshot=true&after=" + plus(head, 1_000))) {
            EventStreamClient client = closing(EventStreamClient.open(server, rest.swarm(), query));
            client.await("snapshot", message -> message.path("last").asBoolean());

            List<Block> blocks = client.blocks().stream()
                    .filter(block -> block.event() != null)
                    .toList();
            assertThat(blocks).hasSizeGreaterThan(4);
            List<Block> incomplete = blocks.subList(0, blocks.size() - 1);
            assertThat(incomplete).allSatisfy(block -> assertThat(block.id()).isNull());
            assertThat(blocks.get(blocks.size() - 1).id()).isEqualTo(head);
        }
    }

    @Test
    void heartbeatIsAnEventWithAnIdSoThatItMovesEveryReader() {
        String head = rest.register(AGENT);
        EventStreamClient client = closing(EventStreamClient.open(server, rest.swarm(), ""));

        client.await("heartbeat");

        String heartbeat = "{\"type\":\"heartbeat\",\"cursor\":\"" + head + "\"}";
        assertThat(client.blocks()).contains(new Block(head, "heartbeat", heartbeat));
        assertThat(client.blocks()).allSatisfy(block -> assertThat(block.data()).isNotEmpty());
    }

    @Test
    void heartbeatInTheEnvelopeOfCloudEventsIsAnEventToo() {
        String head = rest.register(AGENT);
        EventStreamClient client = closing(EventStreamClient.open(server, rest.swarm(), "format=cloudevents"));

        JsonNode heartbeat = client.await("io.swarmbot.heartbeat");

        assertThat(heartbeat.get("data").get("cursor").textValue()).isEqualTo(head);
        assertThat(client.blocks())
                .filteredOn(block -> "heartbeat".equals(block.event()))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.id()).isEqualTo(head));
    }

    @Test
    void connectionEndsWithItsEventStream() throws Exception {
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request("GET", rest.path() + "/events", "Accept", "text/event-stream");
            assertThat(connection.receiveHead().status()).isEqualTo(200);

            rest.delete();

            assertThat(new String(connection.in().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("event: gone")
                    .endsWith("0\r\n\r\n");
        }
    }

    @Test
    void eventStreamSharesAnHttp2ConnectionWithRequests() throws Exception {
        rest.register(AGENT);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        URI snapshot = server.resolve(rest.path());
        http.send(HttpRequest.newBuilder(snapshot).build(), HttpResponse.BodyHandlers.ofString());
        HttpRequest request = HttpRequest.newBuilder(server.resolve(rest.path() + "/events"))
                .header("Accept", "text/event-stream")
                .build();

        HttpResponse<InputStream> stream = http.send(request, HttpResponse.BodyHandlers.ofInputStream());

        assertThat(stream.version()).isEqualTo(HttpClient.Version.HTTP_2);
        try (InputStream body = stream.body()) {
            assertThat(nextText(body)).contains("Connected to SwarmBot");
            String cursor = rest.status(AGENT, "busy");
            assertThat(nextText(body)).contains("id: " + cursor);
        }
        HttpResponse<String> after =
                http.send(HttpRequest.newBuilder(snapshot).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(after.statusCode()).isEqualTo(200);
    }

    private static String nextText(InputStream body) throws java.io.IOException {
        byte[] bytes = new byte[8_192];
        return new String(bytes, 0, Math.max(0, body.read(bytes)), java.nio.charset.StandardCharsets.UTF_8);
    }

    private EventStreamClient resume(String query, String lastEventId) {
        return closing(EventStreamClient.resume(server, rest.swarm(), query, lastEventId));
    }
}
