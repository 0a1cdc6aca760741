package io.swarmbot.access;

import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.grant.Right;
import io.swarmbot.grant.Role;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithTokens;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each route and each command, asked by each role, in its own and in another swarm: the answer is as the table of
 * routes and the table of roles say.
 */
@QuarkusTest
@TestProfile(WithTokens.class)
class AccessMatrixQuarkusTest {

    private static final String OTHER = "other";
    private static final String UNKNOWN = "nowhere";

    /** What each command needs. */
    private static final Map<String, Need> COMMANDS = Map.ofEntries(
            Map.entry("register_agent", Need.WORK),
            Map.entry("update_agent_status", Need.WORK),
            Map.entry("heartbeat", Need.WORK),
            Map.entry("claim", Need.WORK),
            Map.entry("append_log", Need.WORK),
            Map.entry("pause_agent", Need.STEER),
            Map.entry("resume_agent", Need.STEER),
            Map.entry("drain_agent", Need.LEAVE),
            Map.entry("remove_agent", Need.LEAVE),
            Map.entry("submit_task", Need.SUBMIT),
            Map.entry("start_task", Need.WORK),
            Map.entry("report_progress", Need.WORK),
            Map.entry("complete_task", Need.WORK),
            Map.entry("fail_task", Need.WORK),
            Map.entry("request_input", Need.WORK),
            Map.entry("provide_input", Need.STEER),
            Map.entry("cancel_task", Need.STEER),
            Map.entry("retry_task", Need.STEER),
            Map.entry("set_priority", Need.STEER),
            Map.entry("reassign_task", Need.STEER),
            Map.entry("send_message", Need.SEND),
            Map.entry("acknowledge_message", Need.WORK));

    @TestHTTPResource("/")
    URI server;

    @BeforeEach
    void makeSwarms() {
        for (String swarm : List.of(OWN, OTHER)) {
            assertThat(RawConnection.ask(server, "PUT", "/api/v1/swarms/" + swarm, as("root"))
                            .status())
                    .isIn(200, 201);
        }
    }

    private static String target(RouteRights.Entry entry, String swarm) {
        return entry.segments()
                .toString()
                .replace("{swarm}", swarm)
                .replace("{agent}", "worker-1")
                .replace("{task}", "t1")
                .replace("{message}", "m1")
                .replace("{file}", "0".repeat(26))
                .replace("{token}", "aaaaaaaa");
    }

    /** Null if the request was let in, whatever was said of it then. */
    private static String refusal(RawConnection.Response answer) {
        if (answer.status() < 400) {
            return null;
        }
        String code = answer.json().path("code").asText();
        return Set.of("unauthenticated", "forbidden", "unknown_swarm", "unknown_path")
                        .contains(code)
                ? code
                : null;
    }

    private static boolean isInSwarm(RouteRights.Entry entry) {
        return entry.segments().names().contains(RouteRights.SWARM);
    }

    private String ask(RouteRights.Entry entry, String swarm, String... headers) {
        return refusal(RawConnection.ask(server, entry.method(), target(entry, swarm), headers));
    }

    private static List<RouteRights.Entry> routes() {
        return Stream.concat(RouteRights.TABLE.stream(), RouteRights.DOORS.stream())
                .toList();
    }

    /** The path of a door without a name is of the swarm {@code default}, in which the roles have no right. */
    private static boolean isOfTheDefaultSwarm(RouteRights.Entry entry) {
        return !isInSwarm(entry) && RouteRights.swarmOf(entry, entry.segments()) != null;
    }

    @Test
    void nobodyGetsInWithoutAToken() {
        for (RouteRights.Entry entry : routes()) {
            boolean isOpen = entry.need() == Need.PUBLIC || entry.need() == Need.LATER;
            String expected = isOpen ? null : "unauthenticated";
            assertThat(ask(entry, OWN)).as(entry.toString()).isEqualTo(expected);
            assertThat(ask(entry, UNKNOWN)).as(entry.toString()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void roleGetsWhatTheTableSaysInItsOwnSwarm(Role role) {
        String[] session = sessionOf(role);
        for (RouteRights.Entry entry : routes()) {
            List<Right> rights = entry.need().rights();
            String expected = null;
            if (isOfTheDefaultSwarm(entry)) {
                expected = "unknown_swarm";
            } else if (!rights.isEmpty() && rights.stream().noneMatch(role::gives)) {
                expected = role.gives(Right.VIEW) || !isInSwarm(entry) ? "forbidden" : "unknown_swarm";
            }

            assertThat(ask(entry, OWN, as(role.wireName())))
                    .as(entry.toString())
                    .isEqualTo(expected);
            if (entry.method().equals("DELETE")) {
                makeSwarms();
            }
            if (!entry.segments().names().contains("session")) {
                assertThat(ask(entry, OWN, session)).as("page: " + entry).isEqualTo(expected);
            }
            if (entry.method().equals("DELETE")) {
                makeSwarms();
            }
        }
    }

    /** The headers that a page of the service sends after its user logged in. */
    private String[] sessionOf(Role role) {
        String cookie = RawConnection.ask(
                        server,
                        "POST",
                        "/api/v1/session",
                        "Authorization",
                        as(role.wireName())[1],
                        "Content-Length",
                        "0")
                .header("Set-Cookie");
        return new String[] {"Cookie", cookie.substring(0, cookie.indexOf(';')), "Sec-Fetch-Site", "same-origin"};
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void swarmOfOthersLooksLikeOneThatDoesNotExist(Role role) {
        for (RouteRights.Entry entry : routes()) {
            if (isInSwarm(entry)) {
                RawConnection.Response there =
                        RawConnection.ask(server, entry.method(), target(entry, OTHER), as(role.wireName()));
                RawConnection.Response nowhere =
                        RawConnection.ask(server, entry.method(), target(entry, UNKNOWN), as(role.wireName()));

                assertThat(refusal(there)).as(entry.toString()).isEqualTo("unknown_swarm");
                assertThat(there.body().replace(OTHER, UNKNOWN)).isEqualTo(nowhere.body());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void roleGivesTheCommandsThatItsRightsAllowOnEveryDoor(Role role) {
        if (!role.gives(Right.VIEW)) {
            return;
        }
        List<String> types = List.copyOf(COMMANDS.keySet());
        List<String> lines = new ArrayList<>();
        types.forEach(type -> lines.add(command(type, "worker-1")));

        JsonNode results = batch(role, lines);

        for (int i = 0; i < types.size(); i++) {
            boolean isAllowed = isAllowed(role, types.get(i));
            assertThat(results.get(i).path("problem").path("code").asText().equals("forbidden"))
                    .as(types.get(i) + results.get(i))
                    .isEqualTo(!isAllowed);
        }
        try (WebSocketClient client = WebSocketClient.openWith(server, OWN, "", as(role.wireName()))) {
            for (String type : types) {
                JsonNode answer = client.ask(command(type, "worker-1"));
                assertThat(answer.path("code").asText().equals("forbidden"))
                        .as(type + answer)
                        .isEqualTo(!isAllowed(role, type));
            }
        }
    }

    private static boolean isAllowed(Role role, String type) {
        return COMMANDS.get(type).rights().stream().anyMatch(role::gives);
    }

    /** It names each of them: also in the path, and with a key. */
    @Test
    void agentSpeaksOnlyForTheAgentsThatItsPatternNames() {
        List<String> work = COMMANDS.keySet().stream()
                .filter(type -> COMMANDS.get(type).rights().contains(Right.WORK))
                // A message names to whom it goes, not who sends it.
                .filter(type -> COMMANDS.get(type) != Need.SEND)
                .toList();
        List<String> lines = work.stream()
                .flatMap(type -> Stream.of(
                        command(type, "boss"),
                        command(type, "boss").replaceFirst("\\{", "{\"idempotency_key\":\"k\",")))
                .toList();

        assertThat(batch(Role.AGENT, lines))
                .allSatisfy(
                        result -> assertThat(result.path("problem").path("code").asText())
                                .as(result.toString())
                                .isEqualTo("forbidden"));
        try (WebSocketClient client = WebSocketClient.openWith(server, OWN, "", as("agent"))) {
            for (String type : work) {
                assertThat(client.ask(command(type, "boss")).path("code").asText())
                        .isEqualTo("forbidden");
            }
        }
        for (RouteRights.Entry entry : RouteRights.TABLE) {
            String target = target(entry, OWN);
            if (entry.need().rights().contains(Right.WORK)
                    && entry.need() != Need.SEND
                    && target.contains("/agents/")) {
                RawConnection connection = RawConnection.to(server);
                RawConnection.Response answer = connection
                        .request(
                                entry.method(),
                                target.replace("worker-1", "boss"),
                                "Authorization",
                                as("agent")[1],
                                "Content-Type",
                                "application/json",
                                "Content-Length",
                                Integer.toString(bodyOf(target).length()))
                        .send(bodyOf(target))
                        .receive();
                assertThat(refusal(answer)).as(target + answer).isEqualTo("forbidden");
                connection.close();
            }
        }
    }

    private static String bodyOf(String target) {
        if (target.endsWith("/log")) {
            return "{\"lines\":[{\"message\":\"x\"}]}";
        }
        return target.endsWith("/status") ? "{\"status\":\"busy\"}" : "{}";
    }

    private JsonNode batch(Role role, List<String> lines) {
        String body = "[" + String.join(",", lines) + "]";
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response answer = connection
                    .request(
                            "POST",
                            "/api/v1/swarms/" + OWN + "/commands",
                            "Authorization",
                            as(role.wireName())[1],
                            "Content-Type",
                            "application/json",
                            "Content-Length",
                            Integer.toString(body.length()))
                    .send(body)
                    .receive();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.json();
        }
    }

    private static String command(String type, String agent) {
        String fields = switch (type) {
            case "register_agent", "heartbeat", "claim", "pause_agent", "resume_agent", "drain_agent", "remove_agent" ->
                "'agent_id':'%s'";
            case "update_agent_status" -> "'agent_id':'%s','status':'busy'";
            case "append_log" -> "'agent_id':'%s','lines':[{'message':'x'}]";
            case "submit_task" -> "'task_type':'x'";
            case "request_input" -> "'task_id':'t1','agent_id':'%s','question':1";
            case "provide_input" -> "'task_id':'t1','answer':1";
            case "send_message" -> "'task_id':'t1','text':'x'";
            case "acknowledge_message" -> "'message_id':'m1','agent_id':'%s'";
            case "set_priority" -> "'task_id':'t1','priority':1";
            case "fail_task" -> "'task_id':'t1','agent_id':'%s','error':'x'";
            case "cancel_task", "retry_task", "reassign_task" -> "'task_id':'t1'";
            default -> "'task_id':'t1','agent_id':'%s'";
        };
        return ("{'id':'" + type + "','type':'" + type + "'," + fields.formatted(agent) + "}").replace('\'', '"');
    }
}
