package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.header;
import static io.swarmbot.testing.WithTokens.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawHttp2;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithTokens;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and for how long. */
@QuarkusTest
@TestProfile(WithTokens.class)
class LoginQuarkusTest {

    private static final String SWARM = "/api/v1/swarms/" + OWN;

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    Hub hub;

    @BeforeEach
    void makeSwarm() {
        ask("PUT", SWARM, as("root"));
        ask("PUT", "/api/v1/swarms/hidden", as("root"));
    }

    private RawConnection.Response ask(String method, String target, String... headers) {
        return RawConnection.ask(server, method, target, headers);
    }

    private void assertUnauthenticated(RawConnection.Response answer) {
        Problems.assertProblem(answer, 401, "unauthenticated");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void tokenThatIsNotGoodIsRefusedWithOneAnswer() {
        String good = tokens().get("admin");
        String id = good.substring(0, 12);
        List<String> bad = List.of(
                tokens().get("expired"),
                // Truncated, longer, of another, unknown, not of the form.
                good.substring(0, good.length() - 1),
                good + "x",
                id + tokens().get("viewer").substring(12),
                "sbt_aaaaaaaa_" + "A".repeat(43),
                "sbt_" + "x".repeat(10_000),
                "x");
        String body = ask("GET", SWARM, header(bad.get(0))).body();
        for (String token : bad) {
            RawConnection.Response answer = ask("GET", SWARM, header(token));

            assertUnauthenticated(answer);
            assertThat(answer.body()).isEqualTo(body);
        }
        assertThat(ask("GET", SWARM, header(good)).status()).isEqualTo(200);
    }

    @Test
    void tokenIsInOneHeaderOfItsSchemeAndNowhereElse() {
        String good = tokens().get("admin");

        assertUnauthenticated(ask("GET", SWARM + "?token=" + good));
        assertUnauthenticated(ask("GET", SWARM + "?access_token=" + good));
        assertUnauthenticated(ask("GET", SWARM, "Authorization", good));
        assertUnauthenticated(ask("GET", SWARM, "Authorization", "Basic " + good));
        assertUnauthenticated(ask("GET", SWARM, "Cookie", "token=" + good));
        assertUnauthenticated(ask("GET", SWARM, "Authorization", "Bearer " + good, "Authorization", "Bearer " + good));
        assertThat(ask("GET", SWARM, "authorization", "bearer " + good).status())
                .isEqualTo(200);
    }

    /** Before every other error: nobody learns what is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/nothing",
                "/api/v1/swarms/a b",
                "/api/v1/swarms/own/",
                "/api//v1/swarms/own",
                "//api/v1/swarms/own",
                "/api/v1/./swarms/own",
                "/x/../api/v1/swarms/own",
                "/api/v1/swarms/%6Fwn",
                "/api/v1/swarms/own?after=nonsense",
                "/%61pi/v1/swarms/own",
                "/q/metrics",
                "/q//metrics",
                "/q/metrics/",
                "/q/health/group/x"
            })
    void otherSpellingsOfAPathLeadNowhere(String target) {
        RawConnection.Response answer = ask("GET", target.replace(" ", "%20"));

        if (answer.status() == 400) {
            // Refused for its spelling, whoever asks.
            Problems.assertProblem(answer, 400, "bad_request");
        } else {
            assertUnauthenticated(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/swarmbot-client.js",
                "/asyncapi.yaml",
                "/q/openapi",
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
                "/api/v1/transports"
            })
    void whatIsPublicNeedsNoToken(String target) {
        assertThat(ask("GET", target).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/health/group/x", "/q/health/well", "/q/nothing", "/", "/api/v1/swarms"})
    void managementPortIsForThoseWhoObserveAllSwarms(String target) {
        assertUnauthenticated(manage(target));
        assertUnauthenticated(manage(target, header("x")));
        Problems.assertProblem(manage(target, as("monitor")), 403, "forbidden");
        Problems.assertProblem(manage(target, as("viewer")), 403, "forbidden");
        assertThat(manage(target, as("root")).status()).isIn(200, 404);
    }

    @Test
    void metricsAreOnTheManagementPortOnly() {
        assertThat(manage("/q/metrics", as("root")).body()).contains("jvm_memory_used_bytes");
        assertUnauthenticated(ask("GET", "/q/metrics"));
        assertThat(ask("GET", "/q/metrics", as("root")).status()).isEqualTo(404);
    }

    /** An orchestrator has no token, and gets a status. A token that is not good is told so there, too. */
    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"})
    void healthHasDetailsForThoseWhoObserveAllSwarms(String target) {
        assertThat(manage(target).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(manage(target, as("root")).json().has("checks")).isTrue();
        assertUnauthenticated(manage(target, header("x")));
        Problems.assertProblem(manage(target, as("monitor")), 403, "forbidden");
        assertThat(ask("GET", target, as("root")).body()).isEqualTo("{\"status\":\"UP\"}");
    }

    private RawConnection.Response manage(String target, String... headers) {
        return RawConnection.ask(management, "GET", target, headers);
    }

    @Test
    void methodThatAPathDoesNotTakeIsToldAfterTheLogin() {
        assertUnauthenticated(ask("PATCH", SWARM));

        RawConnection.Response answer = ask("PATCH", SWARM, as("viewer"));

        Problems.assertProblem(answer, 405, "method_not_allowed");
        assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, HEAD, PUT");
        Problems.assertProblem(ask("GET", "/api/v1/nothing", as("root")), 404, "unknown_path");
    }

    @Test
    void listOfSwarmsHasOnlyThoseThatMayBeViewed() {
        assertThat(swarms("viewer")).containsExactly(OWN);
        assertThat(swarms("root")).contains(OWN, "hidden");
        Problems.assertProblem(ask("GET", "/api/v1/swarms", as("nothing")), 403, "forbidden");
    }

    private List<String> swarms(String name) {
        return ask("GET", "/api/v1/swarms", as(name)).json().path("swarms").findValuesAsText("id");
    }

    @Test
    void callerLearnsWhoItIs() {
        JsonNode caller = ask("GET", "/api/v1/whoami", as("agent")).json();

        assertThat(caller.toString())
                .isEqualTo(("{'name':'agent','login':true,'grants':[{'swarm':'own','role':'agent',"
                                + "'agents':['worker-*']}],'token_id':'"
                                + tokens().get("agent").substring(4, 12)
                                + "','kind':'token','expires_at':null}")
                        .replace('\'', '"'));
    }

    @Test
    void whoeverIntervenesIsTheActor() {
        try (WebSocketClient client = WebSocketClient.openWith(server, OWN, "", as("operator"))) {
            client.ask(command("'id':'1','type':'register_agent','agent_id':'steered'"));
            String paused = "'type':'pause_agent','agent_id':'steered'";

            JsonNode forged = client.ask(command("'id':'2'," + paused + ",'actor':'admin'"));
            client.ask(command("'id':'3'," + paused));

            assertThat(forged.path("code").asText()).isEqualTo("forbidden");
            JsonNode event = client.await("agent_updated");
            assertThat(event.toString()).contains("\"actor\":\"operator\"");
        }
    }

    @Test
    void relayActsForThoseWhomItsGrantNames() {
        try (WebSocketClient client = WebSocketClient.openWith(server, OWN, "", as("relay"))) {
            String task = "'type':'submit_task','task_type':'x'";

            JsonNode other = client.ask(command("'id':'1'," + task + ",'actor':'ann'"));
            client.ask(command("'id':'2'," + task + ",'actor':'team-ann','task_id':'relayed'"));
            client.ask(command("'id':'3','type':'cancel_task','task_id':'relayed','actor':'team-bob'"));
            client.ask(command("'id':'4'," + task));

            assertThat(other.path("code").asText()).isEqualTo("forbidden");
            await().until(() -> client.messages("task_submitted").size() == 2);
            assertThat(client.messages("task_submitted").get(0).toString())
                    .contains("\"actor\":\"team-ann\",\"via\":\"relay\"");
            assertThat(client.messages("task_submitted").get(1).toString())
                    .contains("\"actor\":\"relay\"")
                    .doesNotContain("\"via\"");
            assertThat(client.await("task_status_changed").toString())
                    .contains("\"actor\":\"team-bob\",\"via\":\"relay\"");
        }
    }

    @Test
    void whoeverSubmitsATaskIsItsActor() {
        try (WebSocketClient client = WebSocketClient.openWith(server, OWN, "", as("submitter"))) {
            client.ask(command("'id':'1','type':'submit_task','task_type':'x','max_agents':2"));

            await().until(() -> client.messages("task_submitted").size() == 3);
            for (JsonNode event : client.messages("task_submitted")) {
                assertThat(event.path("actor").asText()).isEqualTo("submitter");
            }
        }
    }

    @Test
    void idempotencyKeyIsOfItsPrincipal() {
        String task = command("'id':'1','type':'submit_task','task_type':'x','idempotency_key':'same'");
        try (WebSocketClient one = WebSocketClient.openWith(server, OWN, "", as("operator"));
                WebSocketClient two = WebSocketClient.openWith(server, OWN, "", as("submitter"))) {
            String first = one.ask(task).at("/result/id").asText();

            assertThat(one.ask(task.replace("\"id\":\"1\"", "\"id\":\"2\""))
                            .at("/result/id")
                            .asText())
                    .isEqualTo(first);
            assertThat(two.ask(task).at("/result/id").asText()).isNotEmpty().isNotEqualTo(first);
        }
    }

    private static String command(String fields) {
        return ("{" + fields + "}").replace('\'', '"');
    }

    @Test
    void streamsEndWhenTheirTokenLeavesTheFileAndOthersGoOn() throws IOException {
        WithTokens.Entry leaving = WithTokens.entry("leaving", "[{\"swarm\":\"own\",\"role\":\"operator\"}]", null);
        Path file = WithTokens.file();
        String before = Files.readString(file);
        replace(file, before.replaceFirst("\\[", "[" + leaving.json() + ","));
        String[] login = header(leaving.text().reveal());
        await().until(() -> ask("GET", SWARM, login).status() == 200);
        try (WebSocketClient socket = WebSocketClient.openWith(server, OWN, "", login);
                EventStreamClient stream = EventStreamClient.open(server, OWN, "", login);
                RawConnection poll = RawConnection.to(server);
                RawConnection claim = RawConnection.to(server);
                WebSocketClient other = WebSocketClient.openWith(server, OWN, "", as("operator"))) {
            other.ask(command("'id':'0','type':'register_agent','agent_id':'a'"));
            String head = other.lastCursor();
            poll.request(
                    "GET", SWARM + "/events?wait=50s&types=task_submitted&after=" + head, "Authorization", login[1]);
            claim.request("POST", SWARM + "/agents/a/claim?wait=50s", "Authorization", login[1], "Content-Length", "0");
            await().until(() -> hub.streams() >= 4);

            replace(file, before);

            assertThat(socket.await("ended").path("reason").asText()).isEqualTo("revoked");
            assertThat(socket.closeCode()).isEqualTo(4103);
            assertThat(stream.await("ended").path("reason").asText()).isEqualTo("revoked");
            assertUnauthenticated(poll.receive());
            assertUnauthenticated(claim.receive());
            assertUnauthenticated(ask("GET", SWARM, login));
            JsonNode answer = other.ask(command("'id':'1','type':'register_agent','agent_id':'a'"));
            assertThat(answer.path("type").asText()).isEqualTo("ack");
        }
    }

    /** The rest of a request may come long after its head was let in. */
    @Test
    void commandWhoseBodyComesAfterTheEndOfItsLoginIsRefused() throws IOException {
        WithTokens.Entry leaving = WithTokens.entry("late", "[{\"swarm\":\"own\",\"role\":\"operator\"}]", null);
        Path file = WithTokens.file();
        String before = Files.readString(file);
        replace(file, before.replaceFirst("\\[", "[" + leaving.json() + ","));
        String[] login = header(leaving.text().reveal());
        await().until(() -> ask("GET", SWARM, login).status() == 200);
        String body = "{\"id\":\"never\",\"type\":\"x\"}";
        try (RawConnection late = RawConnection.to(server)) {
            late.request(
                    "POST",
                    SWARM + "/tasks",
                    "Authorization",
                    login[1],
                    "Content-Type",
                    "application/json",
                    "Content-Length",
                    Integer.toString(body.length()));
            late.send(body.substring(0, 1));
            replace(file, before);
            await().until(() -> ask("GET", SWARM, login).status() == 401);

            late.send(body.substring(1));

            assertUnauthenticated(late.receive());
        }
        Problems.assertProblem(ask("GET", SWARM + "/tasks/never", as("root")), 404, "unknown_task");
    }

    /** A proxy puts the requests of many clients on one connection. */
    @Test
    void refusedRequestOnHttp2WhoseBodyDoesNotComeEndsAlone() {
        try (RawHttp2 client = RawHttp2.to(server, 0)) {
            int refused = client.post(SWARM + "/tasks", "{");
            RawHttp2.Frame frame = client.receive();
            while (frame.type() != RawHttp2.RST_STREAM) {
                assertThat(frame.stream()).isEqualTo(refused);
                frame = client.receive();
            }

            int other = client.get("/api/v1/transports");
            client.openWindow(other, 1 << 20);

            RawHttp2.Frame last = client.receive();
            while (!last.isLast()) {
                last = client.receive();
            }
            assertThat(last.stream()).isEqualTo(other);
        }
    }

    @Test
    void refusedRequestsAreOneSeriesOfMetricsTogether() {
        for (int n = 0; n < 150; n++) {
            ask("GET", "/api/v1/swarms/secret-" + n);
        }
        ask("GET", "/api/v1/whoami", as("viewer"));

        String metrics = manage("/q/metrics", as("root")).body();

        assertThat(metrics).doesNotContain("secret-").contains("uri=\"/api/v1/whoami\"");
    }

    @Test
    void ownLoginOfAnApplicationCountsToo() {
        String kept = "/api/v1/swarms/" + WithTokens.KEPT_BY_APPLICATION;
        assertThat(ask("GET", kept + "/tasks/t/why", as("root")).status()).isEqualTo(401);
        assertThat(RawConnection.post(server, kept + "/tasks/t/priority", "{}", as("root"))
                        .status())
                .isEqualTo(401);

        String refused = manage("/q/metrics", as("root"))
                .body()
                .lines()
                .filter(line -> line.startsWith("http_server_requests") && line.contains("status=\"401\""))
                .collect(Collectors.joining("\n"));
        // The path of such a request is not looked for: each request that is let in would pay for it.
        assertThat(refused).contains("uri=\"UNKNOWN\"").doesNotContain("why", "priority");
    }

    @Test
    void fileThatCannotBeReadChangesNothing() throws IOException {
        Path file = WithTokens.file();
        String before = Files.readString(file);
        WithTokens.Entry late = WithTokens.entry("late", "[{\"swarm\":\"own\",\"role\":\"viewer\"}]", null);

        replace(file, "[{\"id\":");
        // The next good content is read, so the bad one was seen or skipped.
        replace(file, before.replaceFirst("\\[", "[" + late.json() + ","));
        await().until(() -> ask("GET", SWARM, header(late.text().reveal())).status() == 200);
        assertThat(ask("GET", SWARM, as("viewer")).status()).isEqualTo(200);
        replace(file, before);
    }

    /** As Kubernetes does: nobody sees half of it. */
    private static void replace(Path file, String content) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
