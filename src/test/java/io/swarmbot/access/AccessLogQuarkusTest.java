package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.http.WarmUpRequests;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.LogLines;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithIssuer;
import io.swarmbot.testing.WithTokens;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each request and each stream has its lines, and no secret is in them, nor in any other line of the log. */
@QuarkusTest
@TestProfile(WithIssuer.class)
class AccessLogQuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SWARM = "/api/v1/swarms/" + OWN;

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private final LogLines log = LogLines.of("");

    @BeforeEach
    void makeSwarm() {
        ask("PUT", SWARM, as("root"));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private RawConnection.Response ask(String method, String target, String... headers) {
        return RawConnection.ask(server, method, target, headers);
    }

    /** The line of the access log with that event and target, once it is there. */
    private JsonNode line(String event, String target) {
        return await().until(
                        () -> lines().stream()
                                .filter(line -> line.path("event").asText().equals(event)
                                        && line.path("target").asText().equals(target))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    private List<JsonNode> lines() {
        List<JsonNode> lines = new ArrayList<>();
        for (String text : log.in(AccessLog.CATEGORY)) {
            assertThat(text).matches("\\{[ -~]*}");
            try {
                lines.add(JSON.readTree(text));
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
        }
        return lines;
    }

    @Test
    void requestHasALineThatSaysWhoAskedForWhatFromWhereAndWhatCameOfIt() {
        int length = ask("GET", SWARM + "/tasks?limit=7", as("viewer")).body().length();

        JsonNode line = line("request", SWARM + "/tasks?limit=7");

        assertThat(line.path("time").asText()).matches("20\\d\\d-.*Z");
        assertThat(line.path("ms").asLong(-1)).isNotNegative();
        String id = tokens().get("viewer").substring(4, 12);
        assertThat(line.toString().replaceFirst("\"time\":\"[^\"]*\",", "").replaceFirst("\"ms\":\\d+", "\"ms\":0"))
                .isEqualTo(("{'event':'request','principal':'viewer','token':'" + id + "','address':'127.0.0.1',"
                                + "'door':'rest','method':'GET','target':'" + SWARM + "/tasks?limit=7','status':200,"
                                + "'bytes':" + length + ",'ms':0}")
                        .replace('\'', '"'));
    }

    @Test
    void lineNamesTheDoor() {
        ask("GET", "/asyncapi.yaml");
        ask("GET", SWARM + "/events?after=x-0", as("viewer"));
        RawConnection.ask(management, "GET", "/q/metrics?x", as("root"));

        assertThat(line("request", "/asyncapi.yaml").path("door").asText()).isEqualTo("page");
        assertThat(line("request", SWARM + "/events?after=x-0").path("door").asText())
                .isEqualTo("poll");
        assertThat(line("request", "/q/metrics?x").path("door").asText()).isEqualTo("management");
        assertThat(line("request", "/q/metrics?x").path("principal").asText()).isEqualTo("root");
    }

    /** The id tells which token somebody tries; its secret is not known, and is not shown either. */
    @Test
    void refusedLoginHasALine() {
        String expired = tokens().get("expired");

        ask("GET", SWARM + "?n=1", WithTokens.header(expired));
        ask("DELETE", SWARM + "?n=2", as("viewer"));

        JsonNode refused = line("request", SWARM + "?n=1");
        assertThat(refused.path("status").asInt()).isEqualTo(401);
        assertThat(refused.path("principal").isNull()).isTrue();
        assertThat(refused.path("token").asText()).isEqualTo(expired.substring(4, 12));
        assertThat(line("request", SWARM + "?n=2").path("status").asInt()).isEqualTo(403);
        assertThat(line("request", SWARM + "?n=2").path("principal").asText()).isEqualTo("viewer");
    }

    @Test
    void streamHasALineWhenItOpensAndOneWhenItEndsWithTheReason() {
        ask("PUT", "/api/v1/swarms/leaving", as("root"));
        String live = "/api/v1/swarms/leaving/live";
        String events = "/api/v1/swarms/leaving/events";
        try (WebSocketClient socket = WebSocketClient.openWith(server, "leaving", "", as("root"));
                EventStreamClient stream = EventStreamClient.open(server, "leaving", "", as("root"))) {
            assertThat(line("opened", live).path("status").asInt()).isEqualTo(101);
            assertThat(line("opened", live).path("door").asText()).isEqualTo("ws");
            assertThat(line("opened", events).path("status").asInt()).isEqualTo(200);
            assertThat(line("opened", events).path("door").asText()).isEqualTo("sse");
            assertThat(line("opened", events).path("principal").asText()).isEqualTo("root");

            ask("DELETE", "/api/v1/swarms/leaving", as("root"));

            for (String target : List.of(live, events)) {
                JsonNode closed = line("closed", target);
                assertThat(closed.path("reason").asText()).isEqualTo("swarm_gone");
                assertThat(closed.path("principal").asText()).isEqualTo("root");
                assertThat(closed.path("ms").asLong(-1)).isNotNegative();
            }
        }
        assertThat(lines().stream().filter(line -> line.path("target").asText().equals(live)))
                .hasSize(2);
        assertThat(lines().stream().filter(line -> line.path("target").asText().equals(events)))
                .hasSize(2);
    }

    @Test
    void streamThatItsClientEndsSaysSo() {
        WebSocketClient.openWith(server, OWN, "", as("viewer")).close();
        EventStreamClient.open(server, OWN, "", as("viewer")).close();

        assertThat(line("closed", SWARM + "/live").path("reason").asText()).isEqualTo("client_gone");
        assertThat(line("closed", SWARM + "/events").path("reason").asText()).isEqualTo("client_gone");
    }

    @Test
    void downloadThatItsClientCutsOffDoesNotSayThatAllOfItWasSent() {
        String[] login = as("root");
        String swarm = "/api/v1/swarms/downloads";
        ask("PUT", swarm, login);
        String large = "x".repeat(16 << 20);
        HttpResponse<String> shared = Rest.exchange(server, "POST", swarm + "/files?name=large", large, login);
        assertThat(shared.statusCode()).as(shared.body()).isEqualTo(201);
        String download = swarm + "/files/" + Rest.json(shared).path("id").asText();
        try (RawConnection client = RawConnection.to(server, 4096)) {
            assertThat(client.request("GET", download, login).receiveHead().status())
                    .isEqualTo(200);
            client.reset();
        }

        JsonNode line = line("request", download);

        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("reason").asText()).as(line.toString()).isEqualTo("client_gone");
        assertThat(line.has("bytes")).isFalse();
        ask("DELETE", swarm, login);
    }

    @Test
    void noSecretIsInAnyLine() {
        String token = tokens().get("root");
        String secret = token.substring(13);
        List<String> targets = List.of(
                SWARM + "?token=" + token,
                SWARM + "?access_token=" + token,
                SWARM + "?tick%65t=" + secret,
                SWARM + "?ticket=" + secret,
                SWARM + "/live?ticket=" + secret,
                SWARM + "/events?ticket=" + secret,
                SWARM + "?after=" + token.replace("_", "%5f"),
                "/api/v1/swarms/" + token,
                "/" + token,
                "/q/" + token);
        for (String target : targets) {
            ask("GET", target);
            ask("GET", target, as("root"));
            ask("POST", target, "Authorization", "Basic " + token);
            ask("GET", target, "Authorization", "Bearer " + token + "x");
            RawConnection.ask(management, "GET", target, as("root"));
        }
        ask("GET", SWARM + "?last");
        line("request", SWARM + "?last");

        assertThat(log.all()).hasSizeGreaterThan(targets.size() * 5).noneMatch(each -> each.contains(secret));
    }

    /** {@link AccessLineTest} has what the server lets nobody send. */
    @Test
    void whatAClientSendsStaysWithinItsString() {
        List<String> targets = List.of(
                "/api/v1/swarms/%0d%0a%1b%5B2J",
                "/api/v1/swarms/x%22%7D,%7B%22principal%22:%22root",
                "/api/v1/swarms/\u00e9'",
                "/api/v1/swarms?x='&y='%22");
        for (String target : targets) {
            try (RawConnection connection = RawConnection.to(server)) {
                connection.send("G'T " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Authorization: Bearer x\",\"principal\":\"root\r\n\r\n");
                connection.receive();
            }
        }

        await().untilAsserted(() -> assertThat(lines())
                .filteredOn(line -> line.path("method").asText().equals("G'T"))
                .hasSize(targets.size())
                .allSatisfy(line -> assertThat(line.path("principal").isNull()).isTrue()));
    }

    /** Then no request passes the access log at all. */
    @Test
    void nothingIsDoneIfTheLogIsOff() {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new AccessLog(() -> AccessLogSettings.Level.OFF, Clock.systemUTC(), () -> 0, new WarmUpRequests(() -> 0))
                    .register(router);

            assertThat(router.getRoutes()).isEmpty();
        } finally {
            vertx.close();
        }
    }
}
