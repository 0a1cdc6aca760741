package io.swarmbot.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.LiveClient;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A task that shows no progress is an alert, on the stream and at the webhook, once; and one when it moves again. */
@QuarkusTest
@WithTestResource(AlertsQuarkusTest.Hook.class)
class AlertsQuarkusTest {

    /** The webhook, and times that a test can wait for. */
    public static class Hook implements QuarkusTestResourceLifecycleManager {

        private HookServer server;

        @Override
        public Map<String, String> start() {
            server = new HookServer();
            return Map.of(
                    "swarmbot.alerts.webhook.url", server.url().toString(),
                    "swarmbot.tasks.stuck-after", "1s",
                    "swarmbot.metrics.every", "1s");
        }

        @Override
        public void inject(Object test) {
            ((AlertsQuarkusTest) test).hook = server;
        }

        @Override
        public void stop() {
            server.close();
        }
    }

    @TestHTTPResource("/")
    URI server;

    private HookServer hook;

    @Test
    void whatIsStuckIsSaidOnceAndClearedOnce() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("a1");
        rest.submit("t1");
        rest.claim("a1", "0s");
        try (LiveClient client = LiveClient.open(server, rest.swarm(), "types=alert")) {
            rest.start("t1", "a1");

            JsonNode raised = client.await("alert");
            assertThat(raised.path("alert").asText()).isEqualTo("stuck");
            assertThat(raised.path("agent_id").asText()).isEqualTo("a1");
            assertThat(Rest.json(rest.get("/tasks/t1")).path("alert").asText()).isEqualTo("stuck");
            rest.complete("t1", "a1", "1");
            JsonNode cleared =
                    client.await("the end", message -> message.path("alert").isNull());
            assertThat(cleared.path("previous_alert").asText()).isEqualTo("stuck");
            await().until(() -> hook.received().size() == 2);
        }
    }

    @Test
    void metricsAreEventsWhileSomethingHappens() {
        Rest rest = Rest.inNewSwarm(server);
        try (LiveClient client = LiveClient.open(server, rest.swarm(), "types=swarm_metrics")) {
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
