package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service that soon says what it says of silence, of a lack of progress and of itself. */
public class Impatient implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "swarmbot.agents.stale-after",
                "3s",
                "swarmbot.tasks.stuck-after",
                "1s",
                "swarmbot.metrics.every",
                "1s",
                "swarmbot.push.heartbeat-every",
                "1s");
    }
}
