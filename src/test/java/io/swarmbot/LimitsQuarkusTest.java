package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.NarrowLimits;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each limit of the configuration holds to the last one, whatever comes at the same moment. */
@QuarkusTest
@TestProfile(NarrowLimits.class)
class LimitsQuarkusTest {

    private static final int LIMIT = NarrowLimits.LIMIT;
    private static final int BURST = 10 * LIMIT;

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    Hub hub;

    private final List<RawConnection> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(RawConnection::reset);
        await().until(() -> hub.streams() == 0);
    }

    /** Opens so many connections, and only then sends the requests, all of them before an answer is read. */
    private List<RawConnection> burst(int count, IntFunction<String> request) {
        List<RawConnection> burst = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            burst.add(RawConnection.to(server));
        }
        connections.addAll(burst);
        for (int n = 0; n < count; n++) {
            burst.get(n).send(request.apply(n).replace("\n", "\r\n"));
        }
        return burst;
    }

    private String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\nHost: " + server.getAuthority() + "\n" + headers + "\n";
    }

    private String webSocket(Rest rest) {
        return get(rest.path() + "/live", """
                        Connection: Upgrade
                        Upgrade: websocket
                        Sec-WebSocket-Version: 13
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                        """);
    }

    private String eventStream(Rest rest) {
        return get(rest.path() + "/events", "Accept: text/event-stream\n");
    }

    private String poll(Rest rest, String after) {
        return get(rest.path() + "/events?wait=20s&after=" + after, "");
    }

    private String command(String method, String target, String body) {
        return method + " " + target + " HTTP/1.1\nHost: " + server.getAuthority()
                + "\nContent-Type: application/json\nContent-Length: " + body.length() + "\n\n" + body;
    }

    private static long count(List<RawConnection> burst, int status) {
        return burst.stream()
                .map(RawConnection::receive)
                .filter(answer -> answer.status() == status)
                .count();
    }

    @Test
    void webSocketsOverTheLimitAreRefusedBeforeTheUpgrade() {
        Rest rest = Rest.inNewSwarm(server);

        List<RawConnection> burst = burst(BURST, n -> webSocket(rest));

        List<Integer> answers = burst.stream()
                .map(RawConnection::receiveHead)
                .map(Response::status)
                .toList();
        assertThat(answers).filteredOn(status -> status == 101).hasSize(LIMIT);
        assertThat(answers).filteredOn(status -> status == 503).hasSize(BURST - LIMIT);
        assertThat(hub.streams()).isEqualTo(LIMIT);
    }

    @Test
    void eventStreamsOverTheLimitAreSentAway() {
        Rest rest = Rest.inNewSwarm(server);

        List<RawConnection> burst = burst(BURST, n -> eventStream(rest));

        List<String> first = burst.stream().map(LimitsQuarkusTest::firstEvent).toList();
        assertThat(first).filteredOn("connected"::equals).hasSize(LIMIT);
        assertThat(first).filteredOn("reconnect"::equals).hasSize(BURST - LIMIT);
        assertThat(hub.streams()).isEqualTo(LIMIT);
    }

    private static String firstEvent(RawConnection connection) {
        Response head = connection.receiveHead();
        assertThat(head.status()).isEqualTo(200);
        try {
            StringBuilder text = new StringBuilder();
            java.io.InputStream body = connection.body(head);
            for (int b = body.read(); b >= 0; b = body.read()) {
                text.append((char) b);
                if (b == '\n' && text.indexOf("\nevent: ") >= 0) {
                    String event = text.substring(text.indexOf("\nevent: ") + 8);
                    if (event.endsWith("\n")) {
                        return event.strip();
                    }
                }
            }
            throw new AssertionError("no event but " + text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void pollsOverTheLimitAreRefusedAtOnce() {
        Rest rest = Rest.inNewSwarm(server);
        String head = rest.cursor();

        List<RawConnection> burst = burst(BURST, n -> poll(rest, head));

        // A poll that waits has no answer: so those that have one are at the end of the loop that drops the others.
        await().until(() -> hub.streams() == LIMIT);
        String end = rest.register("agent1");
        List<Response> answers = burst.stream().map(RawConnection::receive).toList();
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeGreaterThanOrEqualTo(LIMIT);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 200)
                .allSatisfy(answer -> assertThat(answer.body()).contains(end));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 503)
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isEqualTo("1"));
    }

    static LongStream seeds() {
        return Seeds.fixedAndRandom();
    }

    /** Streams and polls of every kind share one limit. Whatever becomes of them, each gives its place back once. */
    @ParameterizedTest
    @MethodSource("seeds")
    void placesOfStreamsAreGivenBackHoweverTheyEnd(long seed) {
        Random random = Seeds.random("placesOfStreamsAreGivenBackHoweverTheyEnd", seed);
        Rest rest = Rest.inNewSwarm(server);
        String head = rest.cursor();
        for (int round = 0; round < 5; round++) {
            List<RawConnection> burst = burst(BURST / 2, n -> switch (random.nextInt(6)) {
                case 0 -> webSocket(rest);
                case 1 -> eventStream(rest);
                case 2 -> poll(rest, head);
                case 3 -> get("/api/v1/swarms/nobody/events", "Accept: text/event-stream\n");
                case 4 -> webSocket(rest).replace("dGhlIHNhbXBsZSBub25jZQ==", "bad");
                default -> get(rest.path() + "/events?at_least=" + head + "0", "Accept: text/event-stream\n");
            });
            assertThat(hub.streams()).isBetween(0, LIMIT);
            for (RawConnection connection : burst) {
                if (random.nextBoolean()) {
                    connection.reset();
                }
                assertThat(hub.streams()).isBetween(0, LIMIT);
            }
            burst.forEach(RawConnection::reset);
            await().until(() -> hub.streams() == 0);
        }

        assertThat(burst(LIMIT, n -> eventStream(rest)))
                .allSatisfy(each -> assertThat(firstEvent(each)).isEqualTo("connected"));
    }

    @Test
    void swarmsOverTheLimitAreRefused() {
        int room = LIMIT - coordinator.overviews().join().size();

        List<RawConnection> burst = burst(BURST, n -> command("PUT", "/api/v1/swarms/burst" + n, ""));

        assertThat(count(burst, 201)).isEqualTo(room);
        List<String> names = coordinator.overviews().join().stream()
                .map(overview -> overview.swarm())
                .toList();
        assertThat(names).hasSize(LIMIT);
        names.stream()
                .filter(name -> name.startsWith("burst"))
                .forEach(name -> coordinator.delete(name).join());
    }

    @Test
    void agentsOverTheLimitAreRefused() {
        Rest rest = Rest.inNewSwarm(server);

        List<RawConnection> burst = burst(BURST, n -> command("PUT", rest.path() + "/agents/agent" + n, "{}"));

        assertThat(count(burst, 201)).isEqualTo(LIMIT);
        assertThat(rest.snapshot().get("agents")).hasSize(LIMIT);
        rest.delete();
    }

    @Test
    void openTasksOverTheLimitAreRefused() {
        Rest rest = Rest.inNewSwarm(server);

        List<RawConnection> burst = burst(BURST, n -> command("POST", rest.path() + "/tasks", "{\"type\":\"count\"}"));

        assertThat(count(burst, 201)).isEqualTo(LIMIT);
        assertThat(rest.snapshot().get("tasks")).hasSize(LIMIT);
        rest.delete();
    }

    @Test
    void logLinesOverTheLimitAreDropped() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        String line = "{\"lines\":[{\"message\":\"one\"}]}";

        List<RawConnection> burst = burst(BURST, n -> command("POST", rest.path() + "/agents/agent1/log", line));

        int accepted = burst.stream()
                .map(RawConnection::receive)
                .mapToInt(answer -> answer.json().get("accepted").intValue())
                .sum();
        // While the burst is under way, the limit of the long run lets one more through in each second.
        assertThat(accepted).isBetween(LIMIT, LIMIT + 30);
        rest.delete();
    }

    @Test
    void idempotencyKeysOverTheLimitAreForgottenOldestFirst() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");

        List<RawConnection> burst = burst(
                BURST,
                n -> command(
                                "PUT",
                                rest.path() + "/agents/agent1/status",
                                "{\"status\":\"busy\",\"details\":{\"n\":" + n + "}}")
                        .replace("\nContent-Length", "\nIdempotency-Key: key" + n + "\nContent-Length"));

        assertThat(count(burst, 200)).isEqualTo(BURST);
        int replayed = 0;
        for (int n = 0; n < BURST; n++) {
            Response again = burst(1, ignored -> "")
                    .get(0)
                    .send(command("PUT", rest.path() + "/agents/agent1/status", "{\"status\":\"idle\"}")
                            .replace("\nContent-Length", "\nIdempotency-Key: key" + n + "\nContent-Length")
                            .replace("\n", "\r\n"))
                    .receive();
            // Another command under a key that is remembered is refused, and a forgotten key does the command.
            replayed += again.status() == 422 ? 1 : 0;
        }
        assertThat(replayed).isLessThanOrEqualTo(LIMIT);
        rest.delete();
    }
}
