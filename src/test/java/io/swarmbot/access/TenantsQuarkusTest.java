package io.swarmbot.access;

import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithTenants;
import io.swarmbot.testing.WithTokens;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two tenants in one service: nothing of one reaches the other. */
@QuarkusTest
@TestProfile(WithTenants.class)
@Tag("stress-only")
class TenantsQuarkusTest {

    private static final int REQUESTS = Scale.of(300, 3_000);
    private static final String ACME = "acme";
    private static final String BOLT = "bolt";
    /** May view all swarms, and steer one. */
    private static final String GUARD = "guard";

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmStore store;

    @BeforeEach
    void makeSwarms() {
        for (String tenant : List.of(ACME, BOLT)) {
            for (int n = 0; n < 2; n++) {
                assertThat(ask(tenant, "PUT", "/api/v1/swarms/" + tenant + "-" + n, null)
                                .status())
                        .isIn(200, 201);
            }
        }
    }

    private Response ask(String tenant, String method, String target, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(as(tenant)));
        all.addAll(List.of(headers));
        all.addAll(List.of("Content-Length", Integer.toString(body == null ? 0 : body.length())));
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request(method, target, all.toArray(String[]::new));
            return (body == null ? connection : connection.send(body)).receive();
        }
    }

    private String cursor(String tenant) {
        return ask(tenant, "GET", "/api/v1/swarms/" + tenant + "-0", null).header("SwarmBot-Cursor");
    }

    @Test
    void inboxShowsOnlyWhatTheCallerMaySteer() {
        for (String swarm : List.of("acme-0", "acme-1", "bolt-0")) {
            askAPerson(swarm, "asked-" + swarm);
        }

        assertThat(asked(ACME)).containsExactly("asked-acme-0", "asked-acme-1");
        assertThat(asked(BOLT)).containsExactly("asked-bolt-0");
        assertThat(asked(GUARD)).containsExactly("asked-acme-0");
        assertThat(asked("root")).containsExactly("asked-acme-0", "asked-acme-1", "asked-bolt-0");
    }

    private void askAPerson(String swarm, String name) {
        String agent = "/api/v1/swarms/" + swarm + "/agents/asking";
        String tasks = "/api/v1/swarms/" + swarm + "/tasks";
        String task = tasks + "/" + name;
        String held = "{\"agent_id\":\"asking\",\"attempt\":1";
        ask("root", "PUT", agent, "{\"capabilities\":[\"asking\"]}");
        ask("root", "POST", tasks, "{\"type\":\"work\",\"requirements\":[\"asking\"],\"id\":\"" + name + "\"}");
        ask("root", "POST", task + "/reassign", "{\"agent_id\":\"asking\"}");
        ask("root", "POST", task + "/start", held + "}");
        assertThat(ask("root", "POST", task + "/request-input", held + ",\"question\":\"by " + swarm + "\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void streamOfTheInboxShowsOnlyWhatTheCallerMaySteer() {
        Response made = ask("root", "POST", "/api/v1/tickets", "{\"swarm\":\"acme-1\"}");
        String ticket = "ticket=" + made.json().path("ticket").asText();
        try (EventStreamClient acme = EventStreamClient.openInbox(server, "", as(ACME));
                EventStreamClient bolt = EventStreamClient.openInbox(server, "", as(BOLT));
                EventStreamClient guard = EventStreamClient.openInbox(server, "", as(GUARD));
                EventStreamClient ofTicket = EventStreamClient.openInbox(server, ticket)) {
            List<EventStreamClient> all = List.of(acme, bolt, guard, ofTicket);
            for (String swarm : List.of("acme-0", "acme-1", "bolt-0")) {
                askAPerson(swarm, "now-" + swarm);
            }
            // Each of them sees the entry that came last of its own; what it may not see came before that.
            for (String swarm : List.of("acme-0", "acme-1", "bolt-0")) {
                askAPerson(swarm, "last-" + swarm);
            }

            awaitAdded(acme, "last-acme-1");
            awaitAdded(bolt, "last-bolt-0");
            awaitAdded(guard, "last-acme-0");
            awaitAdded(ofTicket, "last-acme-1");
            assertThat(all.stream().map(TenantsQuarkusTest::swarmsIn))
                    .containsExactly(Set.of("acme-0", "acme-1"), Set.of("bolt-0"), Set.of("acme-0"), Set.of("acme-1"));

            ask("root", "POST", "/api/v1/swarms/acme-0/tasks/last-acme-0/cancel", null);
            assertThat(guard.await("removed").at("/entry/task_id").asText()).isEqualTo("last-acme-0");
            acme.await("removed");
            assertThat(bolt.types()).doesNotContain("removed");
        }
        Problems.assertProblem(EventStreamClient.refusedInbox(server, ticket), 401, "unauthenticated");
    }

    private static void awaitAdded(EventStreamClient client, String task) {
        client.await(
                "added " + task,
                message -> StreamClient.typeOf(message).equals("added")
                        && message.at("/entry/task_id").asText().equals(task));
    }

    /** The swarms whose entries the stream showed. */
    private static Set<String> swarmsIn(EventStreamClient client) {
        Set<String> swarms = new TreeSet<>();
        client.messages().forEach(message -> message.findValuesAsText("swarm").forEach(swarms::add));
        return swarms;
    }

    @Test
    void streamOfTheInboxEndsWithTheLogin() {
        Response made = ask(
                ACME,
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"helper\",\"grants\":[{\"swarm\":\"acme-0\",\"role\":\"operator\"}]}");
        String[] login = WithTokens.header(made.json().path("token").asText());
        try (EventStreamClient stream = EventStreamClient.openInbox(server, "", login)) {
            ask(ACME, "DELETE", "/api/v1/tokens/" + made.json().path("id").asText(), null);

            assertThat(stream.await("ended").path("reason").asText()).isEqualTo("revoked");
            stream.awaitEnd();
        }
    }

    /** The tasks with a question that the inbox shows to that caller. */
    private List<String> asked(String caller) {
        List<String> tasks = new ArrayList<>();
        String page = "";
        while (page != null) {
            JsonNode inbox = ask(caller, "GET", "/api/v1/inbox" + page, null).json();
            inbox.path("entries")
                    .forEach(entry -> tasks.add(entry.path("task_id").asText()));
            page = inbox.path("next").isNull()
                    ? null
                    : "?page=" + inbox.path("next").asText();
        }
        return tasks.stream().filter(task -> task.startsWith("asked-")).toList();
    }

    /** Both use the same ids and keys, and everything that they say of themselves has their name in it. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void nothingOfOneTenantReachesTheOther(long seed) {
        Random random = Seeds.random("nothingOfOneTenantReachesTheOther", seed);
        Map<String, String> epochs = Map.of(
                ACME, cursor(ACME).replaceAll("-.*", ""),
                BOLT, cursor(BOLT).replaceAll("-.*", ""));
        List<CompletableFuture<List<String>>> both = Stream.of(ACME, BOLT)
                .map(tenant -> {
                    Random own = new Random(random.nextLong());
                    return CompletableFuture.supplyAsync(
                            () -> work(tenant, own), task -> new Thread(task, tenant).start());
                })
                .toList();

        List<String> ofAcme = both.get(0).join();
        List<String> ofBolt = both.get(1).join();

        assertThat(ofAcme).hasSizeGreaterThan(REQUESTS).noneMatch(text -> isOf(text, BOLT, epochs));
        assertThat(ofBolt).hasSizeGreaterThan(REQUESTS).noneMatch(text -> isOf(text, ACME, epochs));
        assertThat(ofAcme).anyMatch(text -> text.contains(epochs.get(ACME)));
    }

    private static boolean isOf(String text, String tenant, Map<String, String> epochs) {
        return text.contains(tenant) || text.contains(epochs.get(tenant));
    }

    /** Everything that the tenant receives over any door. */
    private List<String> work(String tenant, Random random) {
        List<String> received = new ArrayList<>();
        String swarm = tenant + "-0";
        try (WebSocketClient socket = WebSocketClient.openWith(server, swarm, "snapshot=true", as(tenant));
                EventStreamClient stream = EventStreamClient.open(server, swarm, "", as(tenant))) {
            for (int n = 0; n < REQUESTS; n++) {
                received.add(any(tenant, random).toString());
            }
            Response last =
                    ask(tenant, "PUT", "/api/v1/swarms/" + swarm + "/agents/last", "{\"name\":\"" + tenant + " end\"}");
            String cursor = last.header("SwarmBot-Cursor");
            socket.awaitCursor(cursor);
            stream.awaitCursor(cursor);
            socket.messages().forEach(message -> received.add(message.toString()));
            stream.messages().forEach(message -> received.add(message.toString()));
        }
        return received;
    }

    private Response any(String tenant, Random random) {
        String swarm = "/api/v1/swarms/" + tenant + "-" + random.nextInt(2);
        String agent = swarm + "/agents/agent" + random.nextInt(4);
        String task = swarm + "/tasks/task" + random.nextInt(20);
        String text = tenant + " says " + random.nextInt(1_000);
        return switch (random.nextInt(19)) {
            case 0 -> ask(tenant, "GET", "/api/v1/swarms", null);
            case 1 -> ask(tenant, "GET", "/api/v1/whoami", null);
            case 2 -> ask(tenant, "GET", "/q/metrics", null);
            case 3 -> ask(tenant, "GET", swarm, null);
            case 4 ->
                ask(tenant, "GET", swarm + "/events?after=" + cursor(tenant).replaceAll("-.*", "-0"), null);
            case 5 -> ask(tenant, "GET", swarm + "/tasks?limit=3", null);
            case 6 -> ask(tenant, "GET", swarm + "/agents", null);
            case 7 -> ask(tenant, "GET", swarm + "/metrics", null);
            case 8, 9 -> ask(tenant, "PUT", agent, "{\"name\":\"" + text + "\",\"capabilities\":[\"" + tenant + "\"]}");
            case 10 ->
                ask(
                        tenant,
                        "PUT",
                        agent + "/status",
                        "{\"status\":\"busy\",\"details\":{\"of\":\"" + text + "\"}}",
                        "Idempotency-Key",
                        "key" + random.nextInt(5));
            case 11, 12 ->
                ask(
                        tenant,
                        "POST",
                        swarm + "/tasks",
                        "{\"id\":\"task" + random.nextInt(20) + "\",\"type\":\"" + tenant + "\",\"description\":\""
                                + text + "\"}");
            case 13, 14 -> ask(tenant, "POST", agent + "/claim", null);
            case 15 ->
                ask(
                        tenant,
                        "POST",
                        task + "/complete",
                        "{\"agent_id\":\"agent1\",\"result\":\"" + text + "\"}",
                        "Idempotency-Key",
                        "key" + random.nextInt(5));
            case 16 -> ask(tenant, "GET", task + "?view=a2a", null);
            case 17 ->
                ask(
                        tenant,
                        "POST",
                        swarm + "/commands",
                        "[{\"type\":\"append_log\",\"agent_id\":\"agent1\",\"lines\":[{\"message\":\"" + text + "\"}]},"
                                + "{\"type\":\"heartbeat\",\"agent_id\":\"nobody\"}]");
            default -> ask(tenant, "POST", swarm + "/tasks", "{\"type\":1}");
        };
    }

    /** The names are of one length, so that the answers can be compared byte for byte. */
    @Test
    void swarmOfAnotherTenantLooksLikeOneThatDoesNotExistOnEveryDoor() {
        List<String[]> heads = List.of(
                new String[0],
                new String[] {"Accept", "text/event-stream"},
                new String[] {"If-None-Match", "*"},
                new String[] {"Idempotency-Key", "key1", "Content-Type", "application/json"},
                new String[] {"Last-Event-ID", cursor(ACME)},
                new String[] {
                    "Connection",
                    "Upgrade",
                    "Upgrade",
                    "websocket",
                    "Sec-WebSocket-Version",
                    "13",
                    "Sec-WebSocket-Key",
                    "x"
                });
        for (ValidRequests.Request request : ValidRequests.of("acme-0")) {
            if (!request.target().contains("acme-0")) {
                continue;
            }
            for (String[] head : heads) {
                for (String query : List.of("", "?at_least=" + cursor(ACME), "?x=1")) {
                    String target = request.target() + query;
                    Response there = ask(BOLT, request.method(), target, request.body(), head);
                    Response nowhere =
                            ask(BOLT, request.method(), target.replace("acme-0", "none-0"), request.body(), head);

                    Problems.assertProblem(there, 404, "unknown_swarm");
                    assertThat(there.toString().replace("acme-0", "none-0")).isEqualTo(nowhere.toString());
                }
            }
        }
    }

    /** {@code ArchitectureTest} says that the checks cannot ask the swarms in memory. */
    @Test
    void storeIsNotAskedAboutASwarmThatTheCallerMayNotView() {
        SwarmStore stored = ClientProxy.unwrap(store);
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        SwarmStore watched = (SwarmStore) Proxy.newProxyInstance(
                SwarmStore.class.getClassLoader(), new Class<?>[] {SwarmStore.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String swarm) {
                        asked.add(swarm);
                    }
                    return method.invoke(stored, arguments);
                });
        QuarkusMock.installMockForType(watched, SwarmStore.class);

        for (String swarm : List.of("acme-0", "none-0")) {
            for (ValidRequests.Request request : ValidRequests.of(swarm)) {
                ask(BOLT, request.method(), request.target(), request.body());
                if (request.target().contains(swarm)) {
                    ask(BOLT, request.method(), request.target(), request.body(), "Accept", "text/event-stream");
                }
            }
        }
        assertThat(asked).doesNotContain("acme-0", "none-0");

        // Who may view it has the store asked.
        ask(ACME, "GET", "/api/v1/swarms/acme-none", null);
        assertThat(asked).contains("acme-none");
    }

    @Test
    void cursorOfAnotherTenantIsNoneOfOnesOwnLog() {
        String own = "/api/v1/swarms/bolt-0";
        ask(ACME, "PUT", "/api/v1/swarms/acme-0/agents/agent1", "{\"name\":\"acme\"}");
        String foreign = cursor(ACME);
        String madeUp = new StringBuilder(foreign.replaceAll("-.*", "")).reverse() + foreign.replaceAll(".*-", "-");

        for (String target : List.of(own + "/events?after=", own + "?at_least=", own + "/tasks?at_least=")) {
            Response toForeign = ask(BOLT, "GET", target + foreign, null);
            Response toMadeUp = ask(BOLT, "GET", target + madeUp, null);

            assertThat(toForeign.toString().replace(foreign, madeUp)).isEqualTo(toMadeUp.toString());
            assertThat(toForeign.body()).doesNotContain("agent1");
        }
        assertThat(ask(BOLT, "GET", own, null, "If-None-Match", '"' + foreign + '"')
                        .status())
                .isEqualTo(200);
        try (WebSocketClient socket = WebSocketClient.openWith(server, "bolt-0", "after=" + foreign, as(BOLT))) {
            socket.await("reset");
            assertThat(socket.messages())
                    .allSatisfy(message -> assertThat(message.toString()).doesNotContain(ACME));
            assertThat(StreamClient.cursorOf(socket.await("reset"))).isEqualTo(cursor(BOLT));
        }
    }
}
