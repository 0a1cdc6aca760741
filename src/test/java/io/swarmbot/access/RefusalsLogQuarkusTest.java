package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.LogLines;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithTokens;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unless it is set otherwise, the access log has who was refused, and not what everybody does all the time. */
@QuarkusTest
@TestProfile(WithTokens.class)
class RefusalsLogQuarkusTest {

    private static final String SWARM = "/api/v1/swarms/" + OWN;

    @TestHTTPResource("/")
    URI server;

    private RawConnection.Response ask(String method, String target, String... headers) {
        return RawConnection.ask(server, method, target, headers);
    }

    /** Other tests may have used up the lines of this second. */
    private void awaitRoomForLines() {
        try (LogLines log = LogLines.of(AccessLog.CATEGORY)) {
            await().until(() -> {
                ask("GET", SWARM);
                return !log.all().isEmpty();
            });
        }
    }

    @Test
    void onlyWhoeverIsRefusedHasALine() {
        awaitRoomForLines();
        try (LogLines log = LogLines.of(AccessLog.CATEGORY)) {
            ask("PUT", SWARM, as("root"));
            ask("GET", SWARM, as("viewer"));
            ask("GET", SWARM + "/tasks/none", as("viewer"));
            WebSocketClient.openWith(server, OWN, "", as("viewer")).close();
            ask("DELETE", SWARM, as("viewer"));
            ask("GET", SWARM);

            await().until(() -> log.all().size() >= 2);
            assertThat(log.all()).hasSize(2);
            assertThat(log.all().get(0)).contains("\"method\":\"DELETE\"", "\"status\":403", "\"viewer\"");
            assertThat(log.all().get(1)).contains("\"method\":\"GET\"", "\"status\":401");
        }
    }

    @Test
    void floodOfRefusalsDoesNotFloodTheLog() {
        try (LogLines log = LogLines.of(AccessLog.CATEGORY);
                RawConnection connection = RawConnection.to(server)) {
            long before = System.nanoTime();
            for (int n = 0; n < 1_000; n++) {
                connection.request("GET", SWARM).receive();
            }
            long seconds = (System.nanoTime() - before) / 1_000_000_000;
            List<String> lines = log.all();

            assertThat(lines).hasSizeBetween(1, (int) Math.min(1_000, 50 * (seconds + 3)));
        }
    }
}
