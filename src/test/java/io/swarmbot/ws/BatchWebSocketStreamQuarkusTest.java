package io.swarmbot.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.push.StreamContract;
import io.swarmbot.testing.LiveClient;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.StreamClient;
import org.junit.jupiter.api.Test;

/** The stream over WebSocket, all that there is to say in one frame. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class BatchWebSocketStreamQuarkusTest extends StreamContract {

    @Override
    protected StreamClient connect(String query) {
        return LiveClient.open(server, rest.swarm(), query, LiveClient.BATCH);
    }

    @Override
    protected Response refusal(String swarm, String query) {
        return RawConnection.askToUpgrade(
                server, LiveClient.target(swarm, query), "Sec-WebSocket-Protocol", LiveClient.BATCH);
    }

    @Test
    void agreesToTheSubprotocol() {
        LiveClient client = closing(LiveClient.open(server, rest.swarm(), "", LiveClient.BATCH));

        assertThat(client.subprotocol()).isEqualTo("swarmbot.batch.v1");
    }

    @Test
    void putsWhatIsMissedIntoFewFrames() {
        String start = rest.register(AGENT);
        String end = change(500);

        LiveClient client = closing(LiveClient.open(server, rest.swarm(), "after=" + start, LiveClient.BATCH));

        assertDelivered(client, start, end);
        assertThat(client.frames()).isLessThan(50);
    }

    @Test
    void answersCommandsInArraysToo() {
        LiveClient client = closing(LiveClient.open(server, rest.swarm(), "", LiveClient.BATCH));

        assertThat(StreamClient.typeOf(client.ask("{\"id\":\"c1\",\"type\":\"register_agent\",\"agent_id\":\"a\"}")))
                .isEqualTo("ack");
        assertThat(StreamClient.typeOf(client.ask("{\"id\":\"c2\",\"type\":\"fly\"}")))
                .isEqualTo("error");
    }
}
