package io.swarmbot.push;

import static io.swarmbot.push.PushHarness.SWARM;
import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.Seeds;
import io.swarmbot.coordinator.RandomLog;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.testing.JsonText;
import io.swarmbot.testing.RandomWriters;
import io.swarmbot.wire.Documents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams with {@code max_rate}: fewer messages, the same state, and every one of them a place to go on from. */
class ConflatedStreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** So short that who is behind reads the store. */
    private static final int RING = 64;

    private final PushHarness harness = PushHarness.inManualTime(new MemoryStore(100_000, 64 << 20), RING);

    @AfterEach
    void close() {
        harness.close();
    }

    private static StreamRequest request(Cursor after, double rate) {
        return new StreamRequest(after, false, false, Filter.ALL, Pace.of(rate));
    }

    private SwarmState state() {
        return harness.coordinator.state(SWARM).join();
    }

    private Cursor head() {
        return state().cursor();
    }

    private static List<JsonNode> conflated(RecordingOutlet outlet) {
        return outlet.received("conflated").stream()
                .map(ConflatedStreamTest::parsed)
                .toList();
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static long seq(JsonNode message, String field) {
        return Cursor.parse(message.get(field).textValue()).orElseThrow().seq();
    }

    private void awaitHead(RecordingOutlet outlet) {
        long head = head().seq();
        awaitWhileTimePasses(() -> {
            List<String> messages = outlet.received("conflated");
            return !messages.isEmpty() && seq(parsed(messages.get(messages.size() - 1)), "cursor") == head;
        });
    }

    /** Lets the pauses between messages pass until the condition holds. */
    private void awaitWhileTimePasses(BooleanSupplier condition) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            harness.advance(Duration.ofMillis(200));
            return condition.getAsBoolean();
        });
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void conflatedStreamsEndInTheSameStateWithoutAGap(long seed) {
        Random random = Seeds.random("conflatedStreamsEndInTheSameStateWithoutAGap", seed);
        SwarmState start = state();
        List<RecordingOutlet> outlets = new ArrayList<>();
        try (RandomWriters writers = new RandomWriters(harness.coordinator, SWARM, seed)) {
            for (int n = 0; n < 20; n++) {
                writers.allow(100);
                harness.advance(Duration.ofMillis(random.nextInt(300)));
                double rate = random.nextBoolean() ? 1_000 : 5 + random.nextInt(50);
                outlets.add(harness.open(request(start.cursor(), rate), random.nextInt(4) > 0));
            }
            writers.awaitQuiet();
        }
        String expected = text(state());

        for (RecordingOutlet outlet : outlets) {
            awaitWhileTimePasses(() -> {
                outlet.take();
                return lastPlace(outlet) == head().seq();
            });
            List<JsonNode> messages = conflated(outlet);
            assertChain(messages, start.cursor());
            assertThat(text(fold(start, outlet, messages.size()))).isEqualTo(expected);
            assertThat(outlet.received()).allMatch(line -> line.getBytes(UTF_8).length <= Shard.MAX_WRITE_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void cursorOfAnyConflatedMessageCanBeResumed(long seed) {
        Random random = Seeds.random("cursorOfAnyConflatedMessageCanBeResumed", seed);
        SwarmState start = state();
        try (RandomWriters writers = new RandomWriters(harness.coordinator, SWARM, seed)) {
            writers.allow(1_500);
            writers.awaitQuiet();
        }
        RecordingOutlet outlet = harness.open(request(start.cursor(), 1_000));
        awaitHead(outlet);
        List<JsonNode> messages = conflated(outlet);
        assertThat(messages).hasSizeGreaterThan(1);

        for (int n = 0; n < messages.size(); n++) {
            Cursor reached =
                    Cursor.parse(messages.get(n).get("cursor").textValue()).orElseThrow();
            SwarmState there = fold(start, outlet, n + 1);
            RecordingOutlet every = harness.open(PushHarness.after(reached));
            RecordingOutlet again = harness.open(request(reached, 1 + random.nextInt(1_000)));
            if (!reached.equals(head())) {
                awaitWhileTimePasses(() -> every.lastSeq() == head().seq());
                awaitHead(again);
            }
            assertThat(every.events()).isEqualTo(harness.logAfter(reached));
            assertThat(text(fold(there, every.events()))).isEqualTo(text(state()));
            assertThat(text(fold(there, again, conflated(again).size()))).isEqualTo(text(state()));
        }
    }

    @Test
    void conflatedStreamSendsWhatWasMissedInOneMessageIfItFits() {
        for (int agent = 0; agent < 3; agent++) {
            harness.register("agent" + agent);
        }
        Cursor start = head();
        for (int n = 0; n < 3_000; n++) {
            harness.change("agent" + n % 3, n);
        }

        RecordingOutlet outlet = harness.open(request(start, 0.01));

        awaitHead(outlet);
        List<JsonNode> messages = conflated(outlet);
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).get("events")).hasSize(3);
        assertThat(messages.get(0).get("skipped").intValue()).isEqualTo(2_997);
    }

    @Test
    void filterNeitherSendsNorCountsUnwantedEvents() {
        harness.register("agent0");
        harness.register("agent1");
        Cursor start = head();
        for (int n = 0; n < 500; n++) {
            harness.change("agent" + n % 2, n);
        }
        Filter filter = new Filter(Set.of(), Set.of("agent1"), Set.of());

        RecordingOutlet outlet = harness.open(new StreamRequest(start, false, false, filter, Pace.of(10)));

        awaitHead(outlet);
        List<JsonNode> messages = conflated(outlet);
        int told = messages.stream()
                .mapToInt(message -> message.get("skipped").intValue()
                        + message.get("events").size())
                .sum();
        assertThat(told).isEqualTo(250);
        assertThat(messages)
                .allSatisfy(message -> assertThat(message.get("events"))
                        .allMatch(event -> event.get("agent_id").textValue().equals("agent1")));
    }

    private static long lastPlace(RecordingOutlet outlet) {
        List<String> messages = outlet.received("conflated");
        return messages.isEmpty() ? 0 : seq(parsed(messages.get(messages.size() - 1)), "cursor");
    }

    /** Each begins where the one before ends, and says of each event of its range whether it brings or skips it. */
    private static void assertChain(List<JsonNode> messages, Cursor start) {
        long place = start.seq();
        for (JsonNode message : messages) {
            assertThat(seq(message, "after")).isEqualTo(place);
            long last = place;
            for (JsonNode event : message.get("events")) {
                assertThat(seq(event, "cursor")).isGreaterThan(last);
                last = seq(event, "cursor");
            }
            place = seq(message, "cursor");
            assertThat(last).isEqualTo(place);
            int count = message.get("events").size() + message.get("skipped").intValue();
            assertThat((long) count).isEqualTo(place - seq(message, "after"));
        }
    }

    /** The state with the first messages in it. */
    private static SwarmState fold(SwarmState start, RecordingOutlet outlet, int count) {
        SwarmState state = start;
        for (String message : outlet.received("conflated").subList(0, count)) {
            state = fold(state, JsonText.elements(message, "events"));
        }
        return state;
    }

    private static SwarmState fold(SwarmState start, List<String> events) {
        SwarmState state = start;
        for (String event : events) {
            state = RandomLog.folded(state, entry(event));
        }
        return state;
    }

    private static LogEntry entry(String json) {
        Cursor cursor = Cursor.parse(parsed(json).get("cursor").textValue()).orElseThrow();
        return new LogEntry(cursor, "", null, null, "", json.getBytes(UTF_8));
    }

    /** The last event of a message may be the removal of an agent that the reader never heard of. */
    private static String text(SwarmState state) {
        return new String(Documents.snapshot(state).bytes(), UTF_8).replaceFirst("\"cursor\":\"[^\"]*\"", "");
    }
}
