package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Clients that do not read, do not send on or do not answer a heartbeat are soon cut off. Answers that are not read
 * share little memory.
 */
public class ShortPatience implements QuarkusTestProfile {

    /** What all answers that are not read yet may hold together. */
    public static final int ANSWERS_BYTES = 8 << 20;

    /** The heartbeats of Socket.IO. */
    public static final int PING_INTERVAL_MILLIS = 500;

    /** How long a client of Socket.IO may take to answer one. */
    public static final int PING_TIMEOUT_MILLIS = 2_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "swarmbot.push.write-timeout",
                "1s",
                "swarmbot.push.pending.timeout",
                "1s",
                "swarmbot.requests.read-timeout",
                "5s",
                "swarmbot.answers.max-bytes",
                Integer.toString(ANSWERS_BYTES),
                "swarmbot.doors.socketio.ping-interval",
                PING_INTERVAL_MILLIS + "ms",
                "swarmbot.doors.socketio.ping-timeout",
                PING_TIMEOUT_MILLIS + "ms",
                "swarmbot.doors.socketio.connect-timeout",
                "3s");
    }
}
