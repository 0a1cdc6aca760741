package io.swarmbot.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.push.StreamContract;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import org.junit.jupiter.api.Test;

/** The stream over WebSocket, all that there is to say in one frame. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class BatchWebSocketStreamQuarkusTest extends StreamContract {

    @Override
    protected StreamClient connect(String query) {
        return WebSocketClient.open(server, rest.swarm(), query, WebSocketClient.BATCH);
    }

    @Override
    protected Response refusal(String swarm, String query) {
        return RawConnection.askToUpgrade(
                server, WebSocketClient.target(swarm, query), "Sec-WebSocket-Protocol", WebSocketClient.BATCH);
    }

    @Test
    void batchSubprotocolIsAgreedTo() {
        WebSocketClient client = closing(WebSocketClient.open(server, rest.swarm(), "", WebSocketClient.BATCH));

        assertThat(client.subprotocol()).isEqualTo("swarmbot.batch.v1");
    }

    @Test
    void batchPutsMissedEventsIntoFewFrames() {
        String start = rest.register(AGENT);
        String end = change(500);

        WebSocketClient client =
                closing(WebSocketClient.open(server, rest.swarm(), "after=" + start, WebSocketClient.BATCH));

        assertDelivered(client, start, end);
        assertThat(client.frames()).isLessThan(50);
    }

    @Test
    void batchAnswersCommandsInArrays() {
        WebSocketClient client = closing(WebSocketClient.open(server, rest.swarm(), "", WebSocketClient.BATCH));

        assertThat(StreamClient.typeOf(client.ask("{\"id\":\"c1\",\"type\":\"register_agent\",\"agent_id\":\"a\"}")))
                .isEqualTo("ack");
        assertThat(StreamClient.typeOf(client.ask("{\"id\":\"c2\",\"type\":\"fly\"}")))
                .isEqualTo("error");
    }
}
