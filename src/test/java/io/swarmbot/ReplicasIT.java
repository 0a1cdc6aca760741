package io.swarmbot;

import static io.swarmbot.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.Hopper;
import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.TaskWriter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas of the packaged service share the swarms on one Redis, and one replica is killed. */
@Tag("stress")
class ReplicasIT {

    private static final int COMMANDS = Scale.of(2_000, 20_000);
    private static final int WRITERS_EACH = 4;
    private static final int HOPPERS = 4;
    private static final int PAUSED_BATCHES = 20;
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void replicasShareASwarmAndClientsOfAKilledOneResumeAtTheOther() throws Exception {
        long seed = Seeds.fixedAndRandom().max().orElseThrow();
        Seeds.random("replicasShareASwarmAndClientsOfAKilledOneResumeAtTheOther", seed);
        try (LocalReplicas replicas =
                LocalReplicas.start("swarmbot.tasks.start-within=1h", "swarmbot.tasks.lease=1h")) {
            List<URI> servers = replicas.servers();
            Rest second = Rest.inNewSwarm(servers.get(1));
            String start = second.cursor();
            AtomicInteger commands = new AtomicInteger();
            List<TaskWriter> writers = new ArrayList<>();
            for (int n = 0; n < WRITERS_EACH * 2; n++) {
                // The clients of the first replica need another one to go to.
                List<URI> homes = n % 2 == 0 ? List.of(servers.get(0), servers.get(1)) : List.of(servers.get(1));
                writers.add(new TaskWriter(homes, second.swarm(), "agent" + n, commands, COMMANDS));
            }
            List<CompletableFuture<Void>> writing =
                    writers.stream().map(TaskWriter::start).toList();
            CompletableFuture<Void> allWritten = CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new));
            List<Hopper> hoppers = new ArrayList<>();
            List<CompletableFuture<Void>> following = new ArrayList<>();
            for (int n = 0; n < HOPPERS; n++) {
                Hopper hopper = new Hopper(servers, second.swarm(), start, seed + n);
                hoppers.add(hopper);
                following.add(hopper.follow(allWritten::isDone, second::cursor));
            }

            Patience.await().atMost(PATIENCE).until(() -> commands.get() >= COMMANDS / 2);
            replicas.kill(0);
            allWritten.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            for (CompletableFuture<Void> each : following) {
                each.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }

            List<JsonNode> log = logAfter(second, start);
            assertThat(log)
                    .extracting(event -> StreamClient.seq(StreamClient.cursorOf(event)))
                    .isEqualTo(seqs(StreamClient.seq(start) + 1, log.size()));
            for (Hopper hopper : hoppers) {
                assertThat(hopper.resets()).isZero();
                assertThat(hopper.events()).isEqualTo(log);
            }
            assertThat(hoppers.stream().mapToInt(Hopper::hops).sum()).isGreaterThan(HOPPERS * 2);
            assertEveryTaskWasOneAgents(log, writers);
        }
    }

    /** The other one writes meanwhile, for as long as a pause has to be until it counts. */
    @Test
    void pausedReplicaSaysFromTheFirstReadOnThatItMayBeStaleUntilItHasCaughtUp() {
        try (LocalReplicas replicas = LocalReplicas.start()) {
            List<URI> servers = replicas.servers();
            Rest writer = Rest.inNewSwarm(servers.get(1));
            Rest paused = Rest.of(servers.get(0), writer.swarm());
            writer.register("agent1");
            Patience.await()
                    .until(() -> paused.cursor().equals(writer.cursor())
                            && staleness(paused).isEmpty());

            replicas.freeze(0);
            long begin = System.nanoTime();
            String body = "[" + "{\"type\":\"submit_task\",\"task_type\":\"work\"},".repeat(499)
                    + "{\"type\":\"submit_task\",\"task_type\":\"work\"}]";
            int batches = 0;
            while (batches < PAUSED_BATCHES || System.nanoTime() - begin < PAUSE.toNanos()) {
                assertThat(writer.send("POST", "/commands", body).statusCode()).isEqualTo(200);
                batches = Math.min(PAUSED_BATCHES, batches + 1);
            }
            String head = writer.cursor();
            // The replica finds this read when it goes on, before it has asked Redis for anything.
            CompletableFuture<HttpResponse<String>> asked =
                    CompletableFuture.supplyAsync(() -> paused.send("GET", "/agents", null));
            replicas.goOn(0);

            HttpResponse<String> first = asked.join();
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("SwarmBot-Stale")).isPresent();
            HttpResponse<String> atLeast = paused.send("GET", "/agents?at_least=" + head, null);
            if (atLeast.statusCode() != 200) {
                assertProblem(atLeast, 503, "behind");
            }
            Patience.await().atMost(PATIENCE).until(() -> staleness(paused).isEmpty());
            assertThat(StreamClient.seq(paused.cursor())).isGreaterThanOrEqualTo(StreamClient.seq(head));
        }
    }

    private static Optional<String> staleness(Rest rest) {
        return rest.send("GET", "", null).headers().firstValue("SwarmBot-Stale");
    }

    private static void assertEveryTaskWasOneAgents(List<JsonNode> log, List<TaskWriter> writers) {
        Map<String, String> assigned = new HashMap<>();
        Set<String> submitted = new HashSet<>();
        Set<String> completed = new HashSet<>();
        for (JsonNode event : log) {
            String task = event.path("task_id").asText();
            if (StreamClient.typeOf(event).equals("task_submitted")) {
                assertThat(submitted.add(task)).as(task).isTrue();
            } else if (event.path("status").asText().equals("assigned")) {
                assertThat(assigned.put(task, event.path("agent_id").asText()))
                        .as(task)
                        .isNull();
            } else if (event.path("status").asText().equals("completed")) {
                assertThat(completed.add(task)).as(task).isTrue();
            }
        }
        for (TaskWriter writer : writers) {
            assertThat(submitted).containsAll(writer.submitted());
            assertThat(completed).containsAll(writer.completed());
            writer.claimed().forEach(task -> assertThat(assigned).containsEntry(task, writer.agent()));
        }
    }

    private static List<JsonNode> logAfter(Rest rest, String start) {
        String end = rest.cursor();
        try (PollClient client = PollClient.open(rest.server(), rest.swarm(), "after=" + start)) {
            client.awaitCursor(end);
            return client.events();
        }
    }

    private static List<Long> seqs(long first, int count) {
        List<Long> seqs = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            seqs.add(first + n);
        }
        return seqs;
    }
}
