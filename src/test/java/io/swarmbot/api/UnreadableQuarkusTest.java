package io.swarmbot.api;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.command.Scene;
import io.swarmbot.observe.EventGap;
import io.swarmbot.store.Append;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.wire.JsonCodec;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be read, as clients and observers see it. */
@QuarkusTest
class UnreadableQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmStore store;

    @Inject
    Seen seen;

    private final JsonCodec codec = new JsonCodec();
    private Rest rest;
    private LogDriver log;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        log = new LogDriver(store, rest.swarm());
    }

    private static EntityRow broken(String kind, String id) {
        return new EntityRow(kind, id, 1, ("{\"id\":\"" + id + "\",\"status\":").getBytes(UTF_8));
    }

    /** Appends what another program might have written: an event that nobody can decode, and these rows. */
    private Cursor append(String text, EntityRow... rows) {
        Cursor head = join(store.load(rest.swarm())).orElseThrow().head();
        LogEntry entry = new LogEntry(head.plus(1), "task_submitted", null, "t7", "other", text.getBytes(UTF_8));
        log.append(new Append(LogDriver.newId(), head, List.of(entry), List.of(rows)));
        return head.plus(1);
    }

    private JsonNode json(String path) {
        return Rest.json(rest.get(path));
    }

    private void assertUnreadable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(Rest.json(answer).path("code").asText()).isEqualTo("unreadable");
    }

    @Test
    void swarmWithUnreadableEntitiesIsServedWithoutThemAndSaysHowMany() {
        String swarm = rest.swarm() + "x";
        join(store.create(swarm));
        rest = Rest.of(server, swarm);
        log = new LogDriver(store, swarm);
        Scene scene = new Scene().given(Scene.register("agent1"), Scene.submit("t1"));
        List<EntityRow> rows = new ArrayList<>(List.of(
                broken("agent", "agent7"),
                broken("task", "t7"),
                broken("task", "t8"),
                codec.encode(scene.agent("agent1")),
                codec.encode(scene.task("t1"))));
        append("not even JSON", rows.toArray(EntityRow[]::new));

        JsonNode snapshot = rest.snapshot();

        assertThat(snapshot.path("agents")).hasSize(1);
        assertThat(snapshot.path("tasks")).hasSize(1);
        assertThat(snapshot.path("unreadable").path("agents").asInt()).isEqualTo(1);
        assertThat(snapshot.path("unreadable").path("tasks").asInt()).isEqualTo(2);
        assertThat(json("/agents").path("unreadable").asInt()).isEqualTo(1);
        assertThat(json("/tasks").path("unreadable").asInt()).isEqualTo(2);
        assertUnreadable(rest.get("/agents/agent7"));
        assertUnreadable(rest.get("/tasks/t7"));
        assertUnreadable(rest.get("/tasks/t7?view=a2a"));
        assertUnreadable(rest.send("POST", "/tasks/t7/start", "{\"agent_id\":\"agent1\"}"));
        assertUnreadable(rest.send("POST", "/agents/agent7/heartbeat", "{}"));
        assertThat(rest.claim("agent1", "0s").path("id").asText()).isEqualTo("t1");

        rest.cancel("t7");
        rest.cancel("t8");
        rest.remove("agent7");

        assertThat(rest.snapshot().has("unreadable")).isFalse();
        assertThat(json("/tasks/t7").path("status").asText()).isEqualTo("canceled");
        rest.register("agent7");
        assertThat(json("/agents").path("agents")).hasSize(2);
    }

    @Test
    void unreadableEventIsShownInItsPlaceToEveryReader() {
        rest.register("agent1");
        String before = rest.cursor();
        append("{\"type\":\"task_submitted\",\"cursor\":\"x\",\n\"timestamp\":\"2026-11-24T12:00:00.000Z\"}");
        Cursor at = append("{\"type\":\"of_a_later_version\",\"timestamp\":\"2026-11-24T12:00:00.000Z\"}");
        await().until(() -> rest.cursor().equals(at.toString()));
        String after = rest.submit("t1");

        JsonNode events = json("/events?after=" + before).path("events");

        assertThat(events).hasSize(3);
        assertThat(events.get(0).path("type").asText()).isEqualTo("unreadable");
        assertThat(events.get(1).path("type").asText()).isEqualTo("unreadable");
        assertThat(events.get(1).path("cursor").asText()).isEqualTo(at.toString());
        assertThat(events.get(1).path("task_id").asText()).isEqualTo("t7");
        assertThat(events.get(1).path("timestamp").asText()).isEqualTo("2026-11-24T12:00:00.000Z");
        assertThat(json("/events?types=log&after=" + before).path("events")).hasSize(2);
        assertThat(json("/events?task=t1&after=" + before).path("events")).hasSize(1);
        JsonNode wrapped = json("/events?format=cloudevents&after=" + before)
                .path("events")
                .get(1);
        assertThat(wrapped.path("id").asText()).isEqualTo(at.toString());
        assertThat(wrapped.path("time").asText()).isEqualTo("2026-11-24T12:00:00.000Z");
        try (EventStreamClient stream = EventStreamClient.open(server, rest.swarm(), "after=" + before)) {
            await().until(() -> stream.blocks().stream().anyMatch(block -> after.equals(block.id())));
            assertThat(stream.blocks().stream()
                            .map(EventStreamClient.Block::event)
                            .filter(type -> !type.equals("connected")))
                    .startsWith("unreadable", "unreadable", "task_submitted");
        }
    }

    @Test
    void observerIsToldOfAnUnreadableEventAndGoesOn() {
        rest.register("agent1");
        await().until(() -> seen.events.contains(rest.swarm() + " agent_registered"));

        Cursor at = append("{}");
        await().until(() -> rest.cursor().equals(at.toString()));
        rest.remove("agent1");

        await().until(() -> seen.events.contains(rest.swarm() + " agent_removed"));
        assertThat(seen.gaps)
                .anyMatch(gap -> gap.swarm().equals(rest.swarm())
                        && gap.reason() == GapReason.UNREADABLE
                        && gap.head().equals(at));
    }

    /** Remembers what it is told. */
    @Singleton
    static class Seen {

        final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<EventGap> gaps = new ConcurrentLinkedQueue<>();

        void on(@Observes SwarmEvent event) {
            events.add(event.stamp().swarm() + " " + event.type().wireName());
        }

        void missed(@Observes EventGap gap) {
            gaps.add(gap);
        }
    }
}
