package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.swarmbot.webhook.OwnHook;
import java.util.List;
import java.util.Map;

/** A service with short times: it soon tells of silent agents, stuck tasks and its metrics. */
public class Impatient implements QuarkusTestProfile {

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(OwnHook.class));
    }

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
