package io.swarmbot.webhook;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Impatient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A task that shows no progress is an alert, on the stream and at the webhook, once; and one when it moves again. */
@QuarkusTest
@TestProfile(Impatient.class)
class AlertsQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private HookServer hook;

    private long received(String swarm) {
        return hook.received().stream()
                .filter(each -> new String(each.body(), StandardCharsets.UTF_8).contains(swarm))
                .count();
    }

    @Test
    void stuckAlertIsRaisedOnceAndClearedOnce() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("a1");
        rest.submit("t1");
        rest.claim("a1", "0s");
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "types=alert")) {
            rest.start("t1", "a1");

            JsonNode raised = client.await("alert");
            assertThat(raised.path("alert").asText()).isEqualTo("stuck");
            assertThat(raised.path("agent_id").asText()).isEqualTo("a1");
            assertThat(Rest.json(rest.get("/tasks/t1")).path("alert").asText()).isEqualTo("stuck");
            rest.complete("t1", "a1", "1");
            JsonNode cleared =
                    client.await("the end", message -> message.path("alert").isNull());
            assertThat(cleared.path("previous_alert").asText()).isEqualTo("stuck");
            await().until(() -> received(rest.swarm()) == 2);
        }
    }

    @Test
    void metricsAreEventsWhileSomethingHappens() {
        Rest rest = Rest.inNewSwarm(server);
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "types=swarm_metrics")) {
            rest.register("a1");

            JsonNode taken = client.await("swarm_metrics");

            assertThat(taken.path("metrics")
                            .path("totals")
                            .path("agents")
                            .path("idle")
                            .asInt())
                    .isEqualTo(1);
            // What it wrote itself is nothing that happened.
            assertThat(rest.cursor()).isEqualTo(taken.path("cursor").asText());
        }
    }
}
