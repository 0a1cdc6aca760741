package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service whose simulated agents are at work, and whose silent ones are given up within seconds. */
public class Lively implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "swarmbot.demo.enabled",
                "true",
                "swarmbot.demo.pace",
                "50ms",
                "swarmbot.agents.stale-after",
                "1s",
                "swarmbot.agents.lost-after",
                "2s");
    }
}
