package io.swarmbot.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Rest;
import io.swarmbot.webhook.HookServer.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas send to one webhook. The one that sends is killed in the middle of a request. */
@Tag("stress-only")
class WebhookReplicasIT {

    private static final String SWARM = "default";

    @Test
    void otherReplicaGoesOnAfterTheHoldAndNothingIsMissed() {
        try (HookServer receiver = new HookServer();
                LocalReplicas replicas = LocalReplicas.start(
                        "swarmbot.webhooks.ci.url=" + receiver.url(), "swarmbot.webhooks.ci.types=task_submitted")) {
            Rest first = Rest.of(replicas.servers().get(0), SWARM);
            Rest second = Rest.of(replicas.servers().get(1), SWARM);
            // A new webhook begins now, so events count from the first that arrives.
            List<String> sent = new ArrayList<>();
            Patience.await("the webhook begins").until(() -> {
                sent.add(SWARM + "/" + first.submit("t" + sent.size()));
                return !receiver.received().isEmpty();
            });
            Patience.await().until(() -> ids(receiver).contains(sent.get(sent.size() - 1)));
            // Either replica may have the row. After a quiet time it is free.
            int before = receiver.received().size();
            Patience.await("nothing is sent")
                    .during(Duration.ofSeconds(5))
                    .until(() -> receiver.received().size() == before);
            List<String> expected = new ArrayList<>(ids(receiver));
            CountDownLatch gate = new CountDownLatch(1);
            receiver.close(gate);
            for (int n = 1; n <= 20; n++) {
                expected.add(SWARM + "/" + first.submit("first" + n));
            }
            Patience.await().until(() -> receiver.received().size() > before);

            int port = receiver.received().get(before).port();
            int sender = replicas.ownerOf(port).orElseThrow();
            replicas.kill(sender);
            long killed = System.nanoTime();
            gate.countDown();
            for (int n = 1; n <= 20; n++) {
                expected.add(SWARM + "/" + (sender == 0 ? second : first).submit("second" + n));
            }

            Patience.await().until(() -> ids(receiver).containsAll(expected));
            assertThat(ids(receiver).stream().distinct()).containsExactlyElementsOf(expected);
            Received next = receiver.received().get(before + 1);
            assertThat(next.id()).as("what was under way").isEqualTo(expected.get(before));
            System.out.println("the other replica went on " + (next.atNanos() - killed) / 1_000_000
                    + " ms after the first was killed");
        }
    }

    private static List<String> ids(HookServer receiver) {
        return receiver.received().stream().map(Received::id).toList();
    }
}
