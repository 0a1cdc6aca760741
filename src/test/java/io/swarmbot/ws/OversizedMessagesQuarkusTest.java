package io.swarmbot.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.Frame;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that sends too much, or no WebSocket at all, is told why the connection ends, even while it still sends. */
@QuarkusTest
class OversizedMessagesQuarkusTest {

    private static final int MAX_FRAME = 64 * 1024;
    private static final int MAX_MESSAGE = 256 * 1024;
    private static final int TEXT_BEGINS = 0x01;
    private static final int GOES_ON = 0x00;
    private static final int ENDS = 0x80;
    private static final int RESERVED = 0x83;

    @TestHTTPResource("/")
    URI server;

    @Inject
    Hub hub;

    private Rest rest;
    private String before;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        before = rest.snapshotText();
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_FRAME + 1, 1 << 20, 8 << 20})
    void frameOverTheLimitEndsTheConnectionWith1009(int size) {
        for (int n = 0; n < 10; n++) {
            try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
                client.send(new Frame(Frame.TEXT, spaces(size)));

                assertTooBig(client);
            }
        }
        assertNothingElseHappened();
    }

    @Test
    void messageOfManyFramesOverTheLimitEndsTheConnectionWith1009() {
        for (int n = 0; n < 10; n++) {
            try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
                client.send(new Frame(TEXT_BEGINS, spaces(MAX_FRAME)));
                for (int more = 0; more < 40; more++) {
                    client.send(new Frame(GOES_ON, spaces(MAX_FRAME)));
                }

                assertTooBig(client);
            }
        }
        assertNothingElseHappened();
    }

    @Test
    void messageOfManyFramesUpToTheLimitIsTaken() {
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            for (int n = 0; n < 3; n++) {
                client.send(new Frame(TEXT_BEGINS, spaces(MAX_FRAME)));
                for (int size = 2 * MAX_FRAME; size < MAX_MESSAGE; size += MAX_FRAME) {
                    client.send(new Frame(Frame.PING, new byte[125]));
                    client.send(new Frame(GOES_ON, spaces(MAX_FRAME)));
                }
                String command = "{\"id\":\"c" + n + "\",\"type\":\"heartbeat\",\"agent_id\":\"agent1\"}";
                byte[] end = spaces(MAX_FRAME);
                System.arraycopy(command.getBytes(UTF_8), 0, end, 0, command.length());
                client.send(new Frame(GOES_ON | ENDS, end));

                assertThat(client.answer("c" + n).path("type").asText()).isEqualTo("ack");
            }
        }
        assertNothingElseHappened();
    }

    @Test
    void malformedFrameEndsTheConnectionWith1002() {
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            client.send(new Frame(RESERVED, spaces(MAX_FRAME)));

            assertThat(client.closeCode()).isEqualTo(1002);
            assertThat(client.closeReason()).isEqualTo("protocol_error");
        }
        assertNothingElseHappened();
    }

    @Test
    void otherConnectionsAreServedAsBefore() {
        try (WebSocketClient other = WebSocketClient.open(server, rest.swarm(), "");
                WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            client.send(new Frame(Frame.TEXT, spaces(1 << 20)));
            assertTooBig(client);

            rest.status("agent1", "busy");

            other.await("agent_status_changed");
        }
    }

    private static void assertTooBig(WebSocketClient client) {
        assertThat(client.closeCode()).isEqualTo(1009);
        assertThat(client.closeReason()).isEqualTo("too_big");
    }

    private void assertNothingElseHappened() {
        assertThat(rest.snapshotText()).isEqualTo(before);
        Patience.await().until(() -> hub.streams() == 0);
    }

    private static byte[] spaces(int count) {
        return " ".repeat(count).getBytes(UTF_8);
    }
}
