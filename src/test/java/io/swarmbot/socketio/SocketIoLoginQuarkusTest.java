package io.swarmbot.socketio;

import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.tokens;
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
import io.swarmbot.testing.WithTokens;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets in over Socket.IO, and for how long. */
@QuarkusTest
@TestProfile(WithTokens.class)
class SocketIoLoginQuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI server;

    @Inject
    Hub hub;

    private final List<EngineSocket> open = new ArrayList<>();

    @BeforeEach
    void makeSwarms() {
        for (String swarm : List.of(OWN, "other")) {
            RawConnection.ask(server, "PUT", "/api/v1/swarms/" + swarm, as("root"));
        }
    }

    @AfterEach
    void close() {
        open.forEach(EngineSocket::close);
        Patience.await().until(() -> hub.streams() == 0);
    }

    private EngineSocket socket(String... headers) {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY, headers);
        open.add(socket);
        return socket;
    }

    private static String auth(String swarm, String token) {
        return "40{\"swarm\":\"" + swarm + "\",\"token\":\"" + token + "\"}";
    }

    private static JsonNode json(String packet) {
        try {
            return JSON.readTree(packet.substring(packet.indexOf(packet.startsWith("44") ? '{' : '[')));
        } catch (IOException e) {
            throw new UncheckedIOException(packet, e);
        }
    }

    private static String codeOf(EngineSocket socket) {
        return json(socket.await("44")).path("data").path("code").asText();
    }

    @Test
    void tokenInAuthLetsIn() {
        EngineSocket socket = socket().send(auth(OWN, tokens().get("viewer")));

        assertThat(socket.await("42")).startsWith("42[\"connected\"");
    }

    @Test
    void tokenInTheHeaderLetsIn() {
        EngineSocket socket = socket(as("viewer")).send("40{\"swarm\":\"own\"}");

        assertThat(socket.await("42")).startsWith("42[\"connected\"");
    }

    @Test
    void sessionOfABrowserLetsIn() {
        String cookie = RawConnection.ask(
                        server, "POST", "/api/v1/session", "Authorization", as("viewer")[1], "Content-Length", "0")
                .header("Set-Cookie");
        String session = cookie.substring(0, cookie.indexOf(';'));

        EngineSocket own = socket("Cookie", session, "Origin", "http://" + server.getAuthority());
        EngineSocket unknown = socket("Cookie", session);

        assertThat(own.send("40{\"swarm\":\"own\"}").await("42")).startsWith("42[\"connected\"");
        assertThat(codeOf(unknown.send("40{\"swarm\":\"own\"}"))).isEqualTo("forbidden_origin");
    }

    @Test
    void pollingClientLogsInWithItsMessage() {
        EnginePolling session = EnginePolling.open(server, "");
        session.post(auth(OWN, tokens().get("viewer")));

        assertThat(session.packetsUntil("42")).anyMatch(packet -> packet.startsWith("40{"));
        session.post("1");
    }

    @Test
    void nobodyGetsInWithoutAGoodLogin() {
        assertThat(codeOf(socket().send("40{\"swarm\":\"own\"}"))).isEqualTo("unauthenticated");
        assertThat(codeOf(socket().send(auth(OWN, "sbt_aaaaaaaa_" + "A".repeat(43)))))
                .isEqualTo("unauthenticated");
        assertThat(codeOf(socket().send(auth(OWN, tokens().get("expired"))))).isEqualTo("unauthenticated");
        assertThat(codeOf(socket(as("viewer")).send(auth(OWN, tokens().get("viewer")))))
                .isEqualTo("unauthenticated");
    }

    @Test
    void tokenInTheQueryIsRefused() {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY + "&token=" + tokens().get("viewer"));
        open.add(socket);

        assertThat(codeOf(socket.send("40{\"swarm\":\"own\"}"))).isEqualTo("unauthenticated");
    }

    @Test
    void swarmOfOthersLooksLikeOneThatDoesNotExist() {
        String viewer = tokens().get("viewer");
        JsonNode other = json(socket().send(auth("other", viewer)).await("44"));
        JsonNode nowhere = json(socket().send(auth("nowhere", viewer)).await("44"));

        assertThat(other.path("data").path("code").asText()).isEqualTo("unknown_swarm");
        assertThat(other.toString().replace("other", "nowhere")).isEqualTo(nowhere.toString());
    }

    @Test
    void commandNeedsItsRight() {
        EngineSocket viewer = socket().send(auth(OWN, tokens().get("viewer")));
        viewer.await("40");
        viewer.send("420[\"submit_task\",{\"task_type\":\"x\"}]");
        assertThat(json(viewer.await("430")).path(0).path("code").asText()).isEqualTo("forbidden");

        EngineSocket submitter = socket().send(auth(OWN, tokens().get("submitter")));
        submitter.await("40");
        submitter.send("420[\"submit_task\",{\"task_type\":\"x\"}]");
        assertThat(json(submitter.await("430")).path(0).path("status").asInt()).isEqualTo(201);
    }

    private JsonNode newToken() {
        return RawConnection.post(
                        server,
                        "/api/v1/tokens",
                        "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"operator\"}]}",
                        as("root"))
                .json();
    }

    private void revoke(JsonNode token) {
        assertThat(RawConnection.ask(
                                server,
                                "DELETE",
                                "/api/v1/tokens/" + token.path("id").asText(),
                                as("root"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void revocationEndsTheConnectionWithoutADisconnect() {
        JsonNode token = newToken();
        EngineSocket socket = socket().send(auth(OWN, token.path("token").asText()));
        socket.await("42[\"cursor\"");

        revoke(token);

        List<String> packets = socket.receiveUntil("42[\"ended\"");
        assertThat(packets.get(packets.size() - 1)).contains("\"reason\":\"revoked\"");
        String next = socket.receive();
        assertThat(next).isNull();
        assertThat(socket.closeCode()).isEqualTo(4103);
        assertThat(codeOf(socket().send(auth(OWN, token.path("token").asText()))))
                .isEqualTo("unauthenticated");
    }

    @Test
    void revocationEndsAPollingSession() {
        JsonNode token = newToken();
        EnginePolling session = EnginePolling.open(server, "");
        session.post(auth(OWN, token.path("token").asText()));
        session.packetsUntil("42[\"cursor\"");

        revoke(token);

        assertThat(session.packetsUntil("42[\"ended\"")).noneMatch(packet -> packet.startsWith("41"));
        assertThat(session.poll().status()).isEqualTo(400);
    }

    @Test
    void streamGoesOnWithAnotherTokenOfTheSamePrincipal() {
        JsonNode old = newToken();
        JsonNode next = newToken();
        EngineSocket socket = socket().send(auth(OWN, old.path("token").asText()));
        socket.await("42[\"cursor\"");

        socket.send("420[\"renew\",{\"token\":\"" + next.path("token").asText() + "\"}]");
        assertThat(json(socket.await("430")).path(0).path("type").asText()).isEqualTo("renewed");
        revoke(old);

        socket.send("421[\"submit_task\",{\"task_type\":\"x\"}]");
        assertThat(json(socket.await("431")).path(0).path("status").asInt()).isEqualTo(201);
    }
}
