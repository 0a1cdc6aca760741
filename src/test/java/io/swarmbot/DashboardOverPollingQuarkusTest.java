package io.swarmbot;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.OnlyPolling;

/** The dashboard if WebSocket and server-sent events are switched off. */
@QuarkusTest
@TestProfile(OnlyPolling.class)
class DashboardOverPollingQuarkusTest extends DashboardContract {

    @Override
    String transport() {
        return "poll";
    }
}
