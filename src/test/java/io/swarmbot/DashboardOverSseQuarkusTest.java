package io.swarmbot;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.OnlySse;

/** The dashboard if WebSocket is switched off. */
@QuarkusTest
@TestProfile(OnlySse.class)
class DashboardOverSseQuarkusTest extends DashboardContract {

    @Override
    String transport() {
        return "sse";
    }
}
