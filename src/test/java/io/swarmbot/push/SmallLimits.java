package io.swarmbot.push;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A log and a ring so short, and heartbeats so frequent, that a test sees what else takes hours. */
public class SmallLimits implements QuarkusTestProfile {

    /** Events that a log keeps. */
    public static final int RETAINED = 1_000;

    /** Events of them that are in memory for streams. */
    public static final int RING = 256;

    /** Streams that are open at the same time. */
    public static final int STREAMS = 200;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "swarmbot.retention.events",
                String.valueOf(RETAINED),
                "swarmbot.push.ring.events",
                String.valueOf(RING),
                "swarmbot.push.connections",
                String.valueOf(STREAMS),
                "swarmbot.push.heartbeat-every",
                "1s");
    }
}
