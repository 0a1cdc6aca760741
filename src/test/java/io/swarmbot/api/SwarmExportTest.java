package io.swarmbot.api;

import static io.swarmbot.command.Scene.submit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.CoordinatorHarness;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.CodedPart;
import io.swarmbot.http.Compression;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.testing.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An export is all of a swarm at one cursor, whatever happens while it is made. */
class SwarmExportTest {

    private static final String SWARM = SwarmCoordinator.DEFAULT_SWARM;
    private static final int KEPT = 300;

    private final CoordinatorHarness swarm = new CoordinatorHarness.Builder()
            .replica("one", new MemoryStore(KEPT, 64 << 20))
            .manualTime()
            .build();

    @AfterEach
    void close() {
        swarm.close();
    }

    /** One client that reads an export. */
    private final class Reading {

        private final SwarmState state = swarm.state();
        private final SwarmExport export = new SwarmExport(
                state, (after, limit) -> swarm.store.read(SWARM, after, limit), Compression.NEVER, Runnable::run);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private SwarmExport.Place place = SwarmExport.START;
        private int parts;

        boolean isDone() {
            return place == null;
        }

        void read() {
            CodedPart<SwarmExport.Place> part = export.part(place).join();
            bytes.writeBytes(part.bytes());
            place = part.next();
            parts++;
        }

        Reading readAll() {
            while (!isDone()) {
                read();
            }
            return this;
        }

        List<JsonNode> lines() {
            return bytes.toString(UTF_8).lines().map(JsonText::parse).toList();
        }

        List<JsonNode> lines(String name) {
            return lines().stream()
                    .filter(line -> line.has(name))
                    .map(line -> line.get(name))
                    .toList();
        }

        /** The sequences of the events, in the order of the lines. */
        List<Long> events() {
            return lines("event").stream()
                    .map(event -> Cursor.parse(event.path("cursor").asText())
                            .orElseThrow()
                            .seq())
                    .toList();
        }

        void assertEnds() {
            List<JsonNode> all = lines();
            assertThat(all.get(0).path("export").path("cursor").asText())
                    .isEqualTo(state.cursor().toString());
            assertThat(all.get(all.size() - 1))
                    .isEqualTo(JsonText.parse(
                            "{\"end\":{\"cursor\":\"" + state.cursor() + "\",\"events\":" + events().size() + "}}"));
        }
    }

    private void register(int agents) {
        Json metrics = new Json("{\"m\":\"" + "x".repeat(1_000) + "\"}");
        for (int n = 0; n < agents; n++) {
            swarm.given(new RegisterAgent("agent" + n, null, null, List.of(), metrics));
        }
    }

    private void change(int times) {
        for (int n = 0; n < times; n++) {
            swarm.given(new UpdateAgentStatus(
                    "agent0", n % 2 == 0 ? AgentStatus.BUSY : AgentStatus.IDLE, new Json("{\"n\":" + n + "}")));
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void exportHasEachEntityAndEachEventOnce() {
        register(200);
        swarm.given(submit("t1"));

        Reading reading = new Reading().readAll();

        assertThat(reading.parts).isGreaterThan(4);
        assertThat(reading.lines("agent"))
                .extracting(agent -> agent.path("id").asText())
                .containsExactlyElementsOf(IntStream.range(0, 200)
                        .mapToObj(n -> "agent" + n)
                        .sorted()
                        .toList());
        assertThat(reading.lines("task"))
                .extracting(task -> task.path("id").asText())
                .containsExactly("t1");
        assertThat(reading.lines("gap")).isEmpty();
        assertThat(reading.events()).isEqualTo(range(1, reading.state.cursor().seq()));
        reading.assertEnds();
    }

    @Test
    void emptySwarmHasTwoLines() {
        Reading reading = new Reading().readAll();

        assertThat(reading.lines()).hasSize(2);
        reading.assertEnds();
    }

    @Test
    void whatHappensMeanwhileIsNotInIt() {
        register(100);
        Reading reading = new Reading();
        reading.read();

        swarm.given(submit("late"));
        change(50);
        reading.readAll();

        assertThat(reading.lines("task")).isEmpty();
        assertThat(reading.events()).isEqualTo(range(1, reading.state.cursor().seq()));
        reading.assertEnds();
    }

    @Test
    void lineSaysUpToWhereEventsAreMissing() {
        register(1);
        change(1_000);

        Reading reading = new Reading().readAll();

        long head = reading.state.cursor().seq();
        assertThat(reading.events()).isEqualTo(range(head - KEPT + 1, head));
        assertThat(reading.lines("gap"))
                .containsExactly(JsonText.parse("{\"reason\":\"expired\",\"up_to\":\""
                        + new Cursor(reading.state.cursor().epoch(), head - KEPT) + "\"}"));
        reading.assertEnds();
    }

    @Test
    void eventsThatAreDroppedBetweenTwoPartsAreMissedOnceAndSaidSo() {
        long seed = new Random().nextLong();
        System.out.println("SwarmExportTest, seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            register(1 + random.nextInt(150));
            change(random.nextInt(600));
            Reading reading = new Reading();

            while (!reading.isDone()) {
                reading.read();
                change(random.nextInt(KEPT));
            }

            assertNoneIsMissingUnsaid(reading);
            reading.assertEnds();
        }
    }

    /** Every sequence is an event, or is behind the last one before a gap and not behind its end. */
    private static void assertNoneIsMissingUnsaid(Reading reading) {
        List<Long> covered = new ArrayList<>(List.of(0L));
        for (JsonNode line : reading.lines()) {
            long last = covered.get(covered.size() - 1);
            if (line.has("event")) {
                long seq = seq(line.path("event").path("cursor"));
                assertThat(seq).isEqualTo(last + 1);
                covered.add(seq);
            } else if (line.has("gap")) {
                long upTo = seq(line.path("gap").path("up_to"));
                assertThat(upTo).isGreaterThan(last);
                covered.add(upTo);
            }
        }
        assertThat(covered.get(covered.size() - 1))
                .isGreaterThanOrEqualTo(reading.state.cursor().seq());
    }

    private static long seq(JsonNode cursor) {
        return Cursor.parse(cursor.asText()).orElseThrow().seq();
    }
}
