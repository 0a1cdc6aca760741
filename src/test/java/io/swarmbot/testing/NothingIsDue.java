package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.swarmbot.webhook.SignedHook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Only commands change a log: no sweep comes during a test. What waits for a write is kept for the whole test. Streams
 * have few events in memory, and the service sends to a webhook.
 */
public class NothingIsDue implements QuarkusTestProfile {

    /** Without the rest, for other profiles. */
    static final Map<String, String> SETTINGS =
            Map.of("swarmbot.agents.sweep-every", "10h", "swarmbot.push.write-timeout", "10m");

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> all = new HashMap<>(SETTINGS);
        // Who lags goes on from the store, and heartbeats come within a test.
        all.put("swarmbot.push.ring.events", "128");
        all.put("swarmbot.push.heartbeat-every", "1s");
        return all;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(SignedHook.class));
    }
}
