package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.MortalAgents;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Agents that die at random do many tasks, and each task ends once. The packaged service, over HTTP, on both stores.
 */
@Tag("stress-only")
class CoordinationIT {

    private static final int AGENTS = Scale.of(40, 200);
    private static final int TASKS = Scale.of(2_000, 20_000);
    private static final int BATCH = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String[] SHORT_TIMES = {
        "swarmbot.tasks.start-within=2s",
        "swarmbot.tasks.lease=2s",
        "swarmbot.tasks.max-attempts=50",
        "swarmbot.agents.stale-after=2s",
        "swarmbot.agents.lost-after=4s",
        "swarmbot.retention.events=1000000",
        "swarmbot.retention.finished-tasks=30000"
    };

    @Test
    void taskEndsOnceOnOneProcess() throws Exception {
        try (ServiceProcess service = ServiceProcess.with(SHORT_TIMES)) {
            everyTaskEndsOnce("taskEndsOnceOnOneProcess", List.of(service.server()));
        }
    }

    @Test
    void taskEndsOnceOnTwoReplicas() throws Exception {
        try (LocalReplicas replicas = LocalReplicas.start(SHORT_TIMES)) {
            everyTaskEndsOnce("taskEndsOnceOnTwoReplicas", replicas.servers());
        }
    }

    private static void everyTaskEndsOnce(String test, List<URI> servers) throws Exception {
        long seed = Seeds.fixedAndRandom().max().orElseThrow();
        Seeds.random(test, seed);
        Rest rest = Rest.inNewSwarm(servers.get(0));
        String start = rest.cursor();
        int deaths;
        try (MortalAgents agents = new MortalAgents(servers, rest.swarm(), AGENTS, seed)) {
            for (int n = 0; n < TASKS; n += BATCH) {
                submit(rest, n);
            }
            Patience.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> agents.hasFailed() || completed(rest) == TASKS);
            deaths = agents.deaths();
        }

        Map<String, Integer> attempts = new HashMap<>();
        Map<String, String> holders = new HashMap<>();
        Map<String, Integer> ends = new HashMap<>();
        for (JsonNode event : logAfter(rest, start)) {
            if (!StreamClient.typeOf(event).equals("task_status_changed")) {
                continue;
            }
            String task = event.path("task_id").asText();
            int attempt = event.path("attempt").asInt();
            switch (event.path("status").asText()) {
                case "assigned" -> {
                    assertThat(attempt).as("%s", event).isEqualTo(attempts.getOrDefault(task, 0) + 1);
                    assertThat(holders.put(task, event.path("agent_id").asText()))
                            .as("nobody had it: %s", event)
                            .isNull();
                    attempts.put(task, attempt);
                }
                case "pending" -> holders.remove(task);
                case "completed" -> {
                    assertThat(event.path("agent_id").asText()).isEqualTo(holders.get(task));
                    assertThat(attempt).isEqualTo(attempts.get(task));
                    ends.merge(task, 1, Integer::sum);
                }
                default -> {}
            }
        }
        assertThat(ends).hasSize(TASKS);
        assertThat(ends.values()).containsOnly(1);
        assertThat(deaths).isPositive();
        assertThat(attempts.values()).anyMatch(count -> count > 1);
    }

    private static void submit(Rest rest, int first) {
        StringBuilder body = new StringBuilder("[");
        for (int n = first; n < first + BATCH; n++) {
            body.append(n == first ? "" : ",")
                    .append("{\"type\":\"submit_task\",\"task_type\":\"work\",\"task_id\":\"job")
                    .append(n)
                    .append("\"}");
        }
        var answer = rest.send("POST", "/commands", body.append(']').toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Rest.json(answer)
                .forEach(each ->
                        assertThat(each.path("status").asInt()).as("%s", each).isEqualTo(201));
    }

    private static long completed(Rest rest) {
        return Rest.json(rest.get("/metrics"))
                .path("metrics")
                .path("totals")
                .path("tasks")
                .path("completed")
                .asLong();
    }

    private static List<JsonNode> logAfter(Rest rest, String start) {
        String end = rest.cursor();
        try (PollClient client = PollClient.open(rest.server(), rest.swarm(), "after=" + start)) {
            client.awaitCursor(end);
            return client.events();
        }
    }
}
