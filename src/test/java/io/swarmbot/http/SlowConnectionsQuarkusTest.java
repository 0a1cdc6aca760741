package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ShortPatience;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients that send slowly, stop within a request or never come to its end: they lose their connections, and a
 * subscriber loses nothing meanwhile.
 */
@QuarkusTest
@TestProfile(ShortPatience.class)
@Tag("stress-only")
class SlowConnectionsQuarkusTest {

    private static final int SLOW_HEADS = 500;
    private static final int HALF_UPGRADES = 1_000;
    private static final int EVENTS = 1_000;

    @TestHTTPResource("/")
    URI server;

    private final List<RawConnection> slow = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);

    @AfterEach
    void stop() {
        clock.shutdownNow();
        slow.forEach(RawConnection::close);
    }

    @Test
    void slowClientsLoseTheirConnectionsAndTheSubscriberNothing() throws Exception {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        try (WebSocketClient subscriber = WebSocketClient.open(server, rest.swarm(), "")) {
            // Compiled once, so that the first figure is not that of a cold start.
            follow(rest, subscriber, EVENTS);
            System.out.println("S1, quiet: " + follow(rest, subscriber, EVENTS));
            Future<?> endless = beginAll();

            System.out.println("S1, beside " + SLOW_HEADS + " slow heads, " + HALF_UPGRADES
                    + " half upgrades and an endless body: " + follow(rest, subscriber, EVENTS));

            assertThat(subscriber.messages("agent_status_changed"))
                    .extracting(SlowConnectionsQuarkusTest::seq)
                    .containsExactlyElementsOf(consecutive(subscriber));
            for (RawConnection each : slow) {
                assertThat(endOf(each)).isEqualTo("closed");
            }
            endless.cancel(true);
            rest.status("agent1", "busy", -1);
        }
    }

    private static long seq(JsonNode message) {
        return StreamClient.seq(StreamClient.cursorOf(message));
    }

    private static List<Long> consecutive(WebSocketClient subscriber) {
        List<Long> all = new ArrayList<>();
        long first = seq(subscriber.messages("agent_status_changed").get(0));
        for (long n = 0; n < 3L * EVENTS; n++) {
            all.add(first + n);
        }
        return all;
    }

    /** One command at a time, and how long until the subscriber sees it. */
    private static String follow(Rest rest, WebSocketClient subscriber, int count) {
        long[] micros = new long[count];
        for (int n = 0; n < count; n++) {
            long start = System.nanoTime();
            subscriber.awaitCursor(rest.status("agent1", n % 2 == 0 ? "busy" : "idle", n));
            micros[n] = (System.nanoTime() - start) / 1_000;
        }
        Arrays.sort(micros);
        return "p50 " + micros[count / 2] + " us, p99 " + micros[count * 99 / 100] + " us";
    }

    private Future<?> beginAll() {
        String head = "GET /api/v1/transports HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nX-Slow: ";
        for (int n = 0; n < SLOW_HEADS; n++) {
            slow.add(RawConnection.to(server));
        }
        List<RawConnection> slowHeads = List.copyOf(slow);
        int[] sent = {0};
        clock.scheduleAtFixedRate(
                () -> {
                    char next = sent[0] < head.length() ? head.charAt(sent[0]) : 'x';
                    sent[0]++;
                    slowHeads.forEach(each -> sendOrLeave(each, String.valueOf(next)));
                },
                0,
                1,
                TimeUnit.SECONDS);
        for (int n = 0; n < HALF_UPGRADES; n++) {
            slow.add(RawConnection.to(server)
                    .send("GET /api/v1/swarms/default/live HTTP/1.1\r\nHost: " + server.getAuthority()
                            + "\r\nConnection: Upgrade\r\nUpgrade: webs"));
        }
        RawConnection trickle = RawConnection.to(server);
        slow.add(trickle.request("POST", "/api/v1/swarms/default/tasks", "Transfer-Encoding", "chunked"));
        clock.scheduleAtFixedRate(() -> sendOrLeave(trickle, "1\r\n \r\n"), 0, 1, TimeUnit.SECONDS);
        return clock.submit(this::sendEndlessBodies);
    }

    private static void sendOrLeave(RawConnection connection, String text) {
        try {
            connection.send(text);
        } catch (UncheckedIOException closed) {
            // As it should be.
        }
    }

    /** Each is refused at its limit, and then the next one begins. */
    private void sendEndlessBodies() {
        String chunk = "2000\r\n" + " ".repeat(0x2000) + "\r\n";
        while (!Thread.currentThread().isInterrupted()) {
            try (RawConnection connection = RawConnection.to(server)) {
                connection.request("POST", "/api/v1/swarms/default/tasks", "Transfer-Encoding", "chunked");
                while (!Thread.currentThread().isInterrupted()) {
                    connection.send(chunk);
                }
            } catch (UncheckedIOException refused) {
                // The next one.
            }
        }
    }

    /** How the service ended the connection; the test waits for it. */
    private static String endOf(RawConnection connection) {
        try (connection) {
            // Nothing is answered: there was no request.
            return connection.in().read() < 0 ? "closed" : "answered";
        } catch (java.net.SocketTimeoutException e) {
            return "open";
        } catch (IOException reset) {
            return "closed";
        }
    }
}
