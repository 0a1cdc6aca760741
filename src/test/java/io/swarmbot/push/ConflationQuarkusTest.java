package io.swarmbot.push;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.Seeds;
import io.swarmbot.coordinator.RandomLog;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.RandomWriters;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.Tab;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.wire.Documents;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over every transport, and in the browser, few messages say what all events say. */
@QuarkusTest
class ConflationQuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SwarmLimits LIMITS = new SwarmLimits(10_000, 100_000, 10_000);
    private static final int STEPS = 15;

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmCoordinator coordinator;

    private final List<StreamClient> clients = new ArrayList<>();
    private Rest rest;
    private String start;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        start = rest.cursor();
    }

    @AfterEach
    void closeClients() {
        clients.forEach(StreamClient::close);
    }

    private StreamClient open(int transport, String query) {
        StreamClient client = switch (transport) {
            case 0 -> WebSocketClient.open(server, rest.swarm(), query);
            case 1 -> WebSocketClient.open(server, rest.swarm(), query, WebSocketClient.BATCH);
            default -> EventStreamClient.open(server, rest.swarm(), query);
        };
        clients.add(client);
        return client;
    }

    private void write(long seed, Runnable step) {
        try (RandomWriters writers = new RandomWriters(coordinator, rest.swarm(), seed)) {
            for (int n = 0; n < STEPS; n++) {
                writers.allow(60);
                step.run();
            }
            writers.awaitQuiet();
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void conflatedStreamsEndInTheSameState(long seed) {
        Random random = Seeds.random("conflatedStreamsEndInTheSameState", seed);
        write(seed, () -> open(random.nextInt(3), "after=" + start + "&max_rate=" + (1 + random.nextInt(500))));
        String head = rest.cursor();

        for (StreamClient client : List.copyOf(clients)) {
            client.awaitCursor(head);
            assertThat(client.events()).isEmpty();
            assertFoldsToTheState(client.messages("conflated"), start);
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void cursorOfAnyConflatedMessageCanBeResumedOverAnyTransport(long seed) {
        Random random = Seeds.random("cursorOfAnyConflatedMessageCanBeResumedOverAnyTransport", seed);
        StreamClient first = open(random.nextInt(3), "after=" + start + "&max_rate=1000");
        write(seed, () -> {});
        String head = rest.cursor();
        first.awaitCursor(head);
        List<JsonNode> messages = first.messages("conflated");

        for (int n = 0; n < 6; n++) {
            int count = random.nextInt(messages.size());
            List<JsonNode> seen = messages.subList(0, count);
            String reached = count == 0 ? start : StreamClient.cursorOf(seen.get(count - 1));
            StreamClient every = open(n % 3, "after=" + reached);
            StreamClient some = open((n + 1) % 3, "max_rate=3&after=" + reached);
            every.awaitCursor(head);
            some.awaitCursor(head);

            List<JsonNode> both = new ArrayList<>(seen);
            both.addAll(some.messages("conflated"));
            assertFoldsToTheState(both, start);
            assertThat(snapshot(fold(fold(origin(), events(seen)), every.events())))
                    .isEqualTo(snapshot(rest.snapshotText()));
        }
    }

    @Test
    void maxRateLimitsMessagesPerSecond() {
        double rate = 20;
        rest.register("agent1");
        start = rest.cursor();
        List<StreamClient> limited =
                List.of(open(0, "max_rate=" + rate), open(1, "max_rate=" + rate), open(2, "max_rate=" + rate));
        StreamClient every = open(1, "");
        int n = 0;
        while (limited.stream().anyMatch(client -> client.messages("conflated").size() < 10)) {
            rest.status("agent1", "busy", n++);
        }
        String head = rest.cursor();
        every.awaitCursor(head);

        for (StreamClient client : limited) {
            client.awaitCursor(head);
            List<JsonNode> messages = client.messages("conflated");
            Duration between = Duration.between(time(messages.get(0)), time(messages.get(messages.size() - 1)));
            // What a message ends with was written after the one before it was sent; but for the moment that it takes
            // an event to come from its time stamp into the log.
            assertThat(messages.size()).isLessThan((int) (between.toMillis() * rate / 1_000) + 4);
            assertThat(messages.size()).isLessThan(every.events().size());
            assertFoldsToTheState(messages, start);
        }
    }

    private static Instant time(JsonNode message) {
        JsonNode events = message.get("events");
        return Instant.parse(events.get(events.size() - 1).get("timestamp").textValue());
    }

    @ParameterizedTest
    @MethodSource("transportsAndSeed")
    void browserStateEqualsSnapshotOnAConflatedStream(String transport, long seed) throws JsonProcessingException {
        Seeds.random("browserStateEqualsSnapshotOnAConflatedStream", seed);
        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            tab.evaluate("""
                    async ([swarm, transport]) => {
                      const { SwarmClient } = await import('/swarmbot-client.js');
                      window.client = new SwarmClient({ swarm, transports: [transport], maxRate: 20 });
                      window.client.start();
                    }
                    """, List.of(rest.swarm(), transport));
            await().until(() -> tab.evaluate("window.client.status.state").equals("live"));
            write(seed, () -> {});
            String head = rest.cursor();
            await().until(() -> head.equals(tab.evaluate("window.client.cursor")));

            assertThat(tab.evaluate("""
                    (expected) => [window.client.state.toSnapshot(), JSON.parse(expected)].map((state) => JSON.stringify(state))
                    """, rest.snapshotText())).satisfies(ConflationQuarkusTest::areEqual);
            JsonNode stats = JSON.readTree((String) tab.evaluate("JSON.stringify(window.client.stats)"));
            assertThat(stats.get("gaps").intValue()).isZero();
            assertThat(stats.get("skipped").intValue()).isPositive();
            long length = StreamClient.seq(head) - StreamClient.seq(start);
            assertThat(stats.get("events").longValue() + stats.get("skipped").longValue())
                    .isEqualTo(length);
        }
    }

    static List<Object[]> transportsAndSeed() {
        long seed = Seeds.random().findFirst().orElseThrow();
        return List.of(new Object[] {"websocket", seed}, new Object[] {"sse", seed}, new Object[] {"poll", seed});
    }

    /** In the browser a conflated message is folded like an event. */
    @Test
    void browserFoldTakesConflatedMessages() {
        String from = rest.snapshotText();
        write(Seeds.random().findFirst().orElseThrow(), () -> {});
        String head = rest.cursor();
        StreamClient client = open(1, "after=" + start + "&max_rate=1000");
        client.awaitCursor(head);

        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            Object folded =
                    tab.evaluate("""
                    async ([from, messages, to]) => {
                      const { fold } = await import('/swarmbot-client.js');
                      const folded = fold(JSON.parse(from), JSON.parse(messages)).toSnapshot();
                      return [folded, JSON.parse(to)].map((state) => JSON.stringify(state));
                    }
                    """, List.of(from, client.messages("conflated").toString(), rest.snapshotText()));

            assertThat(folded).satisfies(ConflationQuarkusTest::areEqual);
        }
    }

    /** The messages are a chain from that place to the head, tell of every event, and fold to the present state. */
    private void assertFoldsToTheState(List<JsonNode> messages, String from) {
        String place = from;
        for (JsonNode message : messages) {
            assertThat(message.get("after").textValue()).isEqualTo(place);
            long told = message.get("events").size() + message.get("skipped").longValue();
            assertThat(told).isEqualTo(StreamClient.seq(StreamClient.cursorOf(message)) - StreamClient.seq(place));
            assertThat(message.toString().getBytes(UTF_8).length).isLessThan(64 * 1024);
            place = StreamClient.cursorOf(message);
        }
        assertThat(place).isEqualTo(rest.cursor());
        if (StreamClient.seq(from) == 0) {
            assertThat(snapshot(fold(origin(), events(messages)))).isEqualTo(snapshot(rest.snapshotText()));
        }
    }

    private static void areEqual(Object both) {
        assertThat(((List<?>) both).get(0)).isEqualTo(((List<?>) both).get(1));
    }

    private static List<JsonNode> events(List<JsonNode> messages) {
        List<JsonNode> events = new ArrayList<>();
        messages.forEach(message -> message.get("events").forEach(events::add));
        return events;
    }

    private SwarmState origin() {
        return SwarmState.empty(rest.swarm(), LIMITS, new Cursor(StreamClient.epoch(start), 0));
    }

    private static SwarmState fold(SwarmState from, List<JsonNode> events) {
        SwarmState state = from;
        for (JsonNode event : events) {
            Cursor cursor = Cursor.parse(StreamClient.cursorOf(event)).orElseThrow();
            state = RandomLog.folded(
                    state,
                    new LogEntry(cursor, "", null, null, "", event.toString().getBytes(UTF_8)));
        }
        return state;
    }

    private static JsonNode snapshot(SwarmState state) {
        return snapshot(new String(Documents.snapshot(state).bytes(), UTF_8));
    }

    /**
     * Read, so that numbers are compared by what they are; without the cursor, which an unknown agent's end would move.
     */
    private static JsonNode snapshot(String text) {
        try {
            return ((ObjectNode) JSON.readTree(text)).without("cursor");
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
