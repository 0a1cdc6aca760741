package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;

/** Clients that are cut off again and again and go on over another transport, while four writers write. */
abstract class HopContract {

    private static final int WRITERS = 4;
    private static final int AGENTS = 8;
    private static final int LEAD = 1_200;

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    SwarmStore store;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        for (int i = 0; i < AGENTS; i++) {
            rest.register("agent" + i);
        }
    }

    /** What one client saw: the events since its newest reset, and the details of each agent as it knows them. */
    static final class Seen {

        final List<String> events = new ArrayList<>();
        final Map<String, JsonNode> details = new HashMap<>();
        int hops;
        int resets;
        String cursor = "";
    }

    CompletableFuture<Void> write(int changes) {
        CompletableFuture<?>[] writers = new CompletableFuture<?>[WRITERS];
        for (int w = 0; w < WRITERS; w++) {
            int writer = w;
            writers[w] = CompletableFuture.runAsync(() -> {
                for (int n = 0; n < changes / WRITERS; n++) {
                    Json details = new Json("{\"writer\":" + writer + ",\"n\":" + n + "}");
                    coordinator
                            .submit(
                                    rest.swarm(),
                                    new UpdateAgentStatus("agent" + (n % AGENTS), AgentStatus.BUSY, details))
                            .join();
                }
            });
        }
        return CompletableFuture.allOf(writers);
    }

    /** Loads the snapshot and follows until the writers are done and everything was seen. */
    Seen follow(Random random, CompletableFuture<Void> writing) {
        Seen seen = new Seen();
        load(seen);
        while (true) {
            boolean isLast = writing.isDone();
            String head = rest.cursor();
            if (StreamClient.seq(seen.cursor) >= StreamClient.seq(head)) {
                if (isLast) {
                    return seen;
                }
                continue;
            }
            if (!isLast && random.nextInt(6) == 0) {
                awaitLead(seen.cursor, writing);
            }
            StreamClient client = open(random.nextInt(4), seen.cursor);
            seen.hops++;
            int enough = isLast ? Integer.MAX_VALUE : random.nextInt(200);
            client.await(
                    "enough events, the head or a reset",
                    message -> isReset(message)
                            || isAt(message, head)
                            || client.events().size() >= enough);
            client.closeHard();
            take(seen, client.messages());
        }
    }

    /** Stays away until the log has gone far ahead, further than a short one reaches back. */
    private void awaitLead(String cursor, CompletableFuture<Void> writing) {
        long ahead = StreamClient.seq(cursor) + LEAD;
        Patience.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> writing.isDone()
                        || coordinator.state(rest.swarm()).join().cursor().seq() >= ahead);
    }

    /** The log's events after the cursor, where the store still has them. */
    List<String> logAfter(String cursor) {
        List<String> events = new ArrayList<>();
        Cursor position = Cursor.parse(cursor).orElseThrow();
        while (true) {
            ReadResult result = store.read(rest.swarm(), position, new PageLimit(1_000, 1 << 20))
                    .toCompletableFuture()
                    .join();
            assertThat(result).isInstanceOf(ReadResult.Page.class);
            List<LogEntry> entries = ((ReadResult.Page) result).entries();
            if (entries.isEmpty()) {
                return events;
            }
            entries.forEach(entry -> events.add(entry.cursor().toString()));
            position = entries.get(entries.size() - 1).cursor();
        }
    }

    String head() {
        return rest.cursor();
    }

    Map<String, JsonNode> trueDetails() {
        Map<String, JsonNode> details = new HashMap<>();
        rest.snapshot()
                .path("agents")
                .forEach(agent -> details.put(agent.path("id").asText(), agent.path("details")));
        return details;
    }

    private StreamClient open(int transport, String cursor) {
        String query = "after=" + cursor;
        return switch (transport) {
            case 0 -> WebSocketClient.open(server, rest.swarm(), query);
            case 1 -> WebSocketClient.open(server, rest.swarm(), query, WebSocketClient.BATCH);
            case 2 -> EventStreamClient.open(server, rest.swarm(), query);
            default -> PollClient.open(server, rest.swarm(), query);
        };
    }

    private void take(Seen seen, List<JsonNode> messages) {
        for (JsonNode message : messages) {
            if (isReset(message)) {
                seen.resets++;
                load(seen);
                return;
            }
            if (StreamClient.isEvent(message)) {
                seen.cursor = StreamClient.cursorOf(message);
                seen.events.add(seen.cursor);
                seen.details.put(message.path("agent_id").asText(), message.path("details"));
            }
        }
    }

    private void load(Seen seen) {
        JsonNode snapshot = rest.snapshot();
        seen.cursor = StreamClient.cursorOf(snapshot);
        seen.events.clear();
        seen.events.add(seen.cursor);
        seen.details.clear();
        snapshot.path("agents")
                .forEach(agent -> seen.details.put(agent.path("id").asText(), agent.path("details")));
    }

    private static boolean isReset(JsonNode message) {
        return StreamClient.typeOf(message).equals("reset");
    }

    private static boolean isAt(JsonNode message, String cursor) {
        return !StreamClient.cursorOf(message).isEmpty()
                && StreamClient.seq(StreamClient.cursorOf(message)) >= StreamClient.seq(cursor);
    }
}
