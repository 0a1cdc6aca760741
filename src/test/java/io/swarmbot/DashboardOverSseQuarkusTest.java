package io.swarmbot;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The dashboard if WebSocket is switched off. */
@QuarkusTest
@TestProfile(DashboardOverSseQuarkusTest.WithoutWebSocket.class)
class DashboardOverSseQuarkusTest extends DashboardContract {

    @Override
    String transport() {
        return "sse";
    }

    public static class WithoutWebSocket implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("swarmbot.transport.use-websocket", "false");
        }
    }
}
