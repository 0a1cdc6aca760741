package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.command.Scene;
import io.swarmbot.store.Append;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.Task;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import io.swarmbot.wire.JsonCodec;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JavaScript client of the dashboard, if not every transport works all the time. */
@QuarkusTest
class SwarmClientQuarkusTest {

    /** A second client beside the page's own. For it, WebSocket works only from a given moment on. */
    private static final String START = """
            async (swarm) => {
              const { SwarmClient } = await import('/swarmbot-client.js');
              class Flaky {
                constructor(url, protocols) {
                  if (!window.isWebSocketUp) throw new Error('blocked on the way');
                  return new WebSocket(url, protocols);
                }
              }
              window.seen = [];
              window.transports = [];
              window.client = new SwarmClient({
                swarm,
                WebSocket: Flaky,
                timing: { stepUpFirst: 50, stepUpMax: 50, backoffBase: 20 },
                onEvent: (event) => seen.push(event.cursor),
                onStatus: ({ transport }) => transport && transports.at(-1) !== transport && transports.push(transport),
              });
              client.start();
            }
            """;

    /** A client with these options that remembers what it is told. */
    private static final String FOLLOW = """
            async (options) => {
              const { SwarmClient } = await import('/swarmbot-client.js');
              window.seen = [];
              window.resets = [];
              window.parts = [];
              window.client = new SwarmClient({
                ...JSON.parse(options),
                timing: { backoffBase: 20 },
                onEvent: ({ type, cursor }) => seen.push(`${type} ${cursor}`),
                onReset: ({ reason, cursor }) => resets.push(`${reason} ${cursor}`),
                onPart: (state) => parts.push(state === client.partialState && !state.complete && state.tasks.size),
              });
              client.start();
            }
            """;

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmStore store;

    @Test
    void clientStepsDownAndUpBetweenTransportsWithoutAGapOrARepeat() {
        Rest rest = Rest.inNewSwarm(server);
        String first = rest.register("agent1");
        try (Tab tab = Browser.open(server, rest.swarm())) {
            tab.evaluate(START, rest.swarm());
            awaitTrue(tab, "client.status.transport === 'sse' && client.cursor === '" + first + "'");
            for (int n = 0; n < 50; n++) {
                rest.status("agent1", "busy", n);
            }

            tab.evaluate("window.isWebSocketUp = true");
            for (int n = 50; n < 100; n++) {
                rest.status("agent1", "busy", n);
            }

            awaitTrue(tab, "client.status.transport === 'websocket'");
            String end = rest.status("agent1", "idle");
            awaitTrue(tab, "client.cursor === '" + end + "'");
            assertThat(tab.evaluate("transports.join()")).isEqualTo("sse,websocket");
            assertThat(tab.evaluate("seen.length")).isEqualTo(101);
            assertThat(tab.evaluate("new Set(seen).size")).isEqualTo(101);
            assertThat(tab.evaluate("client.stats.gaps + client.stats.resets")).isEqualTo(0);
            assertThat(tab.evaluate("JSON.stringify(client.state.toSnapshot())"))
                    .isEqualTo(rest.snapshotText());
            tab.evaluate("client.stop()");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"transports\":[\"websocket\"]",
                "\"transports\":[\"sse\"]",
                "\"transports\":[\"poll\"]",
                "\"transports\":[\"websocket\"],\"maxRate\":20",
                "\"transports\":[\"poll\"],\"maxRate\":20"
            })
    void clientTakesANewSnapshotAfterAnEventThatCannotBeRead(String options) {
        Rest rest = Rest.inNewSwarm(server);
        String first = rest.register("agent1");
        try (Tab tab = Browser.open(server, rest.swarm())) {
            follow(tab, rest, options);
            awaitTrue(tab, "client.status.state === 'live' && client.cursor === '" + first + "'");
            awaitTrue(tab, "swarmbot.status.state === 'live' && swarmbot.cursor === '" + first + "'");

            String unreadable = appendUnreadable(rest);

            awaitTrue(tab, "client.stats.snapshots === 2");
            assertThat(tab.evaluate("seen.join()")).isEqualTo("unreadable " + unreadable);
            assertThat(tab.evaluate("resets.join()")).isEqualTo("unreadable " + unreadable);
            String end = rest.register("agent2");
            awaitTrue(tab, "client.cursor === '" + end + "' && client.status.state === 'live'");
            assertThat(tab.evaluate("client.state.tasks.has('t7')")).isEqualTo(true);
            assertThat(tab.evaluate("JSON.stringify(client.state.toSnapshot())"))
                    .isEqualTo(rest.snapshotText());
            assertThat(tab.evaluate("client.stats.gaps + client.stats.repeats")).isEqualTo(0);
            assertThat(tab.evaluate("client.stats.resets")).isEqualTo(1);
            awaitTrue(tab, "swarmbot.cursor === '" + end + "' && swarmbot.state.tasks.has('t7')");
            awaitTrue(tab, "document.querySelector('#feed').textContent.includes('an event that cannot be read')");
            assertThat(tab.errors()).isEmpty();
            tab.evaluate("client.stop()");
        }
    }

    @Test
    void clientWithoutStateGoesOnAfterAnEventThatCannotBeRead() {
        Rest rest = Rest.inNewSwarm(server);
        String first = rest.register("agent1");
        try (Tab tab = Browser.open(server, rest.swarm())) {
            follow(tab, rest, "\"keepState\":false");
            awaitTrue(tab, "client.status.state === 'live' && client.cursor === '" + first + "'");

            String unreadable = appendUnreadable(rest);
            String end = rest.register("agent2");

            awaitTrue(tab, "client.cursor === '" + end + "'");
            assertThat(tab.evaluate("seen.join()")).isEqualTo("unreadable " + unreadable + ",agent_registered " + end);
            assertThat(tab.evaluate("client.stats.gaps + client.stats.resets")).isEqualTo(0);
            tab.evaluate("client.stop()");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "poll"})
    void tokenDoesNoHarmIfTheServiceKnowsNoLogins(String transport) {
        Rest rest = Rest.inNewSwarm(server);
        String first = rest.register("agent1");
        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            follow(tab, rest, "\"transports\":[\"" + transport + "\"],\"token\":\"any\"");

            awaitTrue(tab, "client.status.state === 'live' && client.cursor === '" + first + "'");
            tab.evaluate("client.stop()");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse"})
    void firstSnapshotIsToldPartByPartAndALaterOneIsNot(String transport) {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        ArrayNode tasks = JsonNodeFactory.instance.arrayNode();
        for (int n = 0; n < 1_000; n++) {
            tasks.addObject().put("type", "submit_task").put("task_id", "t" + n).put("task_type", "any");
        }
        assertThat(rest.send("POST", "/commands", tasks.toString()).statusCode())
                .isEqualTo(200);
        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            follow(tab, rest, "\"transports\":[\"" + transport + "\"]");
            awaitTrue(tab, "client.status.state === 'live' && client.state?.tasks.size === 1000");

            assertThat(tab.evaluate("parts.length > 1 && parts.every((size, n) => size > (parts[n - 1] ?? 0))"))
                    .isEqualTo(true);
            assertThat(tab.evaluate("client.partialState")).isNull();

            tab.evaluate("parts.length = 0");
            String unreadable = appendUnreadable(rest);
            awaitTrue(tab, "client.stats.snapshots === 2");
            assertThat(tab.evaluate("resets.join()")).isEqualTo("unreadable " + unreadable);
            assertThat(tab.evaluate("parts.length")).isEqualTo(0);
            tab.evaluate("client.stop()");
        }
    }

    private static void follow(Tab tab, Rest rest, String options) {
        tab.evaluate(FOLLOW, "{\"swarm\":\"" + rest.swarm() + "\"," + options + "}");
    }

    /** Appends a task as another program might, with an event of which nobody can read even the time. */
    private String appendUnreadable(Rest rest) {
        Task task = new Scene().given(Scene.submit("t7")).task("t7");
        LogDriver log = new LogDriver(store, rest.swarm());
        Cursor head = log.head();
        Cursor cursor = head.plus(1);
        LogEntry entry = new LogEntry(cursor, "task_submitted", null, "t7", "other", "{}".getBytes(UTF_8));
        log.append(new Append(LogDriver.newId(), head, List.of(entry), List.of(new JsonCodec().encode(task))));
        await().until(() -> rest.cursor().equals(cursor.toString()));
        return cursor.toString();
    }

    /** Polls, because the policy of the page forbids the way in which Playwright waits. */
    private static void awaitTrue(Tab tab, String expression) {
        await(expression).until(() -> tab.evaluate(expression).equals(true));
    }
}
