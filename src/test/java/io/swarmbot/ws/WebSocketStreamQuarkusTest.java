package io.swarmbot.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.push.StreamContract;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import org.junit.jupiter.api.Test;

/** The stream over WebSocket, a message a frame. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class WebSocketStreamQuarkusTest extends StreamContract {

    @Override
    protected StreamClient connect(String query) {
        return WebSocketClient.open(server, rest.swarm(), query, WebSocketClient.SINGLE);
    }

    @Override
    protected Response refusal(String swarm, String query) {
        return RawConnection.askToUpgrade(server, WebSocketClient.target(swarm, query));
    }

    @Test
    void connectionWithoutSubprotocolGetsSingleMessages() {
        String head = rest.register(AGENT);
        WebSocketClient client = closing(WebSocketClient.open(server, rest.swarm(), ""));

        assertThat(client.subprotocol()).isEmpty();
        assertDelivered(client, head, change(100));
        assertThat(client.frames()).isEqualTo(client.messages().size());
    }

    @Test
    void subprotocolIsAgreedTo() {
        WebSocketClient client = closing(WebSocketClient.open(server, rest.swarm(), "", WebSocketClient.SINGLE));

        assertThat(client.subprotocol()).isEqualTo("swarmbot.v1");
    }

    @Test
    void deletedSwarmClosesWith4102() {
        WebSocketClient client = closing(WebSocketClient.open(server, rest.swarm(), ""));

        rest.delete();

        assertThat(client.closeCode()).isEqualTo(4102);
        assertThat(client.closeReason()).isEqualTo("swarm_gone");
    }

    @Test
    void closeIsAnsweredWithClose() {
        WebSocketClient client = closing(WebSocketClient.open(server, rest.swarm(), ""));

        client.closeNormally();

        assertThat(client.closeCode()).isEqualTo(1000);
    }

    @Test
    void heartbeatIsSentEvenWhileCommandsAreAnswered() {
        String head = rest.register(AGENT);
        WebSocketClient client = closing(WebSocketClient.open(server, rest.swarm(), "types=task_submitted"));
        String end = change(20);
        long patience = System.nanoTime() + Patience.LIMIT.toNanos();

        for (int n = 0; client.lastCursor().equals(head) && System.nanoTime() < patience; n++) {
            client.ask("{\"id\":\"c" + n + "\",\"type\":\"heartbeat\",\"agent_id\":\"" + AGENT + "\"}");
        }

        assertThat(client.lastCursor()).isEqualTo(end);
    }
}
