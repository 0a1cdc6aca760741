package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.LiveClient;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The switch: what is off is refused with a reason and not offered, and polling loses nothing. */
@QuarkusTest
@TestProfile(TransportsOffQuarkusTest.AllOff.class)
class TransportsOffQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void theUpgradeIsRefusedWithAProblem() {
        RawConnection.Response answer = RawConnection.askToUpgrade(server, LiveClient.target("default", ""));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"transport_off\"");
    }

    @Test
    void theEventStreamIsRefusedWithAProblem() {
        RawConnection.Response answer = EventStreamClient.refused(server, "default", "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"transport_off\"");
    }

    @Test
    void onlyWhatIsOnIsOffered() {
        RawConnection.Response answer = RawConnection.ask(server, "GET", "/api/v1/transports");

        assertThat(answer.body()).contains("\"transports\":[\"poll\"]");
    }

    @Test
    void pollingGoesOn() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        try (PollClient client = PollClient.open(server, rest.swarm(), "")) {
            rest.status("agent1", "busy");

            client.await("agent_status_changed");
        }
    }

    public static class AllOff implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("swarmbot.transport.use-websocket", "false", "swarmbot.transport.use-sse", "false");
        }
    }
}
