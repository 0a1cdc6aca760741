package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** WebSocket and server-sent events are switched off. */
public class OnlyPolling implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "swarmbot.transport.use-websocket",
                "false",
                "swarmbot.transport.use-sse",
                "false",
                "swarmbot.transport.poll-interval",
                "100ms");
    }
}
