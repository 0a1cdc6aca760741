package io.swarmbot.socketio;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A test sees the heartbeats, and the end of clients that do not answer. */
public class ShortHeartbeats implements QuarkusTestProfile {

    static final int INTERVAL_MILLIS = 500;
    static final int TIMEOUT_MILLIS = 2_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "swarmbot.doors.socketio.ping-interval",
                INTERVAL_MILLIS + "ms",
                "swarmbot.doors.socketio.ping-timeout",
                TIMEOUT_MILLIS + "ms",
                "swarmbot.doors.socketio.connect-timeout",
                "3s");
    }
}
