package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.swarmbot.Seeds;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.CapturedLog;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.WebSocketClient;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mutated requests and frames: no fault of the service, no growth, and what is refused changes nothing. The contract is
 * here, and the subclasses say who sends them.
 */
abstract class AbstractFuzzTest {

    private static final int WORKERS = 2;

    /** Most of what the heap holds more afterwards: caches of the framework, and what was loaded by a new path. */
    private static final long GROWTH_BYTES = 24 << 20;

    /** Four statuses of each route that no request had before. */
    private static final int MOST_NEW_SERIES = 4 * RouteRights.TABLE.size();

    /** The snapshots of the swarms here, which are kept for later clients. */
    private static final long KEPT_BYTES = 4 << 20;

    /** So far apart that no mutation of one is the other: each worker looks at the log of its own swarm. */
    private static final List<String> NAMES = List.of("-quartz", "-hollow");

    @TestHTTPResource("/")
    URI server;

    @Inject
    Hub hub;

    @Inject
    AnswerBudget budget;

    @Inject
    MeterRegistry meters;

    /** The headers of one who may do everything. */
    abstract String[] root();

    /** The headers of those who send. */
    abstract List<String[]> senders();

    /** How many requests and frames are sent in all. */
    abstract int count();

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#randomIfReduced")
    void mutatedInputIsRefusedAndChangesNothing(long seed) throws Exception {
        Random random = Seeds.random(getClass().getSimpleName(), seed);
        try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
            // What is loaded once is no growth.
            send("a", count() / 10, random);
            Set<Meter.Id> known = series();
            long before = usedBytes();

            send("b", count(), random);

            // The library holds a WebSocket that it closed for ten seconds more.
            await().pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(usedBytes() - before)
                            .as("growth of the heap")
                            .isLessThan(GROWTH_BYTES));
            assertThat(series()).filteredOn(each -> !known.contains(each)).hasSizeLessThan(MOST_NEW_SERIES);
            assertThat(series())
                    .as("names and methods that a client made up")
                    .noneMatch(each -> each.toString().contains("fuzzed") || isMadeUp(each.getTag("method")));
            // On a slow machine the library finds that a thread worked for long.
            assertThat(log.records())
                    .filteredOn(record -> !record.contains("BlockedThreadChecker"))
                    .isEmpty();
        }
        assertServes();
    }

    /** @param round what is still under way of the round before must not change the swarms of this one */
    private void send(String round, int count, Random random) {
        List<CompletableFuture<String>> workers = new ArrayList<>();
        for (int n = 0; n < WORKERS; n++) {
            String swarm = "fuzzed-" + round + NAMES.get(n);
            Random own = new Random(random.nextLong());
            List<String[]> senders = senders();
            RawConnection.ask(server, "DELETE", "/api/v1/swarms/" + swarm, root());
            assertThat(RawConnection.ask(server, "PUT", "/api/v1/swarms/" + swarm, root())
                            .status())
                    .isEqualTo(201);
            workers.add(CompletableFuture.supplyAsync(
                    () -> work(swarm, count / WORKERS, own, senders), task -> new Thread(task, swarm).start()));
        }
        workers.forEach(each -> System.out.println(each.join()));
        for (int n = 0; n < WORKERS; n++) {
            RawConnection.ask(server, "DELETE", "/api/v1/swarms/fuzzed-" + round + NAMES.get(n), root());
        }
        await("no stream or poll is left").until(() -> hub.streams() == 0);
        await("no answer holds room").until(() -> budget.used() <= KEPT_BYTES);
    }

    private String work(String swarm, int count, Random random, List<String[]> senders) {
        int each = count / senders.size();
        int refused = 0;
        int accepted = 0;
        for (String[] sender : senders) {
            Fuzzing requests = new Fuzzing(server, swarm, random, sender);
            requests.sendFramed(each / 2);
            requests.sendBroken(each / 20);
            SocketFuzzing frames = new SocketFuzzing(server, swarm, random, sender);
            frames.sendMessages(each * 2 / 5);
            frames.sendBrokenFrames(each / 20);
            frames.close();
            refused += requests.refused() + frames.refused();
            accepted += requests.accepted() + frames.accepted();
        }
        assertThat(refused).isGreaterThan(count / 4);
        return swarm + ": " + accepted + " accepted, " + refused + " refused";
    }

    private Set<Meter.Id> series() {
        return meters.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
    }

    private static boolean isMadeUp(String method) {
        return method != null
                && !Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "OTHER")
                        .contains(method);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int n = 0; n < 3; n++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private void assertServes() {
        String swarm = "served";
        RawConnection.ask(server, "PUT", "/api/v1/swarms/" + swarm, root());
        try (WebSocketClient client = WebSocketClient.openWith(server, swarm, "", root())) {
            client.ask("{\"id\":\"1\",\"type\":\"register_agent\",\"agent_id\":\"worker-1\"}");
            client.ask("{\"id\":\"2\",\"type\":\"submit_task\",\"task_id\":\"t1\",\"task_type\":\"work\"}");
            JsonNode claimed = client.ask("{\"id\":\"3\",\"type\":\"claim\",\"agent_id\":\"worker-1\"}");

            assertThat(claimed.at("/result/id").asText()).isEqualTo("t1");
            client.awaitCursor(claimed.path("cursor").asText());
        }
        RawConnection.ask(server, "DELETE", "/api/v1/swarms/" + swarm, root());
    }
}
