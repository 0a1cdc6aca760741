package io.swarmbot.sse;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.Admission;
import io.swarmbot.push.Hub;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event stream that cannot be opened now sends its client away for a moment; one that never can is a problem. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class RefusedEventStreamQuarkusTest {

    private static final Pattern SENT_AWAY = Pattern.compile(
            "retry: (\\d+)\nevent: reconnect\ndata: (\\{\"type\":\"reconnect\",\"reason\":\"(\\w+)\",\"retry_after_ms\":\\1})\n\n");

    /** Opens an {@code EventSource} on the page, and keeps what it brings. */
    private static final String OPEN = """
            (path) => {
              window.seen = [];
              window.states = [];
              window.source = new EventSource(path);
              for (const type of ['connected', 'reconnect', 'heartbeat', 'agent_registered', 'agent_status_changed']) {
                source.addEventListener(type, (event) => seen.push({ type, id: event.lastEventId, data: event.data }));
              }
              source.onmessage = (event) => seen.push({ type: 'message', data: event.data });
              source.onerror = () => states.push(source.readyState);
            }
            """;

    @TestHTTPResource("/")
    URI server;

    @Inject
    Hub hub;

    private final List<Admission> taken = new ArrayList<>();

    private void takeAllPlaces() {
        // One that still ends would leave its place when all seem to be taken.
        await().until(() -> hub.streams() == 0);
        while (hub.streams() < SmallLimits.STREAMS) {
            taken.add(hub.admit(Admission.Transport.WEBSOCKET, Admission.Login.FOR_EVER));
        }
    }

    @AfterEach
    void freePlaces() {
        taken.forEach(Admission::release);
        taken.clear();
    }

    @Test
    void fullServiceSendsTheClientAwayForAMoment() {
        Rest rest = Rest.inNewSwarm(server);
        takeAllPlaces();

        Response answer = EventStreamClient.refused(server, rest.swarm(), "", "Accept", "text/event-stream");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache, no-transform");
        Matcher sent = SENT_AWAY.matcher(answer.body());
        assertThat(sent.matches()).as(answer.body()).isTrue();
        assertThat(Integer.parseInt(sent.group(1))).isBetween(1_000, 3_000);
        assertThat(sent.group(3)).isEqualTo("swarm_busy");
    }

    @Test
    void cursorThatIsNotReachedYetSendsTheClientAway() {
        Rest rest = Rest.inNewSwarm(server);
        String ahead = rest.register("agent1") + "0";

        Response answer =
                EventStreamClient.refused(server, rest.swarm(), "at_least=" + ahead, "Accept", "text/event-stream");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"reason\":\"behind\"");
        assertThat(hub.streams()).isZero();
    }

    @Test
    void clientOfCloudEventsIsSentAwayInItsEnvelope() {
        Rest rest = Rest.inNewSwarm(server);
        takeAllPlaces();

        Response answer =
                EventStreamClient.refused(server, rest.swarm(), "format=cloudevents", "Accept", "text/event-stream");

        assertThat(answer.body())
                .contains("event: reconnect\n")
                .contains("\"type\":\"io.swarmbot.reconnect\"")
                .contains("\"data\":{\"type\":\"reconnect\",\"reason\":\"swarm_busy\",\"retry_after_ms\":");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/swarms/nobody/events,              404",
        "/api/v1/swarms/default/events?after=x,     400",
        "/api/v1/swarms/default/events?what=else,   400",
        "/api/v1/swarms/not%20a%20name/events,      400",
    })
    void permanentRefusalIsAProblemEvenIfTheServiceIsFull(String target, int status) {
        if (status == 400) {
            takeAllPlaces();
        }
        Response answer = io.swarmbot.testing.RawConnection.ask(server, "GET", target, "Accept", "text/event-stream");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("X-Accel-Buffering")).isEmpty();
    }

    @Test
    void browserComesBackByItselfAndMissesNothing() {
        Rest rest = Rest.inNewSwarm(server);
        takeAllPlaces();
        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            tab.evaluate(OPEN, rest.path() + "/events");
            await().until(() -> tab.evaluate("seen.some((each) => each.type === 'reconnect')")
                    .equals(true));
            assertThat(tab.evaluate("states.every((state) => state === EventSource.CONNECTING)"))
                    .as("it has not given up")
                    .isEqualTo(true);

            freePlaces();

            await().until(() -> tab.evaluate("seen.some((each) => each.type === 'connected')")
                    .equals(true));
            String end = rest.register("agent1");
            await().until(() -> tab.evaluate("seen.some((each) => each.id === '" + end + "')")
                    .equals(true));
        }
    }

    /** The browser's last event id moves with a heartbeat, and its handlers of other events hear nothing of it. */
    @Test
    void heartbeatMovesTheBrowserAndDisturbsNoHandler() {
        Rest rest = Rest.inNewSwarm(server);
        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            tab.evaluate(OPEN, rest.path() + "/events?types=alert");
            await().until(() -> tab.evaluate("seen.some((each) => each.type === 'connected')")
                    .equals(true));
            String hidden = rest.register("agent1");

            await().until(() -> tab.evaluate(
                            "seen.some((each) => each.type === 'heartbeat' && each.id === '" + hidden + "')")
                    .equals(true));
            assertThat(tab.evaluate("JSON.parse(seen.at(-1).data).type")).isEqualTo("heartbeat");
            assertThat(tab.evaluate("seen.some((each) => each.type === 'message')"))
                    .isEqualTo(false);
        }
    }

    @Test
    void swarmClientThatIsSentAwayComesBackOverEventStreams() {
        Rest rest = Rest.inNewSwarm(server);
        String first = rest.register("agent1");
        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            takeAllPlaces();
            tab.evaluate("""
                    async (swarm) => {
                      const { SwarmClient } = await import('/swarmbot-client.js');
                      class NoWebSocket { constructor() { throw new Error('blocked on the way'); } }
                      window.reasons = [];
                      window.client = new SwarmClient({
                        swarm,
                        WebSocket: NoWebSocket,
                        timing: { backoffBase: 20 },
                        onStatus: ({ reason }) => reason && reasons.push(reason),
                      });
                      client.start();
                    }
                    """, rest.swarm());
            await().until(() -> tab.evaluate("reasons.includes('sent away')").equals(true));

            freePlaces();

            await().until(() ->
                    tab.evaluate("client.cursor === '" + first + "'").equals(true));
            tab.evaluate("client.stop()");
        }
    }
}
