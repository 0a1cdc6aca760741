package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.ForeignTools;
import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Official clients of the Model Context Protocol live the lives of agents over two replicas, a call at each in turn,
 * while one of them is killed. Each task ends once, and no call fails twice.
 */
@Tag("stress-only")
class McpReplicasIT {

    private static final int LIVES = Scale.of(50, 1_000);
    private static final int ABREAST = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @ParameterizedTest
    @ValueSource(strings = {"sdk 1", "client 2", "client 2, auto"})
    void everyLifeComesToItsEndAlthoughAReplicaIsKilled(String client) {
        try (LocalReplicas replicas = LocalReplicas.start(
                "swarmbot.retention.events=1000000",
                "swarmbot.retention.finished-tasks=30000",
                "swarmbot.swarms.auto-create=true")) {
            URI survivor = replicas.servers().get(0);
            Rest rest = Rest.inNewSwarm(survivor);
            String start = rest.cursor();
            for (int n = 0; n < LIVES; n++) {
                rest.submit("job" + n);
            }

            CompletableFuture<JsonNode> lives = CompletableFuture.supplyAsync(() -> ForeignTools.liveByMcp(Map.of(
                    "servers",
                    replicas.servers().stream().map(URI::toString).toList(),
                    "swarm",
                    rest.swarm(),
                    "client",
                    client,
                    "lives",
                    LIVES,
                    "abreast",
                    ABREAST)));
            Patience.await().atMost(PATIENCE).until(() -> lives.isDone() || completed(rest) >= LIVES / 2);
            assertThat(lives).as("they are in the middle").isNotDone();
            replicas.kill(1);
            JsonNode said = lives.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                    .join();

            assertThat(said.path("failures")).as(said.toString()).isEmpty();
            assertThat(said.path("lived").asInt()).isEqualTo(LIVES);
            assertThat(said.path("repeated").asInt())
                    .as("calls at the killed one")
                    .isPositive();
            assertEachTaskEndedOnce(rest, start);
        }
    }

    private static long completed(Rest rest) {
        return Rest.json(rest.get("/metrics"))
                .at("/metrics/totals/tasks/completed")
                .asLong();
    }

    private static void assertEachTaskEndedOnce(Rest rest, String start) {
        Map<String, Integer> given = new HashMap<>();
        Map<String, Integer> ended = new HashMap<>();
        Map<String, String> holders = new HashMap<>();
        try (PollClient poll = PollClient.open(rest.server(), rest.swarm(), "after=" + start)) {
            poll.awaitCursor(rest.cursor());
            for (JsonNode event : poll.events()) {
                if (StreamClient.typeOf(event).equals("task_status_changed")) {
                    String task = event.path("task_id").asText();
                    switch (event.path("status").asText()) {
                        case "assigned" -> {
                            given.merge(task, 1, Integer::sum);
                            holders.put(task, event.path("agent_id").asText());
                        }
                        case "completed" -> {
                            ended.merge(task, 1, Integer::sum);
                            assertThat(event.at("/result/by").asText()).isEqualTo(holders.get(task));
                        }
                        default -> {}
                    }
                }
            }
        }
        assertThat(ended).hasSize(LIVES);
        assertThat(ended.values()).containsOnly(1);
        assertThat(List.copyOf(given.values()))
                .as("a repeated claim gives no second task")
                .containsOnly(1);
    }
}
