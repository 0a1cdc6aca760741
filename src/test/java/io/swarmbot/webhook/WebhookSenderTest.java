package io.swarmbot.webhook;

import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.webhook.SimulatedReplicas.Replica;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One or two replicas send to webhooks, in the time of the test. */
class WebhookSenderTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Receiver.Answer TAKEN = answer(204);

    /** A receiver that answers as the test says, and remembers what it took. */
    private static final class Scripted implements Receiver {

        private final List<String> taken = new ArrayList<>();
        private final List<JsonNode> bodies = new ArrayList<>();
        private int requests;
        private Receiver answers = request -> TAKEN;

        @Override
        public Answer send(HttpRequest request) throws IOException, InterruptedException {
            requests++;
            Answer answer = answers.send(request);
            if (answer.status() == TAKEN.status()) {
                taken.add(idOf(request));
                bodies.add(bodyOf(request));
            }
            return answer;
        }
    }

    private final SimulatedReplicas replicas = new SimulatedReplicas(new Random(1));
    private final Scripted receiver = new Scripted();
    private SwarmStore store = new MemoryStore(100_000, 1 << 28);
    private LogDriver log;

    @BeforeEach
    void makeSwarm() {
        log = LogDriver.in(store, "default");
    }

    private static Receiver.Answer answer(int status) {
        return new Receiver.Answer(status, Optional.empty(), Optional.empty());
    }

    private static String idOf(HttpRequest request) {
        return request.headers().firstValue("webhook-id").orElseThrow();
    }

    private static JsonNode bodyOf(HttpRequest request) throws IOException {
        var whole = BodySubscribers.ofString(StandardCharsets.UTF_8);
        request.bodyPublisher().orElseThrow().subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                whole.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer part) {
                whole.onNext(List.of(part));
            }

            @Override
            public void onError(Throwable failure) {
                whole.onError(failure);
            }

            @Override
            public void onComplete() {
                whole.onComplete();
            }
        });
        return JSON.readTree(join(whole.getBody()));
    }

    private Replica start(Webhook... webhooks) {
        Replica replica = replicas.start(store, List.of(webhooks), receiver);
        replica.pass();
        return replica;
    }

    private static Webhook hook(String... swarms) {
        return SimulatedReplicas.webhook("hook", Set.of(), swarms);
    }

    private void append(LogDriver to, int entries) {
        to.append(entries);
        replicas.alive.forEach(replica -> replica.hear(to.swarm, true));
    }

    private static List<String> idsAfter(LogDriver log, long seq) {
        return log.entriesAfter(new Cursor(log.head().epoch(), seq)).stream()
                .map(entry -> log.swarm + "/" + entry.cursor())
                .toList();
    }

    private DeliveryRow row(String swarm, String webhook) {
        return join(store.deliveryRows(swarm)).get(webhook);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void receiverThatIsAwayForAMinuteMissesNothing(long seed) {
        Random random = Seeds.random("receiverThatIsAwayForAMinuteMissesNothing", seed);
        Replica replica = start(hook());
        long begun = replicas.ticker.nanos();
        receiver.answers = request -> {
            if (replicas.ticker.nanos() - begun < Duration.ofMinutes(1).toNanos()) {
                throw new IOException("nobody listens");
            }
            return TAKEN;
        };

        for (int n = 0; n < 60; n++) {
            append(log, 1 + random.nextInt(5));
            replicas.run(Duration.ofSeconds(1));
        }
        assertThat(receiver.taken).isEmpty();
        assertThat(receiver.requests).as("tries, with pauses that double").isBetween(5, 9);
        assertThat(replica.sender().retrying()).isEqualTo(1);
        replicas.run(Duration.ofSeconds(70));

        assertThat(receiver.taken).isEqualTo(idsAfter(log, 0));
        assertThat(replica.sender().retrying()).isZero();
        assertThat(replica.sender().lag()).isZero();
        assertThat(row("default", "hook").cursor()).isEqualTo(log.head());
    }

    @Test
    void newWebhookBeginsAtTheEndOfTheLogAndALaterSwarmAtItsStart() {
        append(log, 5);

        start(hook());
        append(log, 1);
        replicas.run(Duration.ofSeconds(1));
        assertThat(receiver.taken).isEqualTo(idsAfter(log, 5));

        LogDriver later = LogDriver.in(store, "later");
        append(later, 3);
        replicas.run(Duration.ofSeconds(1));
        assertThat(receiver.taken).hasSize(4).containsAll(idsAfter(later, 0));
    }

    @Test
    void placeOutlivesTheProcessAlsoInASwarmThatWasMadeWhileNoneRan() {
        Replica first = start(hook());
        append(log, 3);
        replicas.run(Duration.ofSeconds(1));
        replicas.kill(first);
        append(log, 2);
        LogDriver later = LogDriver.in(store, "later");
        append(later, 2);

        start(hook());
        replicas.run(Duration.ofSeconds(15));

        assertThat(receiver.taken.stream().distinct())
                .containsExactlyInAnyOrderElementsOf(List.of(idsAfter(log, 0), idsAfter(later, 0)).stream()
                        .flatMap(List::stream)
                        .toList());
    }

    /** The log keeps five events. */
    @Test
    void trimmedLogIsToldAsOneGapAndThenWhatIsThere() {
        store = new MemoryStore(5, 1 << 20);
        log = LogDriver.in(store, "default");
        start(hook());
        append(log, 2);
        replicas.run(Duration.ofSeconds(3));
        receiver.answers = request -> answer(503);
        append(log, 12);
        replicas.run(Duration.ofSeconds(3));

        receiver.answers = request -> TAKEN;
        replicas.run(Duration.ofSeconds(20));

        Cursor head = log.head();
        Cursor from = head.plus(-12);
        Cursor to = head.plus(-5);
        List<String> expected =
                new ArrayList<>(List.of("default/" + from.plus(-1), "default/" + from, "default/" + from + "/" + to));
        expected.addAll(idsAfter(log, to.seq()));
        assertThat(receiver.taken).isEqualTo(expected);
        JsonNode gap = receiver.bodies.get(2);
        assertThat(gap.path("type").asText()).isEqualTo("io.swarmbot.gap");
        assertThat(gap.path("id").asText()).isEqualTo(from + "/" + to);
        assertThat(gap.path("time")).isEqualTo(gap.at("/data/timestamp"));
        assertThat(gap.at("/data/swarm").asText()).isEqualTo("default");
        assertThat(gap.at("/data/from").asText()).isEqualTo(from.toString());
        assertThat(gap.at("/data/to").asText()).isEqualTo(to.toString());
        assertThat(gap.at("/data/reason").asText()).isEqualTo("expired");
    }

    @Test
    void goneEndsThisWebhookAndNoOther() {
        Webhook other = SimulatedReplicas.webhook("other", Set.of());
        Scripted ofOther = new Scripted();
        Replica ended = start(hook());
        Replica going = replicas.start(store, List.of(other), ofOther);
        going.pass();
        receiver.answers = request -> answer(410);

        append(log, 2);
        replicas.run(Duration.ofMinutes(1));
        append(log, 2);
        replicas.run(Duration.ofMinutes(1));

        assertThat(receiver.requests).isEqualTo(1);
        assertThat(ended.count("gone")).isEqualTo(1);
        assertThat(ended.sender().active()).isZero();
        assertThat(row("default", "hook").owner()).as("of the row").isEmpty();
        assertThat(ofOther.taken).isEqualTo(idsAfter(log, 0));
        replicas.kill(ended);

        receiver.answers = request -> TAKEN;
        start(hook());
        replicas.run(Duration.ofSeconds(1));
        assertThat(receiver.taken).as("after a new start").isEqualTo(idsAfter(log, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 401, 404, 429, 500})
    void answerThatIsNotGoodIsTriedAgainUntilItIs(int status) {
        receiver.answers = request -> {
            if (receiver.requests < 4) {
                return new Receiver.Answer(status, Optional.empty(), Optional.of("http://elsewhere/"));
            }
            return TAKEN;
        };
        Replica replica = start(hook());

        append(log, 2);
        replicas.run(Duration.ofSeconds(20));

        assertThat(receiver.taken).isEqualTo(idsAfter(log, 0));
        assertThat(receiver.requests).isEqualTo(5);
        assertThat(replica.count("retried")).isEqualTo(3);
        assertThat(replica.count("delivered")).isEqualTo(2);
    }

    /** One swarm's events are never taken; those of the others are. */
    @Test
    void swarmThatIsStuckHoldsNoOtherUp() {
        receiver.answers = request -> idOf(request).startsWith("default/") ? answer(500) : TAKEN;
        start(hook());
        List<LogDriver> others = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            others.add(LogDriver.in(store, "swarm" + n));
        }

        append(log, 100);
        replicas.run(Duration.ofSeconds(5));
        others.forEach(other -> append(other, 2));
        replicas.settle();

        assertThat(receiver.taken).hasSize(40);
    }

    @Test
    void eventsOfOtherTypesAndSwarmsAreNotSentAndTheCursorMovesOn() {
        LogDriver other = LogDriver.in(store, "b-1");
        Replica replica = start(SimulatedReplicas.webhook("hook", Set.of("alert"), "default", "a-*"));

        append(log, 250);
        append(other, 3);
        replicas.run(Duration.ofSeconds(5));

        assertThat(receiver.requests).isZero();
        assertThat(row("default", "hook").cursor()).isEqualTo(log.head());
        assertThat(row("b-1", "hook")).isNull();
        assertThat(replica.sender().active()).as("what is kept in memory").isZero();
    }

    @Test
    void logOfTokensIsNeverSent() {
        LogDriver registry = LogDriver.in(store, ".registry");
        start(hook());

        append(registry, 3);
        replicas.alive.get(0).pass();
        replicas.run(Duration.ofSeconds(5));

        assertThat(receiver.requests).isZero();
        assertThat(row(".registry", "hook")).isNull();
    }

    @Test
    void rowIsWrittenAtMostOnceASecondHoweverManyEventsThereAre() {
        AtomicInteger writes = new AtomicInteger();
        SwarmStore counted = (SwarmStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SwarmStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("replaceDeliveryRow")) {
                        writes.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Replica replica = replicas.start(counted, List.of(hook()), receiver);
        replica.pass();
        writes.set(0);

        for (int n = 0; n < 300; n++) {
            append(log, 3);
            replicas.run(Duration.ofMillis(100));
        }

        assertThat(receiver.taken).hasSize(900);
        assertThat(writes).as("writes in 30 s").hasValueBetween(20, 31);
    }

    @Test
    void holdOfAKilledReplicaIsTakenAfterTenSecondsAndNotBefore() {
        Replica first = start(hook());
        Replica second = start(hook());
        first.hear("default", true);
        log.append(1);
        first.hear("default", true);
        replicas.settle();
        assertThat(row("default", "hook").owner()).isEqualTo("replica/0");
        replicas.kill(first);
        log.append(2);
        second.hear("default", true);

        replicas.run(Duration.ofMillis(9_900));
        assertThat(receiver.taken).hasSize(1);
        replicas.run(Duration.ofMillis(1_200));

        assertThat(receiver.taken.stream().distinct()).containsExactlyElementsOf(idsAfter(log, 0));
    }

    /** A clock that is hours ahead wrote the row. */
    @Test
    void holdThatNobodyRenewsEndsWhateverItSays() {
        start(hook());
        DeliveryRow free = row("default", "hook");
        long ahead = replicas.clock.instant().plus(Duration.ofHours(5)).toEpochMilli();
        join(store.replaceDeliveryRow("default", "hook", free, new DeliveryRow(free.cursor(), "other", ahead)));

        append(log, 1);
        replicas.run(Duration.ofSeconds(15));

        assertThat(receiver.taken).isEqualTo(idsAfter(log, 0));
    }

    @Test
    void deletedSwarmEndsItsDeliveryAndTheNextOneOfThisNameBeginsAtItsStart() {
        LogDriver swarm = LogDriver.in(store, "swarm1");
        Replica replica = start(hook());
        receiver.answers = request -> answer(503);
        append(swarm, 3);
        replicas.run(Duration.ofSeconds(2));
        swarm.delete();
        replicas.run(Duration.ofMinutes(2));
        assertThat(replica.sender().active()).isZero();

        receiver.answers = request -> TAKEN;
        swarm.create();
        append(swarm, 2);
        replicas.run(Duration.ofSeconds(5));

        assertThat(receiver.taken).isEqualTo(idsAfter(swarm, 0));
    }

    @Test
    void rowsOfAWebhookThatIsNoLongerConfiguredGoAfterAWeekAndNotBefore() {
        LogDriver swarm = LogDriver.in(store, "swarm1");
        Replica first = start(hook());
        replicas.kill(first);
        append(swarm, 1);

        replicas.advance(Duration.ofDays(6));
        replicas.kill(start(SimulatedReplicas.webhook("other", Set.of())));
        assertThat(join(store.deliveryRows("swarm1"))).containsOnlyKeys("hook", "other");
        replicas.advance(Duration.ofDays(1).plusSeconds(1));
        replicas.kill(start(SimulatedReplicas.webhook("other", Set.of())));

        assertThat(join(store.deliveryRows("swarm1"))).containsOnlyKeys("other");
        assertThat(join(store.deliveryRows("default"))).containsOnlyKeys("other", "other/begun");
        start(hook());
        replicas.run(Duration.ofSeconds(5));
        assertThat(receiver.taken).as("it is a new webhook").isEmpty();
    }

    @Test
    void swarmsThatAWebhookDidNotHaveBeforeBeginNow() {
        LogDriver swarm = LogDriver.in(store, "swarm1");
        Replica first = start(hook("default"));
        append(log, 1);
        append(swarm, 3);
        replicas.run(Duration.ofSeconds(1));
        replicas.kill(first);
        replicas.advance(Duration.ofSeconds(30));

        start(hook());
        append(swarm, 1);
        replicas.run(Duration.ofSeconds(5));

        assertThat(receiver.taken.stream().distinct())
                .containsExactly(idsAfter(log, 0).get(0), idsAfter(swarm, 3).get(0));
    }

    @Test
    void eventIsTheOneOfTheLogInsideACloudEvent() {
        start(hook());

        append(log, 1);
        replicas.run(Duration.ofSeconds(1));

        LogEntry entry = log.entriesAfter(new Cursor(log.head().epoch(), 0)).get(0);
        JsonNode body = receiver.bodies.get(0);
        assertThat(body.path("type").asText()).isEqualTo("io.swarmbot.task_progress");
        assertThat(body.path("id").asText()).isEqualTo(entry.cursor().toString());
        assertThat(body.path("subject").asText()).isEqualTo("task1");
        assertThat(body.at("/data/cursor").asText()).isEqualTo(entry.cursor().toString());
    }
}
