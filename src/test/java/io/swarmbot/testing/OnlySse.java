package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Every WebSocket is switched off, that of Socket.IO too. */
public class OnlySse implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("swarmbot.transport.use-websocket", "false", "swarmbot.doors.socketio.enabled", "false");
    }
}
