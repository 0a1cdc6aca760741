package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithNarrowLimits;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one caller and one address may ask for. Each test has callers and addresses of its own. */
@QuarkusTest
@TestProfile(WithNarrowLimits.class)
class CallerLimitsQuarkusTest {

    /** As in the profile. */
    private static final int COMMANDS = 20;

    private static final int CONNECTIONS = 30;

    /** Many more refusals than are answered at once. */
    private static final int FLOOD = 500;

    /** For so long at least; timers may be a bit early. */
    private static final Duration HELD_BACK = Duration.ofMillis(900);

    private static final String SWARM = "/api/v1/swarms/" + OWN;
    /** No test gives it a task. */
    private static final String QUIET = "/api/v1/swarms/quiet";

    private static final String FORWARDED = "X-Forwarded-For";

    @TestHTTPResource("/")
    URI server;

    @Inject
    Hub hub;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void makeSwarm() {
        if (ask("GET", SWARM, null, as("viewer")).statusCode() == 404) {
            ask("PUT", SWARM, null, as("root"));
        }
    }

    private HttpResponse<String> ask(String method, String target, String body, String... headers) {
        return Rest.exchange(server, method, target, body, headers);
    }

    private HttpResponse<String> submit(String principal) {
        return ask("POST", SWARM + "/tasks", "{\"type\":\"work\"}", as(principal));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static void assertRateLimited(HttpResponse<String> answer) {
        Problems.assertProblem(answer, 429, "rate_limited");
        long seconds = Long.parseLong(header(answer, "Retry-After"));
        long millis = Rest.json(answer).path("retry_after_ms").asLong();
        assertThat(millis).isPositive();
        assertThat(seconds).isEqualTo((millis + 999) / 1_000);
    }

    private double refused(String limit) {
        return meters.counter("swarmbot.refused", "limit", limit).count();
    }

    private int tasks() {
        return Rest.json(ask("GET", SWARM + "/tasks?limit=1000", null, as("viewer")))
                .path("tasks")
                .size();
    }

    @Test
    void commandOverTheLimitIsRefusedAndNothingOfItIsDone() {
        int before = tasks();
        HttpResponse<String> first = submit("submitter");
        assertThat(first.headers().map()).doesNotContainKeys("RateLimit-Policy", "RateLimit");
        for (int n = 1; n < COMMANDS; n++) {
            HttpResponse<String> next = submit("submitter");
            assertThat(next.statusCode()).isEqualTo(201);
            int left = COMMANDS - 1 - n;
            if (left > COMMANDS / 2) {
                assertThat(next.headers().map()).doesNotContainKeys("RateLimit-Policy", "RateLimit");
            } else {
                assertThat(header(next, "RateLimit-Policy")).isEqualTo("\"commands\";q=20;w=20000");
                assertThat(header(next, "RateLimit")).startsWith("\"commands\";r=" + left + ";t=");
            }
        }
        double refused = refused("principal_commands");

        HttpResponse<String> over = submit("submitter");

        assertRateLimited(over);
        assertThat(header(over, "RateLimit")).isEqualTo("\"commands\";r=0;t=" + header(over, "Retry-After"));
        assertThat(over.body()).contains("'submitter' gives too many commands");
        assertThat(tasks()).isEqualTo(before + COMMANDS);
        assertThat(refused("principal_commands")).isEqualTo(refused + 1);
        // Reading goes on, and so do others.
        assertThat(ask("GET", SWARM, null, as("submitter")).statusCode()).isEqualTo(200);
        assertThat(submit("admin").statusCode()).isEqualTo(201);
    }

    /** Its refusals would take the processor from everybody else. */
    @Test
    void whoGoesOnWithoutAPauseWaitsForItsRefusals() {
        String[] login = as("flooder");
        for (int n = 0; n < COMMANDS; n++) {
            assertThat(submit("flooder").statusCode()).isEqualTo(201);
        }
        try (RawConnection greedy = RawConnection.to(server)) {
            for (int n = 0; n < FLOOD; n++) {
                greedy.request("POST", SWARM + "/tasks", login[0], login[1], "Content-Length", "0");
            }
            Duration longest = Duration.ZERO;
            for (int n = 0; n < FLOOD && longest.compareTo(HELD_BACK) < 0; n++) {
                long before = System.nanoTime();
                Problems.assertProblem(greedy.receive(), 429, "rate_limited");
                longest = Duration.ofNanos(System.nanoTime() - before);
            }

            assertThat(longest).isGreaterThanOrEqualTo(HELD_BACK);
            // Its next answer waits as well, while it may read, and others are served.
            assertThat(ask("GET", SWARM, null, login).statusCode()).isEqualTo(200);
            assertThat(ask("POST", SWARM + "/tasks", "{\"type\":\"work\"}", as("root"))
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void eachCommandOfABatchCountsAndIsAnsweredInItsPlace() {
        String batch = IntStream.range(0, COMMANDS + 5)
                .mapToObj(n -> "{\"type\":\"register_agent\",\"id\":\"c" + n + "\",\"agent_id\":\"worker-" + n + "\"}")
                .collect(Collectors.joining(",", "[", "]"));

        JsonNode answers = Rest.json(ask("POST", SWARM + "/commands", batch, as("agent")));

        for (int n = 0; n < COMMANDS + 5; n++) {
            JsonNode answer = answers.get(n);
            if (n < COMMANDS) {
                assertThat(answer.path("status").asInt()).isIn(200, 201);
            } else {
                assertThat(answer.path("status").asInt()).isEqualTo(429);
                assertThat(answer.path("problem").path("code").asText()).isEqualTo("rate_limited");
                assertThat(answer.path("problem").path("retry_after_ms").asLong())
                        .isPositive();
            }
        }
        assertRateLimited(ask("POST", SWARM + "/commands", batch, as("agent")));
    }

    @Test
    void makingAndDeletingASwarmCountsLikeACommand() {
        for (int n = 0; n < COMMANDS; n++) {
            assertThat(ask(n % 2 == 0 ? "PUT" : "DELETE", "/api/v1/swarms/mine", null, as("maker"))
                            .statusCode())
                    .isIn(201, 204);
        }

        assertRateLimited(ask("PUT", "/api/v1/swarms/mine", null, as("maker")));
        Problems.assertProblem(ask("GET", "/api/v1/swarms/mine", null, as("maker")), 404, "unknown_swarm");
    }

    @Test
    void webSocketSaysWhenToComeBackAndStaysOpen() {
        try (WebSocketClient socket = WebSocketClient.openWith(server, OWN, "", as("operator"))) {
            for (int n = 0; n < COMMANDS; n++) {
                JsonNode answer = socket.ask("{\"id\":\"" + n + "\",\"type\":\"submit_task\",\"task_type\":\"x\"}");
                assertThat(answer.path("type").asText()).isEqualTo("ack");
            }

            JsonNode over = socket.ask("{\"id\":\"over\",\"type\":\"submit_task\",\"task_type\":\"x\"}");

            assertThat(over.path("type").asText()).isEqualTo("error");
            assertThat(over.path("status").asInt()).isEqualTo(429);
            assertThat(over.path("code").asText()).isEqualTo("rate_limited");
            assertThat(over.path("retry_after_ms").asLong()).isPositive();
            JsonNode again = socket.ask("{\"id\":\"again\",\"type\":\"submit_task\",\"task_type\":\"x\"}");
            assertThat(again.path("code").asText()).isEqualTo("rate_limited");
        }
    }

    @Test
    void streamsAndWaitingPollsOfOnePrincipalAreLimitedTogether() {
        String poll = SWARM + "/events?wait=50s&types=task_submitted&after=";
        try (WebSocketClient socket = WebSocketClient.openWith(server, OWN, "", as("watcher"));
                RawConnection waiting = RawConnection.to(server)) {
            String cursor = socket.lastCursor();
            waiting.request("GET", poll + cursor, as("watcher"));
            await().until(() -> hub.streams() >= 2);

            RawConnection.Response upgrade = RawConnection.askToUpgrade(server, SWARM + "/live", as("watcher"));
            RawConnection.Response stream = EventStreamClient.refused(server, OWN, "", as("watcher"));
            HttpResponse<String> further = ask("GET", poll + cursor, null, as("watcher"));

            Problems.assertProblem(upgrade, 429, "too_many_open");
            assertThat(upgrade.header("Retry-After")).isEqualTo("1");
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.body()).startsWith("retry: ").contains("\"reason\":\"too_many_open\"");
            Problems.assertProblem(further, 429, "too_many_open");
            EventStreamClient.open(server, OWN, "", as("viewer")).close();
            socket.close();
            await().until(() -> {
                RawConnection.Response head = EventStreamClient.refused(server, "missing", "", as("watcher"));
                return head.status() == 404
                        && RawConnection.askToUpgrade(server, SWARM + "/live", as("watcher"))
                                        .status()
                                == 101;
            });
        }
    }

    @Test
    void waitingClaimsOfOnePrincipalAreLimitedOnEveryTransport() {
        String[] login = as("workers");
        ask("PUT", QUIET, null, as("root"));
        ask("PUT", QUIET + "/agents/w1", "{}", login);
        try (WebSocketClient socket = WebSocketClient.openWith(server, "quiet", "", login);
                RawConnection waiting = RawConnection.to(server)) {
            socket.send("{\"id\":\"c\",\"type\":\"claim\",\"agent_id\":\"w1\",\"wait\":\"50s\"}");
            waiting.request("POST", QUIET + "/agents/w1/claim?wait=50s", login[0], login[1], "Content-Length", "0");
            await().until(() -> ask("POST", QUIET + "/agents/w1/claim?wait=50ms", null, login)
                            .statusCode()
                    == 429);

            JsonNode further = socket.ask("{\"id\":\"d\",\"type\":\"claim\",\"agent_id\":\"w1\",\"wait\":\"50s\"}");

            assertThat(further.path("code").asText()).isEqualTo("too_many_open");
            // One that does not wait needs no place.
            assertThat(ask("POST", QUIET + "/agents/w1/claim", null, login).statusCode())
                    .isEqualTo(204);
        }
        await("the places of those who hung up")
                .until(() -> ask("POST", QUIET + "/agents/w1/claim?wait=1ms", null, login)
                                .statusCode()
                        == 204);
    }

    @Test
    void connectionsOfOneAddressAreLimited() {
        List<RawConnection> open = new ArrayList<>();
        try {
            int refused = 0;
            for (int n = 0; n < CONNECTIONS + 5; n++) {
                RawConnection connection = RawConnection.to(server);
                open.add(connection);
                RawConnection.Response answer =
                        connection.request("GET", SWARM, as("viewer")).receive();
                if (answer.status() != 200) {
                    Problems.assertProblem(answer, 429, "too_many_open");
                    refused++;
                }
            }
            // The test's own client has some, too.
            assertThat(refused).isGreaterThanOrEqualTo(5);
            // Those that are open go on.
            assertThat(open.get(0).request("GET", SWARM, as("viewer")).receive().status())
                    .isEqualTo(200);
        } finally {
            open.forEach(RawConnection::close);
        }
        await().until(() -> ask("GET", SWARM, null, as("viewer")).statusCode() == 200);
    }

    /** Streams last; the requests of a proxy's connection do not add up. */
    @Test
    void behindAProxyTheForwardedAddressCountsAndOnlyWhatIsUnderWay() {
        String[] login = as("viewer");
        for (int n = 0; n < 2 * CONNECTIONS; n++) {
            assertThat(ask("GET", SWARM, null, login[0], login[1], FORWARDED, "192.0.2.7")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void behindAProxyOneForwardedAddressHasSoManyRequestsUnderWay() {
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int n = 0; n < CONNECTIONS; n++) {
                open.add(begin("192.0.2.8"));
            }
            Problems.assertProblem(
                    ask("GET", SWARM, null, as("viewer")[0], as("viewer")[1], FORWARDED, "192.0.2.8"),
                    429,
                    "too_many_open");
            assertThat(ask("GET", SWARM, null, as("viewer")[0], as("viewer")[1], FORWARDED, "192.0.2.9")
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            open.forEach(RawConnection::close);
        }
        await().until(() -> ask("GET", SWARM, null, as("viewer")[0], as("viewer")[1], FORWARDED, "192.0.2.8")
                        .statusCode()
                == 200);
    }

    @Test
    void behindAProxyAWebSocketCountsUntilItsEndAndARefusedOneDoesNot() {
        String[] login = {as("viewer")[0], as("viewer")[1], FORWARDED, "192.0.2.10"};
        RawConnection proxied = RawConnection.to(server);
        for (int n = 0; n < CONNECTIONS; n++) {
            assertThat(proxied.upgrade("/api/v1/swarms/nowhere/live", login).status())
                    .isEqualTo(404);
        }
        List<RawConnection> open = new ArrayList<>(List.of(proxied));
        try (WebSocketClient socket = WebSocketClient.openWith(server, OWN, "", login)) {
            for (int n = 1; n < CONNECTIONS; n++) {
                open.add(begin("192.0.2.10"));
            }
            Problems.assertProblem(ask("GET", SWARM, null, login), 429, "too_many_open");

            socket.close();

            await().until(() -> ask("GET", SWARM, null, login).statusCode() == 200);
        } finally {
            open.forEach(RawConnection::close);
        }
    }

    /** A request whose body does not come; the service has begun it. */
    private RawConnection begin(String address) {
        RawConnection connection = RawConnection.to(server);
        connection.request(
                "POST",
                SWARM + "/tasks",
                as("admin")[0],
                as("admin")[1],
                FORWARDED,
                address,
                "Expect",
                "100-continue",
                "Content-Type",
                "application/json",
                "Content-Length",
                "20");
        assertThat(connection.receiveHead().status()).isEqualTo(100);
        return connection;
    }

    private HttpResponse<String> login(String token, String address) {
        return ask("GET", SWARM, null, "Authorization", "Bearer " + token, FORWARDED, address);
    }

    @Test
    void programWithABadTokenIsStoppedAndNobodyElseBehindItsAddress() {
        String good = tokens().get("viewer");
        for (int n = 0; n < 4; n++) {
            Problems.assertProblem(login("sbt_bad", "192.0.2.1"), 401, "unauthenticated");
        }

        HttpResponse<String> stopped = login("sbt_bad", "192.0.2.1");

        assertRateLimited(stopped);
        assertThat(Integer.parseInt(header(stopped, "Retry-After"))).isBetween(1, 30);
        assertThat(login(good, "192.0.2.1").statusCode()).isEqualTo(200);
        Problems.assertProblem(login("sbt_bad", "192.0.2.2"), 401, "unauthenticated");
    }

    @Test
    void addressThatTriesOneTokenAfterAnotherIsNotToldWhichIsGood() {
        for (int n = 0; n < 31; n++) {
            Problems.assertProblem(login("sbt_guess" + n, "192.0.2.3"), 401, "unauthenticated");
        }

        HttpResponse<String> bad = login("sbt_other", "192.0.2.3");
        HttpResponse<String> good = login(tokens().get("viewer"), "192.0.2.3");

        assertRateLimited(bad);
        assertRateLimited(good);
        assertThat(Rest.json(good).path("detail")).isEqualTo(Rest.json(bad).path("detail"));
        assertThat(login(tokens().get("viewer"), "192.0.2.4").statusCode()).isEqualTo(200);
        // What is for everybody needs no login.
        assertThat(ask("GET", "/api/v1/transports", null, FORWARDED, "192.0.2.3")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void requestWithoutCredentialsIsNoFailedLogin() {
        for (int n = 0; n < 50; n++) {
            Problems.assertProblem(ask("GET", SWARM, null, FORWARDED, "192.0.2.5"), 401, "unauthenticated");
        }
    }
}
