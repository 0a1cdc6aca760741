package io.swarmbot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.JsonText;
import io.swarmbot.testing.RandomWriters;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.Tab;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.JsonCodec;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folding events into a snapshot gives the later snapshot, byte for byte, at any cut and with any writers. */
@QuarkusTest
@Tag("stress")
class FoldQuarkusTest {

    private static final int POINTS = Scale.of(4, 20);
    private static final SwarmLimits LIMITS = new SwarmLimits(10_000, 100_000, 10_000);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmCoordinator coordinator;

    private Rest rest;

    /** Two snapshots and the events between them, each as it was sent. */
    private record Cut(String from, List<String> events, String to) {}

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void foldInJavaGivesTheLaterSnapshot(long seed) throws IOException {
        for (Cut cut : cutsWhileWritersWrite("foldInJavaGivesTheLaterSnapshot", seed)) {
            byte[] folded = Documents.snapshot(fold(cut)).bytes();

            assertThat(new String(folded, UTF_8)).isEqualTo(cut.to());
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void foldInTheBrowserGivesTheLaterSnapshot(long seed) throws IOException {
        // Any page of the service will do; the dashboard would draw all the while.
        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            for (Cut cut : cutsWhileWritersWrite("foldInTheBrowserGivesTheLaterSnapshot", seed)) {
                Object folded =
                        tab.evaluate("""
                        async ([from, events, to]) => {
                          const { fold } = await import('/swarmbot-client.js');
                          const folded = JSON.stringify(fold(JSON.parse(from), JSON.parse(events)).toSnapshot());
                          const expected = JSON.stringify(JSON.parse(to));
                          return folded === expected ? 'equal' : `${folded} is not ${expected}`;
                        }
                        """, List.of(cut.from(), cut.events().toString(), cut.to()));

                assertThat(folded).isEqualTo("equal");
            }
        }
    }

    private List<Cut> cutsWhileWritersWrite(String test, long seed) throws IOException {
        Random random = Seeds.random(test, seed);
        List<Cut> cuts = new ArrayList<>();
        try (RandomWriters writers = new RandomWriters(coordinator, rest.swarm(), seed)) {
            // More finished tasks than a snapshot shows, so that its window moves.
            writers.finishTasks(SwarmState.SNAPSHOT_FINISHED - POINTS);
            for (int point = 0; point < POINTS; point++) {
                writers.allow(100 + random.nextInt(400));
                cuts.add(cut(random));
            }
            writers.awaitQuiet();
            assertThat(writers.done()).as("commands that were not refused").isGreaterThan(POINTS * 20);
        }
        long length = cuts.stream().mapToLong(cut -> cut.events().size()).sum();
        System.out.println("  events folded at " + POINTS + " points: " + length);
        assertThat(length).isGreaterThan(POINTS);
        assertThat(rest.snapshot().at("/tasks").size())
                .as("tasks in the snapshot of all that were there")
                .isLessThan(tasks());
        return cuts;
    }

    private int tasks() {
        int sum = 0;
        for (JsonNode count : rest.snapshot().at("/totals/tasks")) {
            sum += count.asInt();
        }
        return sum;
    }

    /** Cuts the log at its head now, and at its head a few events later. */
    private Cut cut(Random random) throws IOException {
        String from = rest.snapshotText();
        List<String> events = new ArrayList<>();
        String cursor = poll(cursorOf(from), 1 + random.nextInt(200), "100ms", events);
        HttpResponse<String> later = rest.get("?at_least=" + cursor);
        assertThat(later.statusCode()).isEqualTo(200);
        String end = cursorOf(later.body());
        while (StreamClient.seq(cursor) < StreamClient.seq(end)) {
            cursor = poll(cursor, (int) (StreamClient.seq(end) - StreamClient.seq(cursor)), "1s", events);
        }
        return new Cut(from, events, later.body());
    }

    private String poll(String after, int limit, String wait, List<String> events) throws IOException {
        HttpResponse<String> answer =
                rest.get("/events?after=" + after + "&wait=" + wait + "&limit=" + Math.min(limit, 1_000));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        events.addAll(JsonText.elements(answer.body(), "events"));
        JsonNode page = JSON.readTree(answer.body());
        assertThat(page.has("reset")).isFalse();
        return page.path("cursor").asText();
    }

    private SwarmState fold(Cut cut) throws IOException {
        JsonCodec codec = new JsonCodec();
        Cursor start = Cursor.parse(cursorOf(cut.from())).orElseThrow();
        List<EntityRow> rows = new ArrayList<>();
        for (String agent : JsonText.elements(cut.from(), "agents")) {
            rows.add(row("agent", agent));
        }
        for (String task : JsonText.elements(cut.from(), "tasks")) {
            rows.add(row("task", task));
        }
        JsonNode totals = JSON.readTree(cut.from()).get("totals");
        rows.add(row("totals", "{\"totals\":" + totals + ",\"timestamp\":\"1970-01-01T00:00:00.000Z\"}"));
        SwarmState state = codec.decode(rest.swarm(), LIMITS, start, rows);
        for (String event : cut.events()) {
            Cursor cursor = Cursor.parse(cursorOf(event)).orElseThrow();
            LogEntry entry = new LogEntry(cursor, "", null, null, "", event.getBytes(UTF_8));
            state = codec.decode(rest.swarm(), entry, false).applyTo(state);
        }
        return state;
    }

    private static EntityRow row(String kind, String json) throws IOException {
        JsonNode entity = JSON.readTree(json);
        return new EntityRow(
                kind, entity.path("id").asText(), entity.path("version").asLong(), json.getBytes(UTF_8));
    }

    private static String cursorOf(String json) throws IOException {
        return StreamClient.cursorOf(JSON.readTree(json));
    }
}
