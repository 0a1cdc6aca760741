package io.swarmbot.webhook;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.testing.Burst;
import io.swarmbot.webhook.HookServer.Received;
import io.swarmbot.webhook.RudeReceiver.Manner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertWebhookTest {

    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString("a secret".getBytes(UTF_8));

    /** Long enough for an answer, and short enough to wait for its end. */
    private static final Duration SHORT = Duration.ofMillis(500);

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
        return start(server.url(), Duration.ofSeconds(10), attempts, queue);
    }

    private AlertWebhook start(URI url, Duration timeout, int attempts, int queue) {
        AlertWebhook started = new AlertWebhook(
                new Config(Optional.of(url), Optional.of(SECRET), timeout, attempts, Duration.ofMillis(10), queue),
                Clock.systemUTC(),
                meters);
        started.start(new StartupEvent());
        return started;
    }

    private static TaskEvent.Alert alert(long seq, boolean local) {
        Stamp stamp = new Stamp("default", new Cursor("k3f9", seq), Instant.parse("2026-11-24T12:00:00.123Z"), local);
        return new TaskEvent.Alert(stamp, "t1", "agent1", AlertKind.STUCK, null, "task t1 is stuck");
    }

    private double count(String outcome) {
        var counter =
                meters.find("swarmbot.alert.webhook").tag("outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void alertIsSentAsASignedCloudEvent() {
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
    void signatureIsThatOfStandardWebhooks() {
        WebhookSignature signature = new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(signature.of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void alertThatIsNotTakenIsTriedAgainInOrder() {
        server.answering(503, 429);

        webhook.raised(alert(1, true));
        webhook.raised(alert(2, true));

        await().until(() -> count("delivered") == 2);
        assertThat(server.received())
                .extracting(Received::id)
                .containsExactly("default/k3f9-1", "default/k3f9-1", "default/k3f9-1", "default/k3f9-2");
    }

    @Test
    void alertIsGivenUpAtOnceIfRefusedForGoodAndOtherwiseAfterItsAttempts() {
        server.answering(400, 500, 500, 500);

        webhook.raised(alert(1, true));
        webhook.raised(alert(2, true));

        await().until(() -> count("failed") == 2);
        assertThat(server.received()).hasSize(4);
    }

    /** Alerts that wait are in the log: there is no queue that could be full. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void noneOfABurstIsDroppedHoweverLongTheReceiverTakes(long seed) {
        Random random = Seeds.random("noneOfABurstIsDroppedHoweverLongTheReceiverTakes", seed);
        int threads = 8;
        int limit = threads * (1 + random.nextInt(10));
        webhook.stop();
        webhook = start(3, limit);
        CountDownLatch gate = new CountDownLatch(1);
        server.close(gate);
        webhook.raised(alert(1, true));
        await().until(() -> server.received().size() == 1);

        try (Burst burst = new Burst(threads)) {
            burst.run(n -> {
                for (int sent = 0; sent < 10 * limit / threads; sent++) {
                    webhook.raised(alert(2 + n + (long) threads * sent, true));
                }
                return 0;
            });
        }

        assertThat(count("dropped")).isZero();
        gate.countDown();
        await().until(() -> count("delivered") == 10 * limit + 1);
        assertThat(server.received()).extracting(Received::id).doesNotHaveDuplicates();
    }

    /** Whoever has the row of the swarm sends, not whoever wrote the alert. */
    @Test
    void alertThatAnotherReplicaWroteIsSentToo() {
        webhook.raised(alert(1, false));
        webhook.raised(alert(2, true));

        await().until(() -> count("delivered") == 2);
        assertThat(server.received()).extracting(Received::id).containsExactly("default/k3f9-1", "default/k3f9-2");
    }

    /** Each way to answer badly, before a good answer to the next alert. */
    @ParameterizedTest
    @EnumSource
    void receiverHoldsTheNextAlertUpInNoManner(Manner manner) {
        try (RudeReceiver receiver = new RudeReceiver(List.of(manner))) {
            restart(receiver, SHORT);

            webhook.raised(alert(1, true));
            webhook.raised(alert(2, true));

            await().until(() -> count("delivered") + count("failed") == 2);
            boolean isTaken = Set.of(
                            Manner.POLITE, Manner.ENDLESS_BODY, Manner.HEAD_AND_NOTHING, Manner.SHORTER_THAN_SAID)
                    .contains(manner);
            assertThat(count("delivered")).isEqualTo(isTaken ? 2 : 1);
            assertThat(receiver.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void alertsGoOnThroughAnyMannersOfAReceiver(long seed) {
        Random random = Seeds.random("alertsGoOnThroughAnyMannersOfAReceiver", seed);
        List<Manner> manners = random.ints(30, 0, Manner.values().length)
                .mapToObj(n -> Manner.values()[n])
                .toList();
        try (RudeReceiver receiver = new RudeReceiver(manners)) {
            restart(receiver, SHORT);

            for (int n = 1; n <= manners.size() + 1; n++) {
                int seq = n;
                webhook.raised(alert(seq, true));
                await().until(() -> count("delivered") + count("failed") == seq);
            }

            assertThat(receiver.requests()).hasSize(manners.size() + 1);
        }
    }

    /** The time limit is far away here: it is the number of bytes that ends the call. */
    @Test
    void bodyWithoutEndIsCutOffAfterSoManyBytes() {
        try (RudeReceiver receiver = new RudeReceiver(List.of(Manner.ENDLESS_BODY))) {
            restart(receiver, Duration.ofHours(1));

            webhook.raised(alert(1, true));

            await().until(() -> count("delivered") == 1 && receiver.cutOff() == 1);
            assertThat(receiver.written()).isGreaterThan(WebhookCall.MAX_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAD_AND_NOTHING", "HEAD_OF_AN_ERROR_AND_NOTHING", "HEAD_THAT_DRIPS", "NOTHING"})
    void connectionIsClosedAfterTheTimeLimit(Manner manner) {
        try (RudeReceiver receiver = new RudeReceiver(List.of(manner))) {
            restart(receiver, SHORT);

            webhook.raised(alert(1, true));

            await().until(() -> receiver.cutOff() == 1);
        }
    }

    /** Only one with TLS could be asked for HTTP/2, and it would say so in TLS. */
    @Test
    void requestOffersNoOtherProtocol() {
        try (RudeReceiver receiver = new RudeReceiver(List.of(Manner.POLITE))) {
            restart(receiver, SHORT);

            webhook.raised(alert(1, true));

            await().until(() -> count("delivered") == 1);
            assertThat(receiver.requests().get(0).toLowerCase(Locale.ROOT))
                    .startsWith("post /hook http/1.1")
                    .doesNotContain("upgrade", "http2-settings", "h2c");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
    void redirectIsNeitherFollowedNorTriedAgain(int status) {
        // The server would take it there, too.
        server.answering(status, Map.of("Location", "/hook/elsewhere"));

        webhook.raised(alert(1, true));
        webhook.raised(alert(2, true));

        await().until(() -> count("delivered") == 1);
        assertThat(count("failed")).isEqualTo(1);
        assertThat(server.received()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void receiverIsLeftAloneForAsLongAsItAsks(int status) {
        server.answering(status, Map.of("Retry-After", "1"));

        webhook.raised(alert(1, true));

        await().until(() -> count("delivered") == 1);
        List<Received> tries = server.received();
        assertThat(tries).hasSize(2);
        assertThat(Duration.ofNanos(tries.get(1).atNanos() - tries.get(0).atNanos()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/hook", "/hook", "http:///hook", "mailto:a@b"})
    void urlThatNobodyCanPostToStopsTheStart(String url) {
        assertThatThrownBy(() -> start(URI.create(url), SHORT, 1, 1))
                .hasMessageStartingWith("swarmbot.alerts.webhook.url is not a URL to post to")
                // It may have a secret in it.
                .hasMessageNotContaining(url);
    }

    private void restart(RudeReceiver receiver, Duration timeout) {
        webhook.stop();
        webhook = start(receiver.url(), timeout, 1, 10);
    }
}
