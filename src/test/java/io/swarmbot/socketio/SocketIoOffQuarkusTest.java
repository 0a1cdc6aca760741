package io.swarmbot.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EnginePolling;
import io.swarmbot.testing.EngineSocket;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The door that is switched off. */
@QuarkusTest
@TestProfile(SocketIoOffQuarkusTest.Off.class)
class SocketIoOffQuarkusTest {

    public static class Off implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("swarmbot.doors.socketio.enabled", "false");
        }
    }

    @TestHTTPResource("/")
    URI server;

    @Test
    void socketIoIsRefusedAndOtherStreamsAreNot() {
        Problems.assertProblem(EnginePolling.handshake(server, EnginePolling.QUERY), 404, "transport_off");
        Problems.assertProblem(
                RawConnection.askToUpgrade(server, "/socket.io/?" + EngineSocket.QUERY), 404, "transport_off");
        try (WebSocketClient client = WebSocketClient.open(server, "default", "")) {
            assertThat(client.types()).containsExactly("connected");
        }
    }
}
