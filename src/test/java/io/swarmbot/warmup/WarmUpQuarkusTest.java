package io.swarmbot.warmup;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.WarmUpRequests;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.view.SwarmOverview;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.LogLines;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WithTokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service is ready when it is warm, and nothing shows that it exercised. */
@QuarkusTest
@TestProfile(WarmUpQuarkusTest.WithAccessLog.class)
class WarmUpQuarkusTest {

    private static final String ACCESS_LOG = "io.swarmbot.access-log";
    private static final int ROUNDS = 3;
    private static final Set<Statistic> COUNTED = Set.of(Statistic.COUNT, Statistic.TOTAL);

    /** With every limit as narrow as it can be: what counted in one would be refused. */
    public static class WithAccessLog extends WithTokens {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> all = new HashMap<>(super.getConfigOverrides());
            all.put("swarmbot.access-log", "all");
            all.put("swarmbot.swarms.auto-create", "true");
            all.put("swarmbot.warm-up.at-most", "10m");
            all.put("swarmbot.limits.per-principal.streams", "1");
            all.put("swarmbot.limits.per-swarm.commands-per-second", "1");
            all.put("swarmbot.limits.per-swarm.command-burst", "8");
            return all;
        }
    }

    @Singleton
    static class Observers {

        private final List<Object> heard = new CopyOnWriteArrayList<>();

        void hear(@Observes SwarmEvent event) {
            heard.add(event);
        }

        void hear(@Observes GroupCommitted group) {
            heard.add(group);
        }
    }

    @TestHTTPResource("/")
    URI server;

    @Inject
    MeterRegistry meters;

    @Inject
    WarmUp warmUp;

    @Inject
    Exercise exercise;

    @Inject
    Vertx vertx;

    @Inject
    WarmUpRequests requests;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    Observers observers;

    @Inject
    AnswerBudget answers;

    private final LogLines log = LogLines.of("");

    @AfterEach
    void close() {
        log.close();
    }

    private int readiness() {
        return RawConnection.ask(server, "GET", "/q/health/ready").status();
    }

    /** What the service and its server counted, without times, which pass, and without what is open at the moment. */
    private List<String> metrics() {
        List<String> counted = new ArrayList<>();
        for (Meter meter : meters.getMeters()) {
            String name = meter.getId().getName();
            if (name.startsWith("swarmbot.") || name.startsWith("http.server.")) {
                counted.add(meter.getId().toString());
                meter.measure().forEach(each -> {
                    if (COUNTED.contains(each.getStatistic())) {
                        counted.add(meter.getId() + " " + each);
                    }
                });
            }
        }
        Collections.sort(counted);
        return counted;
    }

    private List<String> swarms() {
        return coordinator.overviews().join().stream().map(SwarmOverview::swarm).toList();
    }

    private static void awaitNoThreads() {
        await("the end of its threads")
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("warm-up")));
    }

    private void assertWarmedUp() {
        assertThat(log.in(WarmUp.class.getName())).singleElement().asString().startsWith("warmed up in");
    }

    @Test
    void serviceIsNotReadyUntilItIsWarmAndAnswersMeanwhile() throws InterruptedException {
        assertThat(readiness()).isEqualTo(200);
        AtomicInteger rounds = new AtomicInteger();
        AtomicBoolean isEnough = new AtomicBoolean();

        Thread thread = warmUp.begin(nanos -> rounds.incrementAndGet() >= ROUNDS && isEnough.get());

        assertThat(readiness()).isEqualTo(503);
        Rest rest = Rest.inNewSwarm(server, as("root"));
        rest.register("agent1");
        assertThat(observers.heard).anyMatch(each -> each.toString().contains(rest.swarm()));
        assertThat(rest.snapshot().path("agents")).hasSize(1);
        assertThat(Rest.exchange(server, "GET", "/api/v1/swarms", null, as("root"))
                        .body())
                .contains(rest.swarm())
                .doesNotContain(requests.swarm());
        int before = rounds.get();
        await("more rounds, though a client was there").until(() -> rounds.get() > before);
        assertThat(readiness()).isEqualTo(503);
        isEnough.set(true);
        thread.join();
        assertThat(readiness()).isEqualTo(200);
        assertWarmedUp();
    }

    @Test
    void nothingIsLeftOfIt() throws InterruptedException {
        List<String> metrics = metrics();
        List<String> swarms = swarms();
        int logged = log.in(ACCESS_LOG).size();
        long held = answers.used();
        AtomicInteger rounds = new AtomicInteger();
        AtomicReference<String> secret = new AtomicReference<>();

        warmUp.begin(nanos -> {
                    secret.set(requests.swarm());
                    assertThat(swarms()).isEqualTo(swarms);
                    return rounds.incrementAndGet() == ROUNDS;
                })
                .join();

        assertWarmedUp();
        assertThat(rounds).hasValue(ROUNDS);
        SoftAssertions.assertSoftly(left -> {
            left.assertThat(metrics()).isEqualTo(metrics);
            left.assertThat(swarms()).isEqualTo(swarms);
            left.assertThat(observers.heard).noneMatch(each -> each.toString().contains(secret.get()));
            left.assertThat(log.in(ACCESS_LOG)).hasSize(logged);
            left.assertThat(log.all()).noneMatch(line -> line.contains(secret.get()));
            left.assertThat(answers.used()).as("parts of its snapshots").isEqualTo(held);
            left.assertThat(coordinator.state(secret.get())).isCompletedExceptionally();
        });
        awaitNoThreads();
    }

    /** Whatever still led to the swarm of the warm-up would keep all of it in memory. */
    @Test
    void nameOfItsSwarmLeadsToTheServiceAgain() throws InterruptedException {
        AtomicReference<String> secret = new AtomicReference<>();
        warmUp.begin(nanos -> {
                    secret.set(requests.swarm());
                    return true;
                })
                .join();

        Rest rest = Rest.of(server, secret.get()).as(as("root"));
        rest.create();
        assertThat(swarms()).contains(secret.get());
        try (EventStreamClient stream = EventStreamClient.open(server, secret.get(), "", as("root"))) {
            stream.awaitCursor(rest.register("agent1"));
        }
        rest.delete();
    }

    @Test
    void failureIsLoggedOnceAndTheServiceIsReady() throws InterruptedException {
        warmUp.begin(nanos -> {
                    throw new IllegalStateException("for a test");
                })
                .join();

        assertThat(readiness()).isEqualTo(200);
        assertThat(log.in(WarmUp.class.getName())).singleElement().asString().contains("the warm-up failed");
        awaitNoThreads();
    }

    @Test
    void portOfItsOwnAnswersNobodyElseAndIsClosedAfterwards() throws IOException {
        int port;
        try (LoopbackServer own = LoopbackServer.open(vertx, new HttpServerOptions(), "a-secret")) {
            port = own.port();
            try (LoopbackConnection stranger = new LoopbackConnection(port)) {
                stranger.send("GET", "/api/v1/transports", "", "");
                assertThatThrownBy(stranger::receive).isInstanceOf(EOFException.class);
            }
            try (LoopbackConnection friend = new LoopbackConnection(port)) {
                friend.send("GET", "/api/v1/swarms/a-secret", "", "");
                assertThatThrownBy(friend::receive)
                        .as("no warm-up is under way, so the name alone lets nobody in")
                        .hasMessageContaining(" 401 ");
            }
        }
        await("the selector to let the port go")
                .untilAsserted(() -> assertThatThrownBy(() -> new LoopbackConnection(port).close())
                        .isInstanceOf(ConnectException.class));
    }

    @Test
    void endOfTheProcessEndsTheRoundThatIsUnderWay() {
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> exercise.run(
                        new HttpServerOptions(),
                        Duration.ofMinutes(10),
                        nanos -> true,
                        () -> asked.incrementAndGet() > 5))
                .isInstanceOf(InterruptedIOException.class);
        awaitNoThreads();
    }
}
