package io.swarmbot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.api.RestCommands;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.DocumentedCalls;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.FileSocket;
import io.swarmbot.testing.Impatient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.TusClient;
import io.swarmbot.testing.WebSocketClient;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /q/openapi} has exactly the fields and headers that REST takes and answers. */
@QuarkusTest
@TestProfile(Impatient.class)
class OpenApiQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    Router router;

    private ApiDocuments documents;
    private DocumentedCalls calls;
    private String swarm;

    @BeforeEach
    void makeSwarm() {
        documents = ApiDocuments.of(server);
        calls = new DocumentedCalls(server, documents);
        swarm = "/api/v1/swarms/s" + UUID.randomUUID();
    }

    @Test
    void documentIsValidOpenApi31() {
        assertThat(documents.openapi().path("openapi").asText()).startsWith("3.1.");
    }

    @Test
    void answersOfEveryOperationFitTheDocument() {
        calls.call("create_swarm", swarm, null, 201);
        calls.call("create_swarm", swarm, null, 200);
        ofAgents();
        ofTasks();
        ofMessages();
        ofFiles();
        ofReaders();
        ofDoors();
        calls.call("remove_agent", swarm + "/agents/p1?actor=ops&reason=done", null, 204, "Idempotency-Key", "k9");
        calls.call("delete_swarm", swarm, null, 204);

        // There are no logins here. TokensQuarkusTest checks what logs in and out.
        Set<String> expected = calls.documented();
        expected.removeAll(Set.of(
                "open_session 201",
                "close_session 204",
                "make_ticket 201",
                "make_token 201",
                "list_tokens 200",
                "revoke_token 204"));
        assertThat(calls.made()).isEqualTo(expected);
    }

    @Test
    void refusalsAreProblemsWithACodeOfTheDocument() {
        calls.call("get_snapshot", swarm, null, 404);
        calls.call("create_swarm", swarm, null, 201);
        calls.call("get_snapshot", swarm + "?at_least=zzzzzzzzzz-7", null, 410);
        calls.call("list_tasks", swarm + "/tasks?limit=0", null, 400);
        calls.call("get_task", swarm + "/tasks/none", null, 404);
        calls.call("open_live", swarm + "/live", null, 426);
        calls.call("open_files_live", swarm + "/files/live", null, 426);
        calls.call("delete_swarm", "/api/v1/swarms/default", null, 409);
        JsonNode agent = calls.call("register_agent", swarm + "/agents/a1", "{}", 201);
        calls.call(
                "pause_agent",
                swarm + "/agents/a1/pause",
                null,
                412,
                "If-Match",
                "\"" + agent.path("version").asInt() + "1\"");
        calls.call("submit_task", swarm + "/tasks", "{'type':'work','id':'t1'}", 201, "Idempotency-Key", "k1");
        calls.call("submit_task", swarm + "/tasks", "{'type':'work','id':'t2'}", 422, "Idempotency-Key", "k1");
    }

    @Test
    void routesBesideTheResourcesAreDocumented() {
        Set<String> routes = router.getRoutes().stream()
                .map(Route::getPath)
                .filter(Objects::nonNull)
                .filter(path -> path.startsWith("/api/v1/") || path.equals("/mcp") || path.startsWith("/mcp/:"))
                // Behind it is the table of the commands.
                .filter(path -> !path.equals(RestCommands.ROOT))
                .map(path -> path.replaceAll(":(\\w+)", "{$1}"))
                .collect(Collectors.toCollection(TreeSet::new));
        routes.addAll(RestCommands.paths());

        Set<String> documented = new TreeSet<>();
        documents.openapi().path("paths").fieldNames().forEachRemaining(documented::add);
        assertThat(routes).isNotEmpty();
        assertThat(documented).containsAll(routes);
    }

    private void ofAgents() {
        String a1 = swarm + "/agents/a1";
        String first =
                "{'name':'First','role':'reader','capabilities':['x'],'assignment':'claim','slots':1,'lease':'15m',"
                        + "'start_within':'PT2M','metrics':{'n':1}}";
        calls.call("register_agent", a1, first, 201, "Idempotency-Key", "k1");
        calls.call("register_agent", a1, first, 201, "Idempotency-Key", "k1");
        calls.call("register_agent", a1, "{'capabilities':['x']}", 200);
        calls.call("register_agent", swarm + "/agents/p1", "{'assignment':'push','slots':4}", 201);
        calls.call("update_agent_status", a1 + "/status", "{'status':'waiting','details':{'n':1}}", 200);
        calls.call(
                "append_log",
                a1 + "/log",
                "{'lines':[{'message':'hello','level':'debug'}]}",
                200,
                "Idempotency-Key",
                "k2");
        calls.call(
                "append_log",
                a1 + "/log",
                "{'lines':[{'message':'hello','level':'debug'}]}",
                200,
                "Idempotency-Key",
                "k2");
        JsonNode agent = calls.call("get_agent", a1, null, 200);
        String who = "{'actor':'ops','reason':'to see'}";
        calls.call(
                "pause_agent",
                a1 + "/pause",
                who,
                200,
                "If-Match",
                "\"" + agent.path("version").asLong() + "\"");
        calls.call("resume_agent", a1 + "/resume", null, 200, "If-Match", "*");
        calls.call("list_agents", swarm + "/agents", null, 200);
    }

    private void ofTasks() {
        String a1 = swarm + "/agents/a1";
        String tasks = swarm + "/tasks";
        calls.call("claim", a1 + "/claim?wait=10ms", "{}", 204);
        calls.call("submit_task", tasks, """
                {'id':'t1','type':'work','description':'all of it','requirements':['x'],'priority':2,'dependencies':[],
                'input':[1],'max_attempts':2,'timeout':'PT1M','lease':'20m','start_within':'2m','deadline':'2100-01-01T00:00:00Z','max_agents':1}""", 201);
        calls.call("claim", a1 + "/claim", null, 200, "Idempotency-Key", "k3");
        calls.call("claim", a1 + "/claim", null, 200, "Idempotency-Key", "k3");
        String held = "{'agent_id':'a1','attempt':1";
        calls.call("start_task", tasks + "/t1/start", held + "}", 200);
        calls.call("report_progress", tasks + "/t1/progress", held + ",'progress':5,'message':'begun'}", 200);
        calls.call(
                "heartbeat", a1 + "/heartbeat", "{'tasks':[{'id':'t1','attempt':1},{'id':'none','attempt':2}]}", 200);
        calls.call(
                "request_input", tasks + "/t1/request-input", held + ",'question':{'which':[1,2]},'within':'5m'}", 200);
        calls.call("get_task", tasks + "/t1?view=a2a", null, 200);
        calls.call("get_inbox", "/api/v1/inbox", null, 200);
        calls.call("get_inbox", "/api/v1/inbox?page=0~a~t", null, 200);
        calls.call("provide_input", tasks + "/t1/provide-input", "{'answer':1,'actor':'ops','reason':'r'}", 200);
        calls.call("complete_task", tasks + "/t1/complete", held + ",'result':{'done':true}}", 200);
        calls.call("get_task", tasks + "/t1?view=a2a", null, 200);
        calls.call("get_task", tasks + "/t1?view=a2a-0.3", null, 200);
        calls.call("submit_task", tasks, "{'id':'t2','type':'work','requirements':['x'],'dependencies':['t1']}", 201);
        calls.call("claim", a1 + "/claim", "{'lease':'1h','start_within':'1m'}", 200);
        calls.call("fail_task", tasks + "/t2/fail", held + ",'error':'no','retry':false}", 200);
        calls.call("get_task", tasks + "/t2?view=a2a", null, 200);
        calls.call("get_task", tasks + "/t2?view=a2a-0.3", null, 200);
        calls.call("retry_task", tasks + "/t2/retry", "{'actor':'ops','reason':'again'}", 200);
        calls.call("set_priority", tasks + "/t2/priority", "{'priority':1,'actor':'ops'}", 200);
        calls.call("reassign_task", tasks + "/t2/reassign", "{'agent_id':'a1','reason':'it knows'}", 200);
        calls.call("cancel_task", tasks + "/t2/cancel", "{'reason':'not needed'}", 200, "Idempotency-Key", "k4");
        calls.call("drain_agent", a1 + "/drain", null, 200);
        calls.call("get_task", tasks + "/t2", null, 200);
        calls.call("list_tasks", tasks + "?status=canceled,pending&limit=1&page=t1", null, 200);
        calls.call(
                "submit_task", tasks, "{'id':'t3','type':'work','requirements':['nobody'],'dependencies':['t1']}", 201);
        calls.call("submit_task", tasks, "{'id':'t4','type':'work','dependencies':['t3'],'max_agents':2}", 201);
        for (String task : List.of("t1", "t3", "t4", "t4.1")) {
            calls.call("get_why", tasks + "/" + task + "/why", null, 200);
        }
        calls.call("list_tasks", tasks + "?why=true&q=status:open%20priority%3C=10", null, 200);
        calls.call("get_backlog", swarm + "/backlog?capability=x,y&type=work", null, 200);
        calls.call("get_backlog", swarm + "/backlog?capability=unknown&type=none", null, 200);
    }

    private void ofMessages() {
        String a1 = swarm + "/agents/a1";
        String text = "{'text':'look','kind':'steer','reply_to':'m0','expires_in':'1h','actor':'ann'}";
        JsonNode sent = calls.call("send_message_to_agent", a1 + "/messages", text, 201, "Idempotency-Key", "k20");
        calls.call("send_message_to_agent", a1 + "/messages", text, 201, "Idempotency-Key", "k20");
        String toTask = "{'text':'for its holder'}";
        calls.call("submit_task", swarm + "/tasks", "{'id':'t7','type':'work','requirements':['nobody']}", 201);
        String t7 = swarm + "/tasks/t7";
        calls.call("send_message_to_task", t7 + "/messages", toTask, 201, "Idempotency-Key", "k22");
        calls.call("cancel_task", t7 + "/cancel", null, 200);
        calls.call("send_message_to_task", t7 + "/messages", toTask, 204, "Idempotency-Key", "k22");
        String message = swarm + "/messages/" + sent.path("id").asText();
        calls.call("get_message", message, null, 200);
        calls.call("heartbeat", a1 + "/heartbeat", "{}", 200);
        calls.call("acknowledge_message", message + "/acknowledge", "{'agent_id':'a1'}", 204, "Idempotency-Key", "k21");
        calls.call("get_message", message, null, 404);
        calls.call("send_message_to_agent", a1 + "/messages", text, 204, "Idempotency-Key", "k20");
        String any = "{'to_capability':'x','text':'whoever'}";
        JsonNode toAny = calls.call("send_message", swarm + "/messages", any, 201, "Idempotency-Key", "k23");
        calls.call("resume_agent", a1 + "/resume", null, 200);
        calls.call("heartbeat", a1 + "/heartbeat", "{}", 200);
        String taken = swarm + "/messages/" + toAny.path("id").asText();
        calls.call("acknowledge_message", taken + "/acknowledge", "{'agent_id':'a1'}", 204);
        calls.call("send_message", swarm + "/messages", any, 204, "Idempotency-Key", "k23");
        calls.call("send_message", swarm + "/messages", "{'text':'to nobody'}", 400);
    }

    /** What is no JSON is asked for by a client of its own. */
    private void ofFiles() {
        calls.call("list_files", swarm + "/files?task=t1&agent=a1&limit=1&after=0", null, 200);
        TusClient files = new TusClient(server, swarm.substring(swarm.lastIndexOf('/') + 1));
        String file = files.post("?name=a", "bytes".getBytes(UTF_8)).header("Location");
        calls.madeOtherwise("share_file", 201);
        assertThat(files.plain("OPTIONS", swarm + "/files").status()).isEqualTo(204);
        calls.madeOtherwise("get_upload_options", 204);
        assertThat(files.get(file, 200)).hasSize(5);
        calls.madeOtherwise("get_file", 200);
        assertThat(files.get(file, 206, "Range", "bytes=1-2")).hasSize(2);
        calls.madeOtherwise("get_file", 206);
        assertThat(files.plain("GET", file, "If-None-Match", "*").status()).isEqualTo(304);
        calls.madeOtherwise("get_file", 304);
        String upload = files.begin(5, "b");
        assertThat(files.offset(upload)).isZero();
        calls.madeOtherwise("get_upload", 200);
        assertThat(files.patch(upload, 0, "bytes".getBytes(UTF_8)).status()).isEqualTo(204);
        calls.madeOtherwise("continue_upload", 204);
        calls.call("list_files", swarm + "/files", null, 200);
        calls.call("remove_file", upload, null, 204);
    }

    private void ofDoors() {
        String name = swarm.substring(swarm.lastIndexOf('/') + 1);
        for (String target : List.of("/mcp", "/mcp/" + name + "?agent=a1")) {
            String operation = target.equals("/mcp") ? "call_mcp" : "call_mcp_of_swarm";
            calls.call(operation, target, "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{}}", 200);
            calls.call(operation, target, "{'jsonrpc':'2.0','id':'a','method':'none'}", 200);
            calls.call(operation, target, "{'jsonrpc':'2.0','method':'notifications/initialized'}", 202);
            calls.call(operation, target, "[]", 400);
        }
    }

    private void ofReaders() {
        calls.call("whoami", "/api/v1/whoami", null, 200);
        calls.call("get_transports", "/api/v1/transports", null, 200);
        calls.call("list_swarms", "/api/v1/swarms", null, 200);
        JsonNode snapshot = calls.call("get_snapshot", swarm, null, 200);
        String cursor = snapshot.path("cursor").asText();
        // Any tag will do, because the service itself may append to the log at any time.
        calls.call("get_snapshot", swarm + "?at=" + cursor, null, 200);
        calls.call("get_snapshot", swarm + "?at_least=" + cursor, null, 304, "If-None-Match", "*");
        calls.call(
                "get_events",
                swarm + "/events?after=" + cursor.replaceAll("-.*", "-0") + "&wait=1s&limit=1000",
                null,
                200);
        calls.call("get_events", swarm + "/events?after=zzzzzzzzzz-7&types=log,alert&agent=a1&task=t1", null, 200);
        calls.call("get_events", swarm + "/events?after=" + cursor.replaceAll("-.*", "-0") + "&max_rate=1", null, 200);
        String all = swarm + "/events?after=" + cursor.replaceAll("-.*", "-0");
        calls.call("get_events", all + "&format=cloudevents", null, 200);
        calls.call("get_metrics", swarm + "/metrics?at_least=" + cursor, null, 200);
        calls.call("give_commands", swarm + "/commands", """
                [{'id':'c1','type':'heartbeat','agent_id':'a1'},{'type':'claim','agent_id':'p1'},
                {'id':'c3','type':'submit_task','task_type':'work','idempotency_key':'k5'},
                {'id':'c4','type':'cancel_task','task_id':'none','version':3}]""", 200);
        assertThat(Rest.exchange(server, "GET", swarm + "/export", null).body()).contains("{\"end\":");
        calls.madeOtherwise("export_swarm", 200);
        String name = swarm.substring(swarm.lastIndexOf('/') + 1);
        try (EventStreamClient sse = EventStreamClient.open(server, name, "snapshot=true");
                EventStreamClient inbox = EventStreamClient.openInbox(server, "");
                WebSocketClient live = WebSocketClient.open(server, name, "")) {
            calls.madeOtherwise("get_events", 200);
            calls.madeOtherwise("get_inbox_events", 200);
            calls.madeOtherwise("open_live", 101);
        }
        try (FileSocket socket = FileSocket.open(server, name)) {
            assertThat(socket.upload(1, 0, "").path("type").asText()).isEqualTo("opened");
            calls.madeOtherwise("open_files_live", 101);
        }
    }
}
