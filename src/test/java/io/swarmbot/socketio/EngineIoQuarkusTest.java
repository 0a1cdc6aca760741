package io.swarmbot.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.EnginePolling;
import io.swarmbot.testing.EngineSocket;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.ShortPatience;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol Engine.IO 4, with the cases of its public test suite. */
@QuarkusTest
@TestProfile(ShortPatience.class)
class EngineIoQuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN_SESSION = "{\"code\":1,\"message\":\"Session ID unknown\"}";
    private static final String BAD_REQUEST = "{\"code\":3,\"message\":\"Bad request\"}";

    @TestHTTPResource("/")
    URI server;

    @Inject
    EngineSessions sessions;

    @Inject
    Hub hub;

    @AfterEach
    void nothingIsLeft() {
        Patience.await("the end of all sessions").until(() -> sessions.size() == 0 && hub.streams() == 0);
    }

    private EnginePolling polling() {
        return EnginePolling.open(server, "");
    }

    private EngineSocket socket() {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY);
        assertThat(socket.receive()).startsWith("0{");
        return socket;
    }

    private static void assertOver(EnginePolling session) {
        Response answer = session.poll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(UNKNOWN_SESSION);
    }

    private static JsonNode handshake(String open, String upgrades) throws IOException {
        assertThat(open).startsWith("0");
        JsonNode handshake = JSON.readTree(open.substring(1));
        assertThat(handshake.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(handshake.path("sid").asText()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(handshake.path("upgrades").toString()).isEqualTo(upgrades);
        assertThat(handshake.path("pingInterval").asInt()).isEqualTo(ShortPatience.PING_INTERVAL_MILLIS);
        assertThat(handshake.path("pingTimeout").asInt()).isEqualTo(ShortPatience.PING_TIMEOUT_MILLIS);
        assertThat(handshake.path("maxPayload").asInt()).isEqualTo(262_144);
        return handshake;
    }

    // Handshake

    @Test
    void handshakeOverPollingOpensASession() throws IOException {
        EnginePolling session = polling();

        handshake(session.open(), "[\"websocket\"]");
        session.post("1");
    }

    @Test
    void handshakeOverWebSocketOpensASession() throws IOException {
        try (EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY)) {
            handshake(socket.receive(), "[]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, transport=polling, 5",
        "GET, EIO=abc&transport=polling, 5",
        "GET, EIO=3&transport=polling, 5",
        "GET, EIO=4, 0",
        "GET, EIO=4&transport=abc, 0",
        "GET, EIO=4&transport=polling&sid=abc, 1",
        "GET, EIO=4&transport=websocket, 3",
        "POST, EIO=4&transport=polling, 2",
        "PUT, EIO=4&transport=polling, 2",
        "POST, EIO=4&transport=websocket, 2",
    })
    void badHandshakeIsAnsweredWithTheErrorOfTheProtocol(String method, String query, int code) throws IOException {
        Response answer = RawConnection.ask(server, method, "/socket.io/?" + query, "Content-Length", "0");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("code").asInt(-1)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transport=websocket", "EIO=3&transport=websocket", "EIO=4&transport=websocket&sid=abc"})
    void badHandshakeIsNotUpgraded(String query) {
        assertThat(RawConnection.askToUpgrade(server, "/socket.io/?" + query).status())
                .isEqualTo(400);
    }

    @Test
    void pathTakesNoSlashAsWell() {
        Response answer = RawConnection.ask(server, "GET", "/socket.io?" + EnginePolling.QUERY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("0{");
    }

    // Heartbeat

    @Test
    void pollingClientIsPinged() {
        EnginePolling session = polling();

        for (int n = 0; n < 3; n++) {
            assertThat(session.packets()).containsExactly("2");
            assertThat(session.post("3").body()).isEqualTo("ok");
        }
        session.post("1");
    }

    @Test
    void pollingSessionEndsIfNobodyPolls() {
        EnginePolling session = polling();

        Patience.await().until(() -> sessions.find(session.sid()) == null);

        assertOver(session);
    }

    @Test
    void pollingSessionEndsIfThePingIsNotAnswered() {
        EnginePolling session = polling();
        assertThat(session.packets()).containsExactly("2");

        assertThat(session.poll().status()).isEqualTo(400);
        assertOver(session);
    }

    @Test
    void clientOfAWebSocketIsPinged() {
        try (EngineSocket socket = socket()) {
            for (int n = 0; n < 3; n++) {
                assertThat(socket.receive()).isEqualTo("2");
                socket.send("3");
            }
        }
    }

    @Test
    void webSocketEndsIfThePingIsNotAnswered() {
        try (EngineSocket socket = socket()) {
            long begun = System.nanoTime();

            assertThat(socket.receive()).isEqualTo("2");
            assertThat(socket.receive()).isNull();

            assertThat((System.nanoTime() - begun) / 1_000_000)
                    .isBetween((long) ShortPatience.PING_TIMEOUT_MILLIS, 30_000L);
        }
    }

    // Close

    @Test
    void pollingClientClosesItsSession() {
        EnginePolling session = polling();
        CompletableFuture<Response> poll = session.pollLater();

        Response post = session.post("1");

        assertThat(post.status()).isEqualTo(200);
        assertThat(poll.join().status()).isIn(200, 400);
        assertOver(session);
    }

    @Test
    void clientOfAWebSocketClosesItsSession() {
        try (EngineSocket socket = socket()) {
            socket.send("1");

            assertThat(socket.receive()).isNull();
        }
    }

    // Upgrade

    @Test
    void pollingSessionIsUpgraded() {
        EnginePolling session = polling();
        try (RawConnection poll = RawConnection.to(server);
                EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY + "&sid=" + session.sid())) {
            poll.request("GET", session.target());
            socket.send("2probe");
            assertThat(socket.receive()).isEqualTo("3probe");
            // The client waits for that before it goes on.
            assertThat(poll.receive().body()).isIn("6", "2");

            socket.send("5").send("40");

            assertThat(socket.await("40")).contains("\"sid\"");
            assertThat(socket.await("42")).startsWith("42[\"connected\"");
        }
    }

    private EngineSocket upgrade(EnginePolling session) {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY + "&sid=" + session.sid());
        socket.send("2probe");
        assertThat(socket.receive()).isEqualTo("3probe");
        return socket.send("5");
    }

    @Test
    void requestsWithTheSessionOfAWebSocketAreRefused() {
        EnginePolling session = polling();
        try (EngineSocket socket = upgrade(session)) {
            socket.send("40");
            socket.await("40");

            assertThat(session.poll().body()).isEqualTo(BAD_REQUEST);
            assertThat(session.post("40").status()).isEqualTo(400);
            try (EngineSocket other = EngineSocket.open(server, EngineSocket.QUERY + "&sid=" + session.sid())) {
                assertThat(other.send("2probe").closeCode()).isEqualTo(1002);
            }
            socket.send("42[\"heartbeat\",{}]");
            assertThat(socket.await("42[\"error\"")).contains("missing_field");
        }
    }

    @Test
    void sessionGoesOnPollingIfTheUpgradeIsBrokenOff() {
        EnginePolling session = polling();
        try (EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY + "&sid=" + session.sid())) {
            socket.send("2probe");
            assertThat(socket.receive()).isEqualTo("3probe");
        }
        session.post("40");

        assertThat(session.packetsUntil("40")).isNotEmpty();
        session.post("1");
    }

    @Test
    void probeThatIsNoneEndsTheWebSocketOnly() {
        EnginePolling session = polling();
        try (EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY + "&sid=" + session.sid())) {
            socket.send("40");
            assertThat(socket.receive()).isNull();
        }
        assertThat(session.post("40").body()).isEqualTo("ok");
        assertThat(session.packetsUntil("40")).isNotEmpty();
        session.post("1");
    }

    // Messages

    @Test
    void requestMayBringSeveralPackets() {
        EnginePolling session = polling();

        assertThat(session.post("40", "3", "40/other,").body()).isEqualTo("ok");

        List<String> packets = session.packetsUntil("42[\"connected\"");
        assertThat(packets).anyMatch(packet -> packet.startsWith("44/other,{\"message\":\"Invalid namespace"));
        assertThat(packets).anyMatch(packet -> packet.startsWith("40{"));
        session.post("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "2", "5", "0", "7"})
    void packetThatIsNoneEndsAPollingSession(String packet) {
        EnginePolling session = polling();

        Response answer = session.post(packet);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(BAD_REQUEST);
        assertOver(session);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "2", "5", "0", "7"})
    void packetThatIsNoneEndsAWebSocket(String packet) {
        try (EngineSocket socket = socket()) {
            socket.send(packet);

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void secondPollAtATimeEndsTheSession() {
        EnginePolling session = polling();
        try (RawConnection first = RawConnection.to(server)) {
            first.request("GET", session.target());
            CompletableFuture<Response> second = session.pollLater();

            // Which one comes first is up to the network.
            List<Integer> statuses =
                    List.of(first.receive().status(), second.join().status());

            assertThat(statuses).containsExactlyInAnyOrder(200, 400);
            assertOver(session);
        }
    }

    @Test
    void secondPostAtATimeEndsTheSession() {
        EnginePolling session = polling();
        try (RawConnection first = RawConnection.to(server)) {
            first.request("POST", session.target(), "Content-Length", "3").send("4");
            // Until the first one has begun, the other is answered.
            Patience.await().until(() -> session.post("3").status() == 400);

            assertOver(session);
        }
    }

    @Test
    void pollThatIsBrokenOffEndsTheSession() {
        EnginePolling session = polling();
        RawConnection poll = RawConnection.to(server);
        poll.request("GET", session.target());
        poll.reset();

        Patience.await().until(() -> sessions.find(session.sid()) == null);
        assertOver(session);
    }

    @Test
    void bodyOverTheLimitIsRefused() {
        EnginePolling session = polling();
        String large = "4" + "x".repeat(262_144);

        assertThat(session.post(large).status()).isEqualTo(413);
        session.post("1");
    }

    @Test
    void binaryBodyIsRefused() {
        EnginePolling session = polling();

        try (RawConnection connection = RawConnection.to(server)) {
            Response answer = connection
                    .request(
                            "POST", session.target(), "Content-Type", "application/octet-stream", "Content-Length", "1")
                    .send("3")
                    .receive();

            assertThat(answer.body()).isEqualTo(BAD_REQUEST);
        }
        assertThat(session.post("1").status()).isEqualTo(200);
    }

    @Test
    void clientThatSendsAndDoesNotPollIsEnded() {
        EnginePolling session = polling();
        String[] many = new String[200];
        java.util.Arrays.fill(many, "40/other,");

        assertThat(session.post(many).status()).isEqualTo(400);
        assertOver(session);
    }

    @Test
    void pageOfAnotherOriginIsRefused() {
        Response answer = EnginePolling.handshake(server, EnginePolling.QUERY, "Origin", "https://evil.example");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("forbidden_origin");
        assertThat(RawConnection.askToUpgrade(
                                server, "/socket.io/?" + EngineSocket.QUERY, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
    }
}
