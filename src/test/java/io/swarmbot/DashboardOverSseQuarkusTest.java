package io.swarmbot;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.OnlySse;
import org.junit.jupiter.api.Tag;

/** The dashboard if WebSocket is switched off. */
@QuarkusTest
@TestProfile(OnlySse.class)
@Tag("stress-only")
class DashboardOverSseQuarkusTest extends DashboardContract {

    @Override
    String transport() {
        return "sse";
    }
}
