package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Lively;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The service looks by itself who is silent. */
@QuarkusTest
@TestProfile(Lively.class)
class LivenessQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void silentAgentIsStaleThenLostAndComesBackByAHeartbeat() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "agent=agent1")) {
            awaitLiveness(client, "stale");
            awaitLiveness(client, "lost");
            client.await("offline", message -> message.path("status").asText().equals("offline"));

            rest.heartbeat("agent1");

            awaitLiveness(client, "live");
            client.await("idle", message -> message.path("status").asText().equals("idle"));
            List<String> liveness = client.messages().stream()
                    .map(message -> message.path("liveness").asText())
                    .filter(word -> !word.isEmpty())
                    .limit(3)
                    .toList();
            assertThat(liveness).containsExactly("stale", "lost", "live");
        }
    }

    private static JsonNode awaitLiveness(WebSocketClient client, String liveness) {
        return client.await(
                liveness, message -> message.path("liveness").asText().equals(liveness));
    }
}
