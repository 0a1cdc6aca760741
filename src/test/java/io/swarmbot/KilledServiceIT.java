package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.PolledLog;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.TaskWorkers;
import io.swarmbot.testing.WebSocketClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged service with the embedded store is killed under load, again and again. */
@Tag("stress")
class KilledServiceIT {

    private static final int KILLS = Scale.of(3, 20);
    private static final int COMMANDS_A_KILL = Scale.of(700, 5_000);
    private static final int WORKERS = 16;

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void killedServiceLosesNothingAcknowledgedAndClientsResume(long seed) {
        Random random = Seeds.random("killed under load", seed);
        try (ServiceProcess service = ServiceProcess.with(
                "swarmbot.retention.events=1000000",
                // A task whose claim got no answer stays with its agent, and nobody else may get it meanwhile.
                "swarmbot.tasks.start-within=1h",
                "swarmbot.tasks.lease=1h")) {
            Rest rest = Rest.inNewSwarm(service.server());
            String epoch = StreamClient.epoch(rest.cursor());
            TaskWorkers workers = new TaskWorkers(rest, WORKERS);
            Follower live = new Follower(
                    after -> WebSocketClient.open(service.server(), rest.swarm(), after, WebSocketClient.BATCH));
            Follower sse = new Follower(after -> EventStreamClient.open(service.server(), rest.swarm(), after));
            for (int kill = 0; kill < KILLS; kill++) {
                live.follow();
                sse.follow();
                workers.start();
                workers.awaitAcknowledged(random.nextInt(COMMANDS_A_KILL));
                service.kill();
                workers.awaitEnd();
                live.take();
                sse.take();

                service.start();

                List<JsonNode> log = PolledLog.all(rest, epoch);
                assertThat(StreamClient.epoch(rest.cursor())).isEqualTo(epoch);
                workers.assertAcknowledgedIsIn(log);
                TaskWorkers.assertNothingIsHalfThere(log);
                assertStateIsThatOf(log, rest.snapshot());
            }
            System.out.println(KILLS + " kills, " + workers.acknowledged() + " acknowledged commands");
            List<JsonNode> log = PolledLog.all(rest, epoch);
            live.assertSaw(log);
            sse.assertSaw(log);
        }
    }

    /** Fails unless each stored task is as its newest event says. */
    private static void assertStateIsThatOf(List<JsonNode> log, JsonNode snapshot) {
        Map<String, JsonNode> newest = new HashMap<>();
        for (JsonNode event : log) {
            if (event.has("task_id") && event.has("status")) {
                newest.put(event.path("task_id").asText(), event);
            }
        }
        assertThat(StreamClient.cursorOf(snapshot)).isEqualTo(StreamClient.cursorOf(log.get(log.size() - 1)));
        for (JsonNode task : snapshot.path("tasks")) {
            JsonNode event = newest.get(task.path("id").asText());
            String expected = event == null ? "pending" : event.path("status").asText();
            assertThat(task.path("status").asText())
                    .as("%s and %s", task, event)
                    .isEqualTo(expected);
        }
        long counted = 0;
        for (JsonNode count : snapshot.at("/totals/tasks")) {
            counted += count.asLong();
        }
        assertThat(counted)
                .isEqualTo(log.stream()
                        .filter(event -> StreamClient.typeOf(event).equals("task_submitted"))
                        .count());
    }

    /** A client that resumes by its cursor each time that the service is back. */
    private static final class Follower {

        interface Opening {

            StreamClient open(String query);
        }

        private final Opening opening;
        private final List<String> seen = new ArrayList<>();
        private StreamClient client;
        private String cursor;

        Follower(Opening opening) {
            this.opening = opening;
        }

        void follow() {
            client = opening.open(cursor == null ? "" : "after=" + cursor);
            JsonNode connected = client.await("connected");
            if (cursor != null) {
                assertThat(connected.path("resumed").asBoolean())
                        .as("%s", connected)
                        .isTrue();
            }
        }

        void take() {
            client.awaitEnd();
            client.messages("reset").forEach(reset -> assertThat(reset).isNull());
            client.events().forEach(event -> seen.add(StreamClient.cursorOf(event)));
            cursor = client.lastCursor();
            client.closeHard();
        }

        /** Fails unless each event came once, in order, from the first to the last. */
        void assertSaw(List<JsonNode> log) {
            follow();
            client.awaitCursor(StreamClient.cursorOf(log.get(log.size() - 1)));
            client.events().forEach(event -> seen.add(StreamClient.cursorOf(event)));
            client.closeHard();
            assertThat(seen).isEqualTo(log.stream().map(StreamClient::cursorOf).toList());
        }
    }
}
