package io.swarmbot;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The page where nothing but polling is left. */
@QuarkusTest
@TestProfile(DashboardOverPollingQuarkusTest.OnlyPolling.class)
class DashboardOverPollingQuarkusTest extends DashboardContract {

    @Override
    String transport() {
        return "poll";
    }

    public static class OnlyPolling implements QuarkusTestProfile {

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
}
