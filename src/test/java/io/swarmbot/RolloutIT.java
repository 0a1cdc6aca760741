package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.HaProxy;
import io.swarmbot.testing.RedisProcess;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.Travellers;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two replicas of the packaged service on one Redis behind HAProxy, with clients on all transports, while events come
 * all the time. Each replica is restarted, or killed: nobody misses or repeats an event, and nobody is refused twice in
 * a row.
 */
@Tag("stress-only")
class RolloutIT {

    private static final int CLIENTS = Scale.of(100, 1_000);
    private static final int SWARMS = Scale.of(4, 20);
    private static final int EVENTS_PER_SECOND = Scale.of(60, 500);

    /** Each swarm gets so many requests a second, each with its share of the events. */
    private static final int REQUESTS_PER_SECOND = 5;

    private static final Duration DRAIN = Duration.ofSeconds(Scale.of(3, 20));
    private static final Duration PATIENCE = Duration.ofMinutes(Scale.of(1, 5));
    private static final Duration CLIENTS_PAUSE = Duration.ofSeconds(1);
    private static final int ENDED_BY_SIGTERM = 128 + 15;
    private static final int FIRST_OF_SERVER = 500;

    private final ScheduledExecutorService writers = Executors.newScheduledThreadPool(8);
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger askedAgain = new AtomicInteger();
    private final AtomicReference<Throwable> refused = new AtomicReference<>();
    private final List<ServiceProcess> replicas = new ArrayList<>();
    private final List<Rest> swarms = new ArrayList<>();
    private long writtenSince;
    private RedisProcess redis;
    private HaProxy proxy;

    @BeforeEach
    void start() {
        redis = RedisProcess.durable();
        CompletableFuture<ServiceProcess> second = CompletableFuture.supplyAsync(() -> replica("replica2"));
        replicas.add(replica("replica1"));
        replicas.add(second.join());
        proxy = HaProxy.before(replicas.get(0).server(), replicas.get(1).server());
        await("both replicas behind the proxy").until(() -> {
            Rest.exchange(proxy.address(), "GET", "/api/v1/transports", null);
            return replicas.stream().allMatch(RolloutIT::hasAnswered);
        });
        for (int n = 0; n < SWARMS; n++) {
            Rest swarm = Rest.inNewSwarm(proxy.address());
            swarm.register("agent1");
            swarms.add(swarm);
        }
    }

    private ServiceProcess replica(String name) {
        return ServiceProcess.with(
                "swarmbot.store.kind=redis",
                "quarkus.redis.hosts=" + redis.hosts(),
                "swarmbot.replica=" + name,
                "swarmbot.shutdown.drain=" + DRAIN.toSeconds() + "s",
                "swarmbot.warm-up.enabled=" + (Scale.of(0, 1) == 1),
                // The machine may be busy: no client counts as too slow, and nothing but the test is in the log.
                "swarmbot.push.write-timeout=60s",
                "swarmbot.agents.stale-after=1h",
                "swarmbot.agents.lost-after=2h");
    }

    @AfterEach
    void stop() {
        writers.shutdownNow();
        if (proxy != null) {
            proxy.close();
        }
        replicas.forEach(ServiceProcess::close);
        redis.close();
    }

    @Test
    void nobodyMissesOrRepeatsAnEventWhileOneReplicaAfterTheOtherIsRestarted() {
        try (Travellers clients = Travellers.of(CLIENTS, proxy.address(), cursors(), PATIENCE)) {
            clients.open();
            write();
            awaitWritten(EVENTS_PER_SECOND);
            clients.reach(cursors());

            for (ServiceProcess replica : replicas) {
                replica.terminate();
                assertThat(replica.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(replica.output()).contains("drained ").doesNotContain("ERROR");
                replica.start();
                awaitClients(replica);
                awaitWritten(written.get() + EVENTS_PER_SECOND);
            }
            Travellers.Report report = clients.reach(cursors());

            report("rolling restart", report);
            // Each of those that were at the first one, at least; all of them are at the other one in the end.
            assertThat(report.sentAway()).isGreaterThan(CLIENTS / 4);
            assertThat(refused).hasNullValue();
        }
    }

    @Test
    void nobodyMissesOrRepeatsAnEventWhileAReplicaIsKilled() {
        try (Travellers clients = Travellers.of(CLIENTS, proxy.address(), cursors(), PATIENCE)) {
            clients.open();
            write();
            awaitWritten(EVENTS_PER_SECOND);
            clients.reach(cursors());

            assertThat(streams(replicas.get(0))).as("clients are there").isGreaterThan(CLIENTS / 8.0);
            replicas.get(0).kill();
            awaitWritten(written.get() + 2 * EVENTS_PER_SECOND);
            replicas.get(0).start();
            awaitClients(replicas.get(0));
            awaitWritten(written.get() + EVENTS_PER_SECOND);
            Travellers.Report report = clients.reach(cursors());

            report("killed replica", report);
            assertThat(refused).hasNullValue();
        }
    }

    private void report(String what, Travellers.Report report) {
        System.out.printf(
                "%s: %d clients, %.0f events/s (%d wanted), longest absence %d ms, %d sent away, %d refused,"
                        + " %d commands asked again%n",
                what,
                CLIENTS,
                written.get() * 1e9 / (System.nanoTime() - writtenSince),
                EVENTS_PER_SECOND,
                report.longestAbsence().toMillis(),
                report.sentAway(),
                report.refused(),
                askedAgain.get());
    }

    /** Whether the proxy sends requests there. */
    private static boolean hasAnswered(ServiceProcess replica) {
        return metrics(replica)
                .anyMatch(line -> line.startsWith("http_server_requests") && line.contains("/transports\""));
    }

    private static Stream<String> metrics(ServiceProcess replica) {
        return Rest.exchange(replica.management(), "GET", "/q/metrics", null)
                .body()
                .lines();
    }

    /** Waits until the replica is ready, and HAProxy knows it: then clients come. Those that poll come all the time. */
    private static void awaitClients(ServiceProcess replica) {
        await("clients").until(() -> streams(replica) > 0);
    }

    private static double streams(ServiceProcess replica) {
        return metrics(replica)
                .filter(line -> line.startsWith("swarmbot_streams{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .sum();
    }

    private void awaitWritten(int events) {
        await("events").until(() -> written.get() >= events || refused.get() != null);
    }

    /** The cursors of all swarms as they are now. */
    private Map<String, String> cursors() {
        Map<String, String> cursors = new LinkedHashMap<>();
        swarms.forEach(swarm -> cursors.put(swarm.swarm(), cursor(swarm)));
        return cursors;
    }

    /** Writes to all swarms until the test is over. */
    private void write() {
        writtenSince = System.nanoTime();
        int batch = EVENTS_PER_SECOND / SWARMS / REQUESTS_PER_SECOND;
        long period = 1_000_000 / REQUESTS_PER_SECOND;
        for (int n = 0; n < SWARMS; n++) {
            Rest swarm = swarms.get(n);
            writers.scheduleAtFixedRate(
                    () -> write(swarm, Math.max(1, batch)), n * period / SWARMS, period, TimeUnit.MICROSECONDS);
        }
    }

    private void write(Rest swarm, int events) {
        StringBuilder commands = new StringBuilder();
        for (int n = 0; n < events; n++) {
            commands.append(n == 0 ? '[' : ',')
                    .append(
                            "{\"type\":\"update_agent_status\",\"status\":\"busy\",\"agent_id\":\"agent1\",\"details\":{\"n\":")
                    .append(System.nanoTime())
                    .append("}}");
        }
        String body = commands.append(']').toString();
        try {
            ask(() -> swarm.send("POST", "/commands", body));
            written.addAndGet(events);
        } catch (RuntimeException | Error failure) {
            refused.compareAndSet(null, failure);
        }
    }

    private String cursor(Rest swarm) {
        HttpResponse<String> answer = ask(() -> swarm.get("/agents"));
        return answer.headers().firstValue("SwarmBot-Cursor").orElseThrow();
    }

    /** Asks, and once more if it was refused or got no answer. */
    private HttpResponse<String> ask(Supplier<HttpResponse<String>> request) {
        HttpResponse<String> first = null;
        try {
            first = request.get();
        } catch (UncheckedIOException lost) {
            // Asked again below.
        }
        if (first != null && first.statusCode() < FIRST_OF_SERVER) {
            return first;
        }
        askedAgain.incrementAndGet();
        // As clients do: what answers in the next moment may still be the replica that is gone.
        await().pollDelay(CLIENTS_PAUSE).until(() -> true);
        HttpResponse<String> second = request.get();
        assertThat(second.statusCode()).as(second.body()).isLessThan(FIRST_OF_SERVER);
        return second;
    }
}
