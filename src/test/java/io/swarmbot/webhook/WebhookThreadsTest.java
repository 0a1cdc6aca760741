package io.swarmbot.webhook;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.webhook.RudeReceiver.Manner;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks with their own threads, in real time. */
class WebhookThreadsTest {

    private final MemoryStore store = new MemoryStore(100_000, 1 << 28);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private static Webhook webhook(String name, URI url, Duration timeout) {
        return new Webhook(
                name,
                "swarmbot.webhooks." + name + ".url",
                url,
                Set.of(),
                List.of(NamePattern.ANY),
                null,
                timeout,
                Duration.ofMillis(50),
                0);
    }

    private void start(List<Webhook> webhooks, Function<Webhook, Receiver> receivers) {
        LogDriver.in(store, "default");
        SendingWebhooks sending = new SendingWebhooks(
                webhooks, store, Clock.systemUTC(), Ticker.system(), meters, "replica/1", receivers);
        opened.add(sending);
        sending.start();
        sending.begun().join();
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    @Test
    void receiverThatNeverAnswersHoldsNoOtherWebhookUp() {
        RudeReceiver silent = new RudeReceiver(Collections.nCopies(10_000, Manner.NOTHING));
        opened.add(silent);
        HookServer good = new HookServer();
        opened.add(good);
        start(
                List.of(
                        webhook("silent", silent.url(), Duration.ofMillis(500)),
                        webhook("good", good.url(), Duration.ofSeconds(10))),
                webhook -> new WebhookCall(webhook.timeout()));

        for (int n = 0; n < 50; n++) {
            LogDriver.in(store, "swarm" + n).append(20);
        }

        await().until(() -> good.received().size() == 1_000);
        assertThat(good.received()).extracting(HookServer.Received::id).doesNotHaveDuplicates();
        await().until(() -> silent.requests().size() > Webhook.CONCURRENCY);
        assertThat(threads("webhook-silent")).isLessThanOrEqualTo(Webhook.CONCURRENCY);
    }

    @Test
    void slowSwarmHoldsNoOtherSwarmOfItsWebhookUp() {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger ofOthers = new AtomicInteger();
        AtomicInteger ofSlow = new AtomicInteger();
        Receiver receiver = new Receiver() {
            @Override
            public Answer send(HttpRequest request) throws InterruptedException {
                if (request.headers().firstValue("webhook-id").orElseThrow().startsWith("slow/")) {
                    ofSlow.incrementAndGet();
                    gate.await();
                } else {
                    ofOthers.incrementAndGet();
                }
                return new Answer(204, Optional.empty(), Optional.empty());
            }
        };
        start(List.of(webhook("hook", URI.create("http://127.0.0.1:1/"), Duration.ofMinutes(1))), any -> receiver);

        LogDriver.in(store, "slow").append(100);
        await().until(() -> ofSlow.get() == 1);
        for (int n = 0; n < 50; n++) {
            LogDriver.in(store, "swarm" + n).append(20);
        }

        await().until(() -> ofOthers.get() == 1_000);
        assertThat(ofSlow).as("one request at a time for one swarm").hasValue(1);
        gate.countDown();
        await().until(() -> ofSlow.get() == 100);
    }

    @Test
    void requestsOfOneWebhookAreBoundedHoweverManySwarmsWait() {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        Receiver receiver = request -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            gate.await();
            open.decrementAndGet();
            all.incrementAndGet();
            return new Receiver.Answer(204, Optional.empty(), Optional.empty());
        };
        start(List.of(webhook("hook", URI.create("http://127.0.0.1:1/"), Duration.ofMinutes(1))), any -> receiver);

        for (int n = 0; n < 100; n++) {
            LogDriver.in(store, "swarm" + n).append(3);
        }
        await().until(() -> open.get() == Webhook.CONCURRENCY);
        gate.countDown();

        await().until(() -> all.get() == 300);
        assertThat(most).hasValue(Webhook.CONCURRENCY);
    }

    /** So another replica need not wait for the end of the hold. */
    @Test
    void rowsAreReleasedWhenTheServiceEnds() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        start(List.of(webhook("hook", URI.create("http://127.0.0.1:1/"), Duration.ofSeconds(5))), any -> request -> {
            taken.incrementAndGet();
            return new Receiver.Answer(204, Optional.empty(), Optional.empty());
        });
        LogDriver log = LogDriver.in(store, "swarm1");
        log.append(3);
        await().until(() -> taken.get() == 3);

        opened.remove(0).close();

        var row = LogDriver.join(store.deliveryRows("swarm1")).get("hook");
        assertThat(row.owner()).isEmpty();
        assertThat(row.cursor()).isEqualTo(log.head());
    }
}
