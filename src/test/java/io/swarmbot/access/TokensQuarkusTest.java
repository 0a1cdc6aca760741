package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.header;
import static io.swarmbot.testing.WithTokens.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenBook;
import io.swarmbot.push.Hub;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.CapturedLog;
import io.swarmbot.testing.DocumentedCalls;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithTokens;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are made, listed and revoked while the service runs, sessions of browsers, and tickets. */
@QuarkusTest
@TestProfile(WithTokens.class)
class TokensQuarkusTest {

    private static final String SWARM = "/api/v1/swarms/" + OWN;
    private static final String VIEWER = "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\"}]}";
    private static final Pattern COOKIE = Pattern.compile("(swarmbot_session=[^;]*)(.*)");

    @TestHTTPResource("/")
    URI server;

    @Inject
    TokenRegistry registry;

    @Inject
    TokenUses uses;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    SwarmStore store;

    @Inject
    Hub hub;

    @BeforeEach
    void makeSwarm() {
        await().until(registry::isKnown);
        ask("PUT", SWARM, as("root"));
    }

    private RawConnection.Response ask(String method, String target, String... headers) {
        return RawConnection.ask(server, method, target, headers);
    }

    private RawConnection.Response post(String target, String body, String... headers) {
        return RawConnection.post(server, target, body, headers);
    }

    private JsonNode make(String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        // The length of what is compressed tells about it, so a secret never is.
        all.addAll(List.of("Accept-Encoding", "gzip, identity;q=0"));
        RawConnection.Response answer = post("/api/v1/tokens", body, all.toArray(String[]::new));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Encoding")).isEmpty();
        return answer.json();
    }

    private String cookie(String token) {
        RawConnection.Response opened =
                ask("POST", "/api/v1/session", "Authorization", "Bearer " + token, "Content-Length", "0");
        assertThat(opened.status()).as(opened.body()).isEqualTo(201);
        Matcher cookie = COOKIE.matcher(opened.header("Set-Cookie"));
        assertThat(cookie.matches()).isTrue();
        return cookie.group(1);
    }

    private String ticket(String token, String swarm) {
        RawConnection.Response made = post("/api/v1/tickets", "{\"swarm\":\"" + swarm + "\"}", header(token));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().path("ticket").asText();
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("tokens").forEach(token -> ids.add(token.path("id").asText()));
        return ids;
    }

    private String origin() {
        return "http://" + server.getAuthority();
    }

    @Test
    void madeTokenWorksUntilItIsRevokedAndIsShownOnce() {
        JsonNode made = make(VIEWER, as("admin"));
        String token = made.path("token").asText();

        JsonNode who = ask("GET", "/api/v1/whoami", header(token)).json();
        assertThat(who.path("name").asText()).isEqualTo("ann");
        assertThat(who.path("token_id")).isEqualTo(made.path("id"));
        assertThat(ask("GET", SWARM, header(token)).status()).isEqualTo(200);
        RawConnection.Response list = ask("GET", "/api/v1/tokens", as("admin"));
        assertThat(list.header("Cache-Control")).isEqualTo("no-store");
        assertThat(list.body()).contains("\"id\":\"" + made.path("id").asText()).doesNotContain(token, "sha256");

        for (int times = 0; times < 2; times++) {
            assertThat(ask("DELETE", "/api/v1/tokens/" + made.path("id").asText(), as("admin"))
                            .status())
                    .isEqualTo(204);
        }

        Problems.assertProblem(ask("GET", SWARM, header(token)), 401, "unauthenticated");
    }

    @Test
    void eachRequestOfAConnectionHasItsOwnLogin() {
        JsonNode ann = make(VIEWER, as("admin"));
        JsonNode bob = make(VIEWER.replace("ann", "bob"), as("admin"));
        // A proxy sends the requests of many clients over one connection.
        try (RawConnection proxy = RawConnection.to(server)) {
            for (int times = 0; times < 2; times++) {
                assertThat(nameOf(proxy, ann)).isEqualTo("ann");
                assertThat(nameOf(proxy, ann)).isEqualTo("ann");
                assertThat(nameOf(proxy, bob)).isEqualTo("bob");
            }
            Problems.assertProblem(proxy.request("GET", "/api/v1/whoami").receive(), 401, "unauthenticated");
            assertThat(nameOf(proxy, bob)).isEqualTo("bob");
            Problems.assertProblem(
                    proxy.request("GET", "/api/v1/whoami?ticket=" + ticket(token(bob), OWN), header(token(bob)))
                            .receive(),
                    401,
                    "unauthenticated");

            ask("DELETE", "/api/v1/tokens/" + bob.path("id").asText(), as("admin"));

            Problems.assertProblem(
                    proxy.request("GET", "/api/v1/whoami", header(token(bob))).receive(), 401, "unauthenticated");
            assertThat(nameOf(proxy, ann)).isEqualTo("ann");
        }
    }

    private static String token(JsonNode made) {
        return made.path("token").asText();
    }

    private static String nameOf(RawConnection connection, JsonNode made) {
        return connection
                .request("GET", "/api/v1/whoami", header(token(made)))
                .receive()
                .json()
                .path("name")
                .asText();
    }

    private JsonNode lastUse(String id) {
        for (JsonNode token : ask("GET", "/api/v1/tokens", as("root")).json().path("tokens")) {
            if (token.path("id").asText().equals(id)) {
                assertThat(token.has("last_used_at")).isTrue();
                return token.path("last_used_at");
            }
        }
        throw new AssertionError("token " + id + " is not in the list");
    }

    private static String idOf(String token) {
        return token.substring(4, 12);
    }

    @Test
    void listSaysWhenATokenWasUsedLast() {
        Instant before = Instant.now().minusSeconds(1);
        String token = make(VIEWER, as("root")).path("token").asText();
        assertThat(lastUse(idOf(token)).isNull()).as("it was only made").isTrue();
        ask("GET", SWARM, header(token.substring(0, token.length() - 1) + (token.endsWith("A") ? "B" : "A")));
        assertThat(lastUse(idOf(token)).isNull()).as("the secret was wrong").isTrue();

        ask("GET", SWARM, header(token));

        assertThat(Instant.parse(lastUse(idOf(token)).asText())).isAfter(before);
        assertThat(Instant.parse(lastUse(idOf(tokens().get("root"))).asText()))
                .as("also of the file")
                .isAfter(before);
        uses.stop(new ShutdownEvent());
        await().until(() -> coordinator
                .uses(SwarmCoordinator.REGISTRY)
                .join()
                .keySet()
                .containsAll(List.of(idOf(token), "file:" + idOf(tokens().get("root")))));
    }

    @Test
    void useOfASessionIsAUseOfItsToken() {
        String parent = make(VIEWER, as("root")).path("token").asText();
        String cookie = cookie(parent);
        String session = idOf(cookie.substring(cookie.indexOf('=') + 1));
        String opened = lastUse(idOf(parent)).asText();
        assertThat(lastUse(session).isNull()).isTrue();

        await().until(() -> {
            ask("GET", "/api/v1/whoami", "Cookie", cookie);
            return !lastUse(idOf(parent)).asText().equals(opened);
        });

        assertThat(lastUse(session).isNull()).isFalse();
    }

    @Test
    void answersFitTheDocument() {
        DocumentedCalls calls = new DocumentedCalls(server, ApiDocuments.of(server));
        JsonNode made = calls.call(
                "make_token",
                "/api/v1/tokens",
                "{'name':'ann','expires_in':'1h','grants':[" + "{'swarm':'own','role':'agent','agents':['worker-*']}]}",
                201,
                as("root"));
        calls.call("list_tokens", "/api/v1/tokens", null, 200, as("root"));
        calls.call("revoke_token", "/api/v1/tokens/" + made.path("id").asText(), null, 204, as("root"));
        calls.call("make_ticket", "/api/v1/tickets", "{'swarm':'own'}", 201, as("viewer"));
        calls.call("open_session", "/api/v1/session", null, 201, as("viewer"));
        calls.call("close_session", "/api/v1/session", null, 204, as("viewer"));
        calls.call("whoami", "/api/v1/whoami", null, 200, as("viewer"));
    }

    /** A token of the file is known by its place in the list, and only there. */
    @Test
    void nobodySeesOrRevokesTokensThatGiveMoreThanTheyAdminister() {
        JsonNode own = make(VIEWER, as("root"));
        JsonNode other = make(
                "{\"name\":\"bob\",\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\"},"
                        + "{\"swarm\":\"hidden\",\"role\":\"viewer\"}]}",
                as("root"));
        JsonNode shown = ask("GET", "/api/v1/tokens", as("admin")).json();

        assertThat(ids(shown))
                .contains(own.path("id").asText(), tokens().get("viewer").substring(4, 12));
        assertThat(ids(shown))
                .doesNotContain(other.path("id").asText(), tokens().get("root").substring(4, 12));
        RawConnection.Response hidden =
                ask("DELETE", "/api/v1/tokens/" + other.path("id").asText(), as("admin"));
        Problems.assertProblem(hidden, 404, "unknown_token");
        assertThat(ask("DELETE", "/api/v1/tokens/aaaaaaaa", as("admin")).body()).isEqualTo(hidden.body());
        Problems.assertProblem(ask("GET", "/api/v1/tokens", as("operator")), 403, "forbidden");
        Problems.assertProblem(
                ask("DELETE", "/api/v1/tokens/" + own.path("id").asText(), as("viewer")), 404, "unknown_token");
        Problems.assertProblem(
                ask("DELETE", "/api/v1/tokens/" + tokens().get("viewer").substring(4, 12), as("root")),
                404,
                "unknown_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"swarm\":\"*\",\"role\":\"viewer\"}]",
                "[{\"swarm\":\"own*\",\"role\":\"viewer\"}]",
                "[{\"swarm\":\"own\",\"role\":\"viewer\"},{\"swarm\":\"hidden\",\"role\":\"monitor\"}]",
                "[{\"swarm\":\"own\",\"role\":\"operator\",\"may_act_for\":[\"*\"]}]"
            })
    void nobodyGivesMoreThanTheyHave(String grants) {
        RawConnection.Response refused =
                post("/api/v1/tokens", "{\"name\":\"ann\",\"grants\":" + grants + "}", as("admin"));

        Problems.assertProblem(refused, 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\"}]}",
                "{\"name\":\"ann\"}",
                "{\"name\":\"ann\",\"grants\":[]}",
                "{\"name\":\"system\",\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\"}]}",
                "{\"name\":\" ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\"}]}",
                "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"o*n\",\"role\":\"viewer\"}]}",
                "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"boss\"}]}",
                "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"agent\"}]}",
                "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\",\"x\":1}]}",
                "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\"}],\"expires_in\":\"0s\"}",
                "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"viewer\"}],\"id\":\"abcdefgh\"}"
            })
    void wishThatIsWrongMakesNothing(String body) {
        TokenBook before = registry.tokens();

        RawConnection.Response refused = post("/api/v1/tokens", body, as("root"));

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(registry.tokens()).isSameAs(before);
    }

    @Test
    void sessionComesInACookieThatNoScriptReadsAndEndsWithItsToken() {
        JsonNode made = make(VIEWER, as("admin"));
        String token = made.path("token").asText();
        RawConnection.Response opened =
                ask("POST", "/api/v1/session", "Authorization", "Bearer " + token, "Content-Length", "0");
        Matcher cookie = COOKIE.matcher(opened.header("Set-Cookie"));
        assertThat(cookie.matches()).isTrue();
        assertThat(cookie.group(2)).isEqualTo("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
        assertThat(opened.body()).doesNotContain(cookie.group(1).substring(17));
        assertThat(ask("GET", SWARM, "Cookie", cookie.group(1)).status()).isEqualTo(200);
        // The secret of the session is no token, and the other way round.
        Problems.assertProblem(ask("GET", SWARM, header(cookie.group(1).substring(17))), 401, "unauthenticated");
        Problems.assertProblem(ask("GET", SWARM, "Cookie", "swarmbot_session=" + token), 401, "unauthenticated");

        ask("DELETE", "/api/v1/tokens/" + made.path("id").asText(), as("admin"));

        Problems.assertProblem(ask("GET", SWARM, "Cookie", cookie.group(1)), 401, "unauthenticated");
    }

    @Test
    void loggedOutSessionIsOver() {
        String cookie = cookie(tokens().get("viewer"));

        RawConnection.Response out = ask("DELETE", "/api/v1/session", "Cookie", cookie, "Origin", origin());

        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).startsWith("swarmbot_session=;").contains("Max-Age=0");
        Problems.assertProblem(ask("GET", SWARM, "Cookie", cookie), 401, "unauthenticated");
        assertThat(ask("GET", SWARM, as("viewer")).status()).isEqualTo(200);
    }

    /** Otherwise the page of somebody else could let the browser do things. */
    @Test
    void changeByCookieIsOnlyTakenFromOwnPages() {
        String cookie = cookie(tokens().get("submitter"));
        String task = "{\"type\":\"x\"}";
        String[][] foreign = {
            {},
            {"Origin", "null"},
            {"Sec-Fetch-Site", "same-site"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Origin", "http://evil.example"},
            {"Origin", "https://" + server.getAuthority()}
        };
        for (String[] headers : foreign) {
            List<String> all = new ArrayList<>(List.of("Cookie", cookie));
            all.addAll(List.of(headers));
            Problems.assertProblem(post(SWARM + "/tasks", task, all.toArray(String[]::new)), 403, "forbidden_origin");
        }

        assertThat(post(SWARM + "/tasks", task, "Cookie", cookie, "Origin", origin())
                        .status())
                .isEqualTo(201);
        assertThat(post(SWARM + "/tasks", task, "Cookie", cookie, "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(201);
        RawConnection.Response upgrade = ask(
                "GET",
                SWARM + "/live",
                "Cookie",
                cookie,
                "Upgrade",
                "websocket",
                "Connection",
                "Upgrade",
                "Sec-WebSocket-Version",
                "13",
                "Sec-WebSocket-Key",
                "AAAAAAAAAAAAAAAAAAAAAA==");
        Problems.assertProblem(upgrade, 403, "forbidden_origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"swarm.example", "10.0.0.1:8080", "localhost.example"})
    void sessionOverPlainHttpIsRefusedWithTheReason(String host) {
        RawConnection.Response refused;
        try (RawConnection connection = RawConnection.to(server)) {
            refused = connection
                    .send("POST /api/v1/session HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\nAuthorization: "
                            + as("viewer")[1] + "\r\n\r\n")
                    .receive();
        }

        Problems.assertProblem(refused, 403, "forbidden");
        assertThat(refused.body()).contains("https");
    }

    @Test
    void ticketOpensOneStreamOfItsSwarm() {
        String ticket = ticket(tokens().get("viewer"), OWN);
        // Nothing but a stream takes it, and that does not use it up.
        Problems.assertProblem(ask("GET", SWARM + "?ticket=" + ticket), 401, "unauthenticated");
        EventStreamClient.open(server, OWN, "ticket=" + ticket).close();

        Problems.assertProblem(ask("GET", SWARM + "/events?ticket=" + ticket), 401, "unauthenticated");
        WebSocketClient.openWith(server, OWN, "ticket=" + ticket(tokens().get("viewer"), OWN))
                .close();
        RawConnection.Response poll =
                ask("GET", SWARM + "/events?wait=0s&ticket=" + ticket(tokens().get("viewer"), OWN));
        assertThat(poll.status()).as(poll.body()).isEqualTo(200);
        String other = ticket(tokens().get("root"), "hidden");
        Problems.assertProblem(ask("GET", SWARM + "/events?ticket=" + other), 404, "unknown_swarm");
        Problems.assertProblem(post("/api/v1/tickets", "{\"swarm\":\"hidden\"}", as("viewer")), 404, "unknown_swarm");
    }

    @Test
    void renewedStreamOutlastsItsFirstToken() {
        JsonNode first = make(VIEWER, as("admin"));
        String second = make(VIEWER.replace("viewer", "submitter"), as("admin"))
                .path("token")
                .asText();
        try (WebSocketClient client = WebSocketClient.openWith(
                server, OWN, "", header(first.path("token").asText()))) {
            String task = "{\"id\":\"t\",\"type\":\"submit_task\",\"task_type\":\"x\"}";
            assertThat(client.ask(task).path("code").asText()).isEqualTo("forbidden");
            // Of another principal, of nobody, and one that is no token.
            for (String bad : List.of(tokens().get("submitter"), "sbt_aaaaaaaa_" + "A".repeat(42), "")) {
                JsonNode refused =
                        client.ask("{\"id\":\"b" + bad.length() + "\",\"type\":\"renew\",\"token\":\"" + bad + "\"}");
                assertThat(refused.path("code").asText()).isIn("forbidden", "unauthenticated");
            }

            client.send("{\"id\":\"r\",\"type\":\"renew\",\"token\":\"" + second + "\"}");
            assertThat(client.await("renewed").toString()).isEqualTo("{\"type\":\"renewed\",\"id\":\"r\"}");
            ask("DELETE", "/api/v1/tokens/" + first.path("id").asText(), as("admin"));

            assertThat(client.ask(task.replace("\"t\"", "\"t2\"")).path("type").asText())
                    .isEqualTo("ack");
            // Longer than it takes to end the stream of a revoked token: the streams of that one have ended by then.
            try (EventStreamClient other = EventStreamClient.open(server, OWN, "", header(second))) {
                ask("DELETE", "/api/v1/tokens/" + second.substring(4, 12), as("admin"));
                other.await("ended");
                client.await("ended");
            }
        }
    }

    @Test
    void claimWaitsNoLongerThanItsCallerMayWork() {
        // A swarm without the tasks of other tests, which the claim would take.
        String swarm = "renewing";
        String path = "/api/v1/swarms/" + swarm;
        String principal = "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"" + swarm + "\",\"role\":\"%s\"%s}]}";
        String worker = principal.formatted("agent", ",\"agents\":[\"worker-*\"]");
        String viewer = principal.formatted("viewer", "");
        ask("PUT", path, as("root"));
        try (WebSocketClient client =
                WebSocketClient.openWith(server, swarm, "", header(token(make(worker, as("root")))))) {
            client.ask("{\"id\":\"j\",\"type\":\"register_agent\",\"agent_id\":\"worker-w\"}");
            client.send("{\"id\":\"c\",\"type\":\"claim\",\"agent_id\":\"worker-w\",\"wait\":\"30s\"}");

            // The right to work as this agent: the claim goes on.
            client.send("{\"id\":\"r\",\"type\":\"renew\",\"token\":\"" + token(make(worker, as("root"))) + "\"}");
            client.await("renewed");
            String task = "{\"id\":\"%s\",\"type\":\"x\"}";
            assertThat(post(path + "/tasks", task.formatted("r1"), as("root")).status())
                    .isEqualTo(201);
            JsonNode given = client.answer("c");
            assertThat(given.toString()).contains("\"r1\"");
            client.ask("{\"id\":\"f\",\"type\":\"complete_task\",\"agent_id\":\"worker-w\",\"task_id\":\"r1\"}");

            client.send("{\"id\":\"d\",\"type\":\"claim\",\"agent_id\":\"worker-w\",\"wait\":\"30s\"}");
            client.send("{\"id\":\"s\",\"type\":\"renew\",\"token\":\"" + token(make(viewer, as("root"))) + "\"}");

            client.await(
                    "the second renewal", message -> message.path("id").asText().equals("s"));
            assertThat(post(path + "/tasks", task.formatted("r2"), as("root")).status())
                    .isEqualTo(201);
            assertThat(client.answer("d").path("result").isNull()).isTrue();
            assertThat(ask("GET", path + "/tasks/r2", as("root"))
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("pending");
            assertThat(client.ask("{\"id\":\"e\",\"type\":\"claim\",\"agent_id\":\"worker-w\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("forbidden");
        }
    }

    /** A ticket gives no more than its swarm, and lasts no longer than its login. */
    @Test
    void streamOfATicketEndsWithTheLoginFromWhichItCame() {
        JsonNode made = make(VIEWER, as("admin"));
        String token = made.path("token").asText();
        try (EventStreamClient stream = EventStreamClient.open(server, OWN, "ticket=" + ticket(token, OWN))) {
            ask("DELETE", "/api/v1/tokens/" + made.path("id").asText(), as("admin"));

            assertThat(stream.await("ended").path("reason").asText()).isEqualTo("revoked");
        }
    }

    @Test
    void credentialIsSentOnceAndInItsPlace() {
        String token = tokens().get("viewer");
        String cookie = cookie(token);
        Problems.assertProblem(ask("GET", SWARM + "?x=" + token, as("viewer")), 401, "unauthenticated");
        Problems.assertProblem(ask("GET", SWARM + "/events?ticket=" + token), 401, "unauthenticated");
        Problems.assertProblem(
                ask("GET", SWARM + "/events?ticket=" + ticket(token, OWN), as("viewer")), 401, "unauthenticated");
        Problems.assertProblem(ask("GET", SWARM, "Cookie", cookie + "; swarmbot_session=x"), 401, "unauthenticated");
        // A browser sends the cookie by itself, so it does not disturb the others.
        assertThat(ask("GET", SWARM, "Cookie", "swarmbot_session=x", "Authorization", as("viewer")[1])
                        .status())
                .isEqualTo(200);
    }

    /** What fails while the query is read would be logged whole, with the ticket. */
    @Test
    void queryThatCannotBeReadIsRefusedOnEveryPath() {
        String ticket = ticket(tokens().get("viewer"), OWN);
        for (String target : List.of("/q/x", "/q/health/live", SWARM + "/events")) {
            RawConnection.Response refused = ask("GET", target + "?ticket=" + ticket + "&a=%25%", as("viewer"));
            assertThat(refused.status()).as(target + refused.body()).isIn(400, 200);
        }
        try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
            ask("GET", "/q/x?ticket=" + ticket + "&a=%zz");
            ask("GET", "/q/x?ticket=" + ticket + "&a=%C3%28%");
            assertThat(log.records()).isEmpty();
        }
    }

    /** The library answers such a handshake itself, and leaves the connection open. */
    @Test
    void handshakeThatFailsGivesItsPlaceBack() {
        int before = hub.streams();
        try (RawConnection connection = RawConnection.to(server)) {
            for (int n = 0; n < 5; n++) {
                RawConnection.Response refused = connection
                        .request(
                                "GET",
                                SWARM + "/live",
                                "Authorization",
                                as("viewer")[1],
                                "Connection",
                                "keep-alive",
                                "Connection",
                                "Upgrade",
                                "Upgrade",
                                "websocket",
                                "Sec-WebSocket-Version",
                                "13",
                                "Sec-WebSocket-Key",
                                "AAAAAAAAAAAAAAAAAAAAAA==")
                        .receive();
                assertThat(refused.status()).isIn(400, 426);
            }
            await().until(() -> hub.streams() <= before);
        }
    }

    @Test
    void registryIsNoSwarm() {
        make(VIEWER, as("root"));
        assertThat(store.swarms().toCompletableFuture().join()).contains(SwarmCoordinator.REGISTRY);

        assertThat(ask("GET", "/api/v1/swarms", as("root")).body()).doesNotContain(".registry");
        for (String method : List.of("GET", "PUT", "DELETE")) {
            Problems.assertProblem(ask(method, "/api/v1/swarms/.registry", as("root")), 400, "bad_identifier");
        }
        Problems.assertProblem(ask("GET", SWARM + "/events?types=token_made", as("root")), 400, "bad_parameter");
    }

    @Test
    void lastAdminOfTheRegistryMayGoIfTheFileHasOne() {
        JsonNode admin = make(
                "{\"name\":\"eve\",\"grants\":[{\"swarm\":\"*\",\"role\":\"admin\"}],\"expires_in\":\"1h\"}",
                as("root"));

        assertThat(ask("DELETE", "/api/v1/tokens/" + admin.path("id").asText(), as("root"))
                        .status())
                .isEqualTo(204);
        AccessToken revoked = registry.tokens().get(admin.path("id").asText());
        assertThat(revoked.revokedAt()).isNotNull();
    }
}
