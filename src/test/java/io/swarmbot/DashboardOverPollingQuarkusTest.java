package io.swarmbot;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.OnlyPolling;
import org.junit.jupiter.api.Tag;

/** The dashboard if WebSocket and server-sent events are switched off. */
@QuarkusTest
@TestProfile(OnlyPolling.class)
@Tag("stress-only")
class DashboardOverPollingQuarkusTest extends DashboardContract {

    @Override
    String transport() {
        return "poll";
    }
}
