package io.swarmbot.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EnginePolling;
import io.swarmbot.testing.EngineSocket;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.OnlySse;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The door that is switched off. */
@QuarkusTest
@TestProfile(OnlySse.class)
class SocketIoOffQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void socketIoIsRefusedAndOtherStreamsAreNot() {
        Problems.assertProblem(EnginePolling.handshake(server, EnginePolling.QUERY), 404, "transport_off");
        Problems.assertProblem(
                RawConnection.askToUpgrade(server, "/socket.io/?" + EngineSocket.QUERY), 404, "transport_off");
        try (EventStreamClient client = EventStreamClient.open(server, "default", "")) {
            assertThat(client.types()).containsExactly("connected");
        }
    }
}
