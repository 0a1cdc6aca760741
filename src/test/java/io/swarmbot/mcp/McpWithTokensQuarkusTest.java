package io.swarmbot.mcp;

import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.grant.Right;
import io.swarmbot.grant.Role;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WithTokens;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each role may do through the door for MCP. */
@QuarkusTest
@TestProfile(WithTokens.class)
class McpWithTokensQuarkusTest {

    /** What each tool needs, with a call of it. */
    private static final Map<String, Right> TOOLS = Map.of(
            "join", Right.WORK,
            "claim", Right.WORK,
            "report", Right.WORK,
            "finish", Right.WORK,
            "ask", Right.WORK,
            "submit", Right.SUBMIT,
            "find", Right.VIEW,
            "look", Right.VIEW,
            "inbox", Right.STEER,
            "steer", Right.STEER);

    /** The rights of which each is enough to say something. */
    private static final List<Right> SAYING = List.of(Right.SUBMIT, Right.WORK, Right.STEER);

    @TestHTTPResource("/")
    URI server;

    @BeforeEach
    void makeSwarm() {
        RawConnection.ask(server, "PUT", "/api/v1/swarms/" + OWN, as("root"));
    }

    private McpClient clientOf(String principal) {
        return new McpClient(server, "/mcp/" + OWN, as(principal));
    }

    private static String arguments(String tool, String agent) {
        return switch (tool) {
            case "join" -> "{'agent':'" + agent + "'}";
            case "claim" -> "{'agent':'" + agent + "','wait':'0s'}";
            case "ask" -> "{'agent':'" + agent + "','task':'t1','question':'which?','wait':'0s'}";
            case "report", "finish" -> "{'agent':'" + agent + "','task':'t1'}";
            case "submit" -> "{'type':'work'}";
            case "steer" -> "{'action':'cancel','task':'none'}";
            default -> "{}";
        };
    }

    private static List<String> namesOf(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.at("/result/tools").forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    @Test
    void nobodyGetsInWithoutAToken() {
        HttpResponse<String> refused =
                new McpClient(server, "/mcp/" + OWN).post("{'jsonrpc':'2.0','id':1,'method':'ping'}");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .get()
                .asString()
                .startsWith("Bearer");
        for (String method : List.of("GET", "DELETE")) {
            RawConnection.Response other = RawConnection.ask(server, method, "/mcp/" + OWN, as("root"));
            Problems.assertProblem(other, 405, "method_not_allowed");
            assertThat(other.header("Allow")).isEqualTo("POST");
        }
    }

    @Test
    void swarmOfOthersLooksLikeOneThatIsNotThere() {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        RawConnection.Response other = RawConnection.post(server, "/mcp/nowhere", body, as("viewer"));

        Problems.assertProblem(other, 404, "unknown_swarm");
        Problems.assertProblem(RawConnection.post(server, "/mcp", body, as("viewer")), 404, "unknown_swarm");
    }

    @ParameterizedTest
    @EnumSource
    void roleIsShownAndGivenTheToolsThatItMayUse(Role role) {
        if (!role.gives(Right.VIEW)) {
            return;
        }
        McpClient client = clientOf(role.wireName());

        List<String> shown = namesOf(client.ask("tools/list", "{}"));

        TOOLS.forEach((tool, right) -> {
            assertThat(shown.contains(tool)).as(tool).isEqualTo(role.gives(right));
            JsonNode result = client.call(tool, arguments(tool, "worker-1"));
            assertThat(result.at("/structuredContent/code").asText().equals("forbidden"))
                    .as(tool + result)
                    .isEqualTo(!role.gives(right));
        });
        boolean maySay = SAYING.stream().anyMatch(role::gives);
        assertThat(shown.contains("say")).isEqualTo(maySay);
        assertThat(client.call("say", "{'to':'capability:none','text':'hello'}")
                        .at("/structuredContent/code")
                        .asText()
                        .equals("forbidden"))
                .isEqualTo(!maySay);
        assertThat(client.call("say", "{'to':'capability:none','text':'hello','kind':'steer'}")
                        .at("/structuredContent/code")
                        .asText()
                        .equals("forbidden"))
                .isEqualTo(!role.gives(Right.STEER));
        assertThat(shown).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void agentSpeaksOnlyForTheAgentsThatItsPatternNames() {
        McpClient client = clientOf("agent");

        for (String tool : List.of("join", "claim", "report", "finish", "ask")) {
            assertThat(client.refused(tool, arguments(tool, "boss"))).as(tool).isEqualTo("forbidden");
        }
        Rest rest = Rest.of(server, OWN).as(as("root"));
        String before = rest.cursor();
        String hello = "{'to':'capability:none','text':'hello','agent':'boss'}";
        assertThat(client.refused("say", hello)).isEqualTo("forbidden");
        McpClient byAddress = new McpClient(server, "/mcp/" + OWN + "?agent=boss", as("agent"));
        assertThat(byAddress.refused("say", "{'to':'capability:none','text':'hello'}"))
                .isEqualTo("forbidden");
        assertThat(clientOf("submitter").refused("say", hello)).isEqualTo("forbidden");
        assertThat(rest.cursor()).isEqualTo(before);
        assertThat(client.done("say", hello.replace("boss", "worker-1"))
                        .path("from")
                        .asText())
                .isEqualTo("agent");
    }

    @Test
    void tokenOfOneAgentNeedsNoName() {
        JsonNode made = RawConnection.post(
                        server,
                        "/api/v1/tokens",
                        "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"own\",\"role\":\"agent\",\"agents\":[\"worker-7\"]}]}",
                        as("root"))
                .json();
        McpClient client =
                new McpClient(server, "/mcp/" + OWN, header(made.path("token").asText()));

        assertThat(client.done("join", "{}").path("id").asText()).isEqualTo("worker-7");
        assertThat(client.ask("tools/list", "{}").toString()).doesNotContain("\"required\":[\"agent\"");
    }

    @Test
    void waitingClaimEndsWithItsLogin() {
        JsonNode made = RawConnection.post(
                        server,
                        "/api/v1/tokens",
                        "{\"name\":\"bob\",\"grants\":[{\"swarm\":\"own\",\"role\":\"agent\",\"agents\":[\"worker-8\"]}]}",
                        as("root"))
                .json();
        McpClient client =
                new McpClient(server, "/mcp/" + OWN, header(made.path("token").asText()));
        client.done("join", "{}");
        // What other tests have left.
        for (JsonNode task = client.done("claim", "{'wait':'0s'}");
                task.has("id");
                task = client.done("claim", "{'wait':'0s'}")) {
            client.done("finish", "{'task':'" + task.path("id").asText() + "'}");
        }
        CompletableFuture<HttpResponse<String>> claim = CompletableFuture.supplyAsync(() ->
                client.post("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'claim','arguments':{}}}"));

        RawConnection.ask(server, "DELETE", "/api/v1/tokens/" + made.path("id").asText(), as("root"));

        assertThat(claim).succeedsWithin(Patience.LIMIT);
        assertThat(claim.join().statusCode()).isEqualTo(401);
    }

    @Test
    void principalStandsOnWhatItSteers() {
        Rest rest = Rest.of(server, OWN).as(as("root"));
        String before = rest.cursor();
        String task = clientOf("operator")
                .done("submit", "{'type':'work'}")
                .path("id")
                .asText();

        assertThat(rest.get("/events?after=" + before).body()).contains("\"actor\":\"operator\"", task);
    }
}
