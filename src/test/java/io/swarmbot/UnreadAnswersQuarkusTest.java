package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.Answer;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.Burst;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.RawHttp2;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ShortPatience;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers of every kind whose clients do not read: together they hold no more than their budget, they end in time, and
 * commands and streams go on.
 */
@QuarkusTest
@TestProfile(ShortPatience.class)
class UnreadAnswersQuarkusTest {

    private static final int BUDGET_BYTES = ShortPatience.ANSWERS_BYTES;
    /** Snapshots that are only kept for later clients. */
    private static final int KEPT_BYTES = BUDGET_BYTES * 3 / 4 / 4;

    private static final int SWARMS = 8;
    private static final int AGENTS = 200;
    /** The bytes of one agent are less. */
    private static final int AGENT_BYTES = 5_000;

    private static final int LARGE_AGENTS = 2_200;
    private static final int READERS = 50;
    private static final int RECEIVE_BUFFER = 16 * 1024;
    private static final long MOST_SENT_BYTES = 32 << 20;
    /** More answers than the buffers between a client and the service hold. */
    private static final long MOST_HEADS = 20_000;

    /** What anybody may ask for, of every kind. */
    private static final List<String> TARGETS = List.of(
            "/api/v1/swarms/unread0",
            "/api/v1/swarms/unread0/agents",
            "/api/v1/swarms/unread0/agents/agent1",
            "/api/v1/swarms/unread0/agents/nobody",
            "/api/v1/swarms/unread0/tasks?limit=1000",
            "/api/v1/swarms/unread0/events?after=x-0",
            "/api/v1/swarms/unread0/metrics",
            "/api/v1/swarms",
            "/api/v1/transports",
            "/api/nothing",
            "/q/metrics",
            "/q/openapi",
            "/q/health",
            "/asyncapi.yaml",
            "/swarmbot-client.js",
            "/nothing");

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    AnswerBudget budget;

    @Inject
    MeterRegistry meters;

    private final List<RawConnection> connections = new ArrayList<>();

    /** Each of these swarms has a snapshot of more than 800 KB. */
    @BeforeEach
    void fill() {
        for (int n = 0; n < SWARMS; n++) {
            fill(swarm(n), AGENTS);
        }
    }

    private void fill(String swarm, int agents) {
        Json metrics = new Json("{\"m\":\"" + "x".repeat(4_000) + "\"}");
        coordinator.create(swarm).join();
        List<CompletableFuture<Outcome.Committed>> done = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            done.add(coordinator.submit(swarm, new RegisterAgent("agent" + agent, null, null, List.of(), metrics)));
        }
        done.forEach(CompletableFuture::join);
    }

    @AfterEach
    void close() {
        connections.forEach(RawConnection::reset);
        awaitFree();
    }

    private static String swarm(int n) {
        return "unread" + n % SWARMS;
    }

    private static String path(int n) {
        return "/api/v1/swarms/" + swarm(n);
    }

    private RawConnection open() {
        return open(server);
    }

    private RawConnection open(URI port) {
        RawConnection connection = RawConnection.to(port, RECEIVE_BUFFER);
        connections.add(connection);
        return connection;
    }

    private void awaitFree() {
        await().untilAsserted(() -> assertThat(budget.used()).isBetween(0L, (long) KEPT_BYTES));
    }

    /** Sends until the connection is reset. The service stops reading, so this blocks before. */
    private void flood(RawConnection flooding, String requests) {
        long sent = 0;
        try {
            while (true) {
                flooding.send(requests);
                sent += requests.length();
                assertThat(sent)
                        .as("bytes that the service and the kernels took")
                        .isLessThan(MOST_SENT_BYTES);
                assertThat(budget.used()).isLessThanOrEqualTo(BUDGET_BYTES);
            }
        } catch (UncheckedIOException ended) {
            assertThat(ended).hasRootCauseInstanceOf(IOException.class);
        }
    }

    /**
     * Reads what comes until the service has ended the connection, or the answer is complete because it was in time.
     */
    private static void assertEnds(RawConnection connection, Response head) {
        try {
            connection.body(head).readAllBytes();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void snapshotsThatNobodyReadsShareOneBudgetAndDisturbNobody() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        try (EventStreamClient stream = EventStreamClient.open(server, rest.swarm(), "")) {
            for (int n = 0; n < 100; n++) {
                open().request("GET", path(n));
            }
            await().until(() -> budget.used() > KEPT_BYTES + 10 * Answer.PIECE_BYTES);

            for (int n = 0; n < 20; n++) {
                String cursor = rest.status("agent1", "busy", n);
                stream.awaitCursor(cursor);
                assertThat(budget.used()).isLessThanOrEqualTo(BUDGET_BYTES);
            }
            assertThat(RawConnection.ask(server, "GET", "/q/health/ready").status())
                    .isEqualTo(200);
        }
        for (RawConnection connection : connections) {
            Response head = connection.receiveHead();
            if (head.status() == 200) {
                assertEnds(connection, head);
            } else {
                assertThat(head.status()).isEqualTo(503);
            }
        }
        awaitFree();
        assertThat(Rest.of(server, swarm(0)).snapshot().get("agents")).hasSize(AGENTS);
    }

    @Test
    void snapshotOverTheBudgetIsRefusedAtOnceAndServedLater() {
        assertThat(RawConnection.ask(server, "GET", path(0)).status()).isEqualTo(200);
        // Its parts are kept now, so that no other part has to go.
        long others = budget.documentLimit() - budget.used();
        assertThat(budget.tryTake(others)).isTrue();
        Response refused;
        try {
            refused = RawConnection.ask(server, "GET", path(0));
        } finally {
            budget.give(others);
        }

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(RawConnection.ask(server, "GET", path(0)).json().get("agents"))
                .hasSize(AGENTS);
    }

    /** A document of more bytes than all answers together may hold, for many readers at once. */
    @Test
    void fiftyReadersOfASnapshotLargerThanTheBudgetHoldOnePieceEach() {
        String large = "unread-large";
        fill(large, LARGE_AGENTS);
        AtomicLong most = new AtomicLong();
        Read whole = read(large, "identity", most);
        assertThat(whole.bytes()).isGreaterThan(BUDGET_BYTES);
        try (Burst burst = new Burst(READERS)) {
            List<Read> read = burst.run(n -> read(large, n % 2 == 0 ? "gzip" : "identity", most));

            assertThat(read).containsOnly(whole);
        }
        // A piece may count twice for a moment: as that of its answer, and as what the socket has not taken.
        assertThat(most.get()).isBetween(1L, KEPT_BYTES + 2L * READERS * (Answer.PIECE_BYTES + AGENT_BYTES));
        awaitFree();
    }

    private record Read(long bytes, long checksum) {}

    /** Reads a snapshot to its end, and notes the most that answers hold meanwhile. */
    private Read read(String swarm, String coding, AtomicLong most) {
        try (RawConnection connection = RawConnection.to(server)) {
            Response head = connection
                    .request("GET", "/api/v1/swarms/" + swarm, "Accept-Encoding", coding)
                    .receiveHead();
            assertThat(head.status()).isEqualTo(200);
            InputStream body = connection.body(head);
            CheckedInputStream in =
                    new CheckedInputStream(coding.equals("gzip") ? new GZIPInputStream(body) : body, new CRC32());
            byte[] step = new byte[Answer.PIECE_BYTES];
            long bytes = 0;
            for (int count = in.read(step); count >= 0; count = in.read(step)) {
                bytes += count;
                most.accumulateAndGet(budget.used(), Math::max);
            }
            return new Read(bytes, in.getChecksum().getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void connectionsThatSendRequestsAndReadNothingAreNotReadOnAndEnd() {
        List<CompletableFuture<Void>> floods = new ArrayList<>();
        for (String target : TARGETS) {
            RawConnection flooding = open(portOf(target));
            String request = "GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
            floods.add(CompletableFuture.runAsync(
                    () -> flood(flooding, request.repeat(100)), task -> new Thread(task, target).start()));
        }
        for (int n = 0; n < TARGETS.size(); n++) {
            assertThat(floods.get(n)).as(TARGETS.get(n)).succeedsWithin(Patience.LIMIT);
        }

        awaitFree();
        for (String target : TARGETS) {
            assertThat(RawConnection.ask(portOf(target), "GET", target).status())
                    .isLessThan(500);
        }
    }

    private URI portOf(String target) {
        return target.equals("/q/metrics") ? management : server;
    }

    /** Otherwise the system would keep what it has taken for minutes, and the client would take it for the whole. */
    @Test
    void connectionThatIsCutOffEndsWithAReset() {
        long before = resets();
        RawConnection unread = open().request("GET", path(0));
        assertThat(unread.receiveHead().status()).isEqualTo(200);
        await().until(() -> resets() > before);

        assertThatThrownBy(() -> unread.in().readAllBytes()).hasMessageContaining("reset");
    }

    @Test
    @Tag("stress-only")
    void streamsOfHttp2WhoseWindowsStayShutCountInTheBudgetAndAreCanceled() {
        try (RawHttp2 client = RawHttp2.to(server, 0)) {
            Map<Integer, String> open = new HashMap<>();
            for (String target : TARGETS) {
                open.put(client.get(target), target);
            }
            await().until(() -> budget.used() > 0);
            long most = 0;
            while (!open.isEmpty()) {
                most = Math.max(most, budget.used());
                RawHttp2.Frame frame = client.receive();
                if (frame.type() == RawHttp2.RST_STREAM) {
                    assertThat(frame.payload()).endsWith(RawHttp2.CANCEL);
                    open.remove(frame.stream());
                } else {
                    // An answer without a body needs no window.
                    assertThat(frame.type()).isEqualTo(RawHttp2.HEADERS);
                    if (frame.isLast()) {
                        open.remove(frame.stream());
                    }
                }
            }
            assertThat(most).isBetween(1L, (long) BUDGET_BYTES);
            awaitFree();

            int stream = client.get("/swarmbot-client.js");
            client.openWindow(stream, 1 << 20);

            RawHttp2.Frame last = client.receive();
            while (!last.isLast()) {
                assertThat(last.type()).isNotEqualTo(RawHttp2.RST_STREAM);
                last = client.receive();
            }
            assertThat(last.stream()).isEqualTo(stream);
        }
    }

    /** A proxy puts the streams of many clients on one connection. */
    @Test
    void streamOfHttp2ThatItsClientCancelsLeavesTheOthersAlone() {
        try (RawHttp2 client = RawHttp2.to(server, 0)) {
            int other = client.get(path(0));
            assertThat(client.receive().stream()).isEqualTo(other);
            int canceled = client.get("/api/v1/swarms");
            assertThat(client.receive().stream()).isEqualTo(canceled);

            client.cancel(canceled);
            client.openWindow(other, 8 << 20);

            RawHttp2.Frame last = client.receive();
            while (!last.isLast()) {
                last = client.receive();
                assertThat(last.stream()).isEqualTo(other);
                assertThat(last.type()).isEqualTo(RawHttp2.DATA);
            }
        }
    }

    @Test
    void http2ClientsThatSendRequestsAndReadNothingEnd() {
        try (RawHttp2 client = RawHttp2.to(server, RECEIVE_BUFFER)) {
            while (true) {
                // An answer that has only a head needs no window.
                client.flood("HEAD", "/api/v1/transports", 1_000);
                assertThat(handledHeads()).isLessThan(MOST_HEADS);
            }
        } catch (UncheckedIOException ended) {
            assertThat(ended).hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(handledHeads()).isBetween(1L, MOST_HEADS);
        awaitFree();
    }

    /** Answers that were cut off. */
    private long resets() {
        return meters.find("http.server.requests").tag("status", "RESET").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private long handledHeads() {
        return meters.find("http.server.requests").tag("method", "HEAD").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void batchesWhoseAnswersNobodyReadsAreNotReadOnAndEnd() {
        RawConnection flooding = open();
        StringBuilder commands = new StringBuilder();
        for (int n = 0; n < 200; n++) {
            commands.append(
                    "{'id':'c','type':'update_agent_status','agent_id':'agent1','status':'busy'}\n".replace('\'', '"'));
        }
        String request = "POST " + path(0) + "/commands HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + commands.length() + "\r\n\r\n"
                + commands;

        flood(flooding, request);

        awaitFree();
    }

    @Test
    void pipelinedRequestsAreAllAnsweredInTheirOrder() {
        RawConnection connection = open();
        StringBuilder requests = new StringBuilder();
        for (int n = 0; n < 60; n++) {
            for (String target : List.of(path(n), path(n) + "/agents/agent" + n, "/swarmbot-client.js", "/q/openapi")) {
                requests.append("GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n");
            }
        }
        Thread sender = new Thread(() -> connection.send(requests.toString()));
        sender.start();

        for (int n = 0; n < 60; n++) {
            Response snapshot = connection.receive();
            assertThat(snapshot.status()).isEqualTo(200);
            assertThat(snapshot.json().get("swarm").textValue()).isEqualTo(swarm(n));
            assertThat(snapshot.json().get("agents")).hasSize(AGENTS);
            assertThat(connection.receive().json().get("id").textValue()).isEqualTo("agent" + n);
            assertThat(connection.receive().body()).contains("export class SwarmClient");
            assertThat(connection.receive().body()).contains("openapi: ");
        }
    }

    @Test
    void headOfADocumentHasItsHeadersAndNoBody() {
        for (String target : List.of(path(0), "/api/v1/swarms")) {
            Response whole = RawConnection.ask(server, "GET", target);
            try (RawConnection connection = RawConnection.to(server)) {
                Response head = connection.request("HEAD", target).receiveHead();

                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("ETag")).isEqualTo(whole.header("ETag"));
                assertThat(head.header("Content-Type")).isEqualTo(whole.header("Content-Type"));
                // Nothing of a body comes before the next answer.
                assertThat(connection.request("GET", target).receive().body()).isEqualTo(whole.body());
            }
        }
        assertThat(RawConnection.ask(server, "GET", path(0)).header("Transfer-Encoding"))
                .isEqualTo("chunked");
        awaitFree();
    }

    static LongStream seeds() {
        return Seeds.fixedAndRandom();
    }

    /** Whenever a client hangs up, what its answer held is given back. */
    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsHeldForClientsThatHungUp(long seed) {
        Random random = Seeds.random("nothingIsHeldForClientsThatHungUp", seed);
        List<String> targets =
                List.of("", "/agents", "/tasks", "/metrics", "/events?wait=20s&after=x-0", "/agents/agent1");
        for (int n = 0; n < 300; n++) {
            RawConnection connection = open();
            for (int requests = random.nextInt(3); requests >= 0; requests--) {
                String method = random.nextInt(10) == 0 ? "HEAD" : "GET";
                connection.request(method, path(random.nextInt(SWARMS)) + targets.get(random.nextInt(targets.size())));
            }
            if (random.nextBoolean()) {
                connection.receiveHead();
            }
            if (random.nextBoolean()) {
                connection.reset();
            }
        }
        connections.forEach(RawConnection::reset);

        awaitFree();
        assertThat(budget.used()).isNotNegative();
    }
}
