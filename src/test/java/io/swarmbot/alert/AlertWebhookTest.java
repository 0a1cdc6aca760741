package io.swarmbot.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.swarmbot.alert.HookServer.Received;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertWebhookTest {

    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString("a secret".getBytes(UTF_8));

    private record Config(
            Optional<URI> url, Optional<String> secret, Duration timeout, int attempts, Duration retryAfter, int queue)
            implements WebhookConfig {}

    private final HookServer server = new HookServer();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private AlertWebhook webhook = start(3, 10);

    @AfterEach
    void stop() {
        webhook.stop();
        server.close();
    }

    private AlertWebhook start(int attempts, int queue) {
        AlertWebhook started = new AlertWebhook(
                new Config(
                        Optional.of(server.url()),
                        Optional.of(SECRET),
                        Duration.ofSeconds(10),
                        attempts,
                        Duration.ofMillis(10),
                        queue),
                Clock.systemUTC(),
                meters);
        started.start(new StartupEvent());
        return started;
    }

    private static SwarmEvent.Alert alert(long seq, boolean local) {
        Stamp stamp = new Stamp("default", new Cursor("k3f9", seq), Instant.parse("2026-11-24T12:00:00.123Z"), local);
        return new SwarmEvent.Alert(stamp, "t1", "agent1", AlertKind.STUCK, null, "task t1 is stuck");
    }

    private double count(String outcome) {
        var counter =
                meters.find("swarmbot.alert.webhook").tag("outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void anAlertIsSentAsASignedCloudEvent() {
        webhook.raised(alert(7, true));

        await().until(() -> count("delivered") == 1);
        Received received = server.received().get(0);
        assertThat(received.id()).isEqualTo("default/k3f9-7");
        assertThat(received.type()).isEqualTo("application/cloudevents+json");
        assertThat(new String(received.body(), UTF_8))
                .contains("\"type\":\"io.swarmbot.alert\"", "\"id\":\"k3f9-7\"", "\"alert\":\"stuck\"");
        assertThat(received.signature())
                .isEqualTo(new WebhookSignature(SECRET).of(received.id(), received.seconds(), received.body()));
        assertThat(new WebhookSignature("another").of(received.id(), received.seconds(), received.body()))
                .isNotEqualTo(received.signature());
    }

    /** The example of the specification's own verifiers (standard-webhooks/standard-webhooks, libraries). */
    @Test
    void theSignatureIsThatOfStandardWebhooks() {
        WebhookSignature signature = new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(signature.of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whatIsNotTakenIsTriedAgainInOrder() {
        server.answering(503, 429);

        webhook.raised(alert(1, true));
        webhook.raised(alert(2, true));

        await().until(() -> count("delivered") == 2);
        assertThat(server.received())
                .extracting(Received::id)
                .containsExactly("default/k3f9-1", "default/k3f9-1", "default/k3f9-1", "default/k3f9-2");
    }

    @Test
    void whatIsRefusedForGoodIsGivenUpAtOnceAndWhatIsNeverTakenAfterItsTries() {
        server.answering(400, 500, 500, 500);

        webhook.raised(alert(1, true));
        webhook.raised(alert(2, true));

        await().until(() -> count("failed") == 2);
        assertThat(server.received()).hasSize(4);
    }

    @Test
    void theQueueIsBoundedAndWhatDoesNotFitIsCounted() {
        CountDownLatch gate = new CountDownLatch(1);
        server.close(gate);
        webhook.raised(alert(1, true));
        await().until(() -> server.received().size() == 1);

        for (int n = 2; n <= 20; n++) {
            webhook.raised(alert(n, true));
        }

        assertThat(count("dropped")).isEqualTo(9);
        gate.countDown();
        await().until(() -> count("delivered") == 11);
    }

    @Test
    void ofSeveralReplicasTheOneThatWroteTheAlertSendsIt() {
        webhook.raised(alert(1, false));
        webhook.raised(alert(2, true));

        await().until(() -> count("delivered") == 1);
        assertThat(server.received()).extracting(Received::id).containsExactly("default/k3f9-2");
    }
}
