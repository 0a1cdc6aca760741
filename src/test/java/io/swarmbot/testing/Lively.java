package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service whose demo is on, and which gives up silent agents within seconds. */
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
                // A sweep comes once a second, and may be late: some fall between stale and lost all the same.
                "swarmbot.agents.lost-after",
                "5s");
    }
}
