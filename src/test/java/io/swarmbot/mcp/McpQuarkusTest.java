package io.swarmbot.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for MCP, without a login. */
@QuarkusTest
class McpQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private McpClient client;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        client = new McpClient(server, "/mcp/" + rest.swarm());
    }

    @ParameterizedTest
    @CsvSource({"2025-06-18,2025-06-18", "2025-11-25,2025-11-25", "2024-11-05,2025-11-25", "2026-07-28,2025-11-25"})
    void initializeAgreesOnARevision(String wanted, String spoken) {
        HttpResponse<String> answer = client.post("{'jsonrpc':'2.0','id':'a','method':'initialize','params':{"
                + "'protocolVersion':'" + wanted + "','capabilities':{},'clientInfo':{'name':'x','version':'1'}}}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode result = Rest.json(answer).path("result");
        assertThat(result.path("protocolVersion").asText()).isEqualTo(spoken);
        assertThat(result.path("capabilities").has("tools")).isTrue();
        assertThat(result.at("/serverInfo/name").asText()).isEqualTo("swarmbot");
        assertThat(Rest.json(answer).path("id").asText()).isEqualTo("a");
    }

    @Test
    void discoverSaysWhatTheStatelessRevisionNeeds() {
        JsonNode result = client.askStateless("server/discover", null, "{}").path("result");

        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(result.path("supportedVersions").toString()).contains("2026-07-28", "2025-11-25", "2025-06-18");
        assertThat(result.path("ttlMs").isInt()).isTrue();
        assertThat(result.path("cacheScope").asText()).isEqualTo("private");
        assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").asText())
                .isEqualTo("swarmbot");
    }

    @Test
    void everyMethodOfTheStatelessRevisionIsComplete() {
        for (String method : List.of("tools/list", "resources/list", "resources/templates/list", "prompts/list")) {
            JsonNode result = client.askStateless(method, null, "{}").path("result");
            assertThat(result.path("resultType").asText()).as(method + result).isEqualTo("complete");
            assertThat(result.path("ttlMs").isInt()).isTrue();
            assertThat(result.has("cacheScope")).isTrue();
        }
        JsonNode called = client.askStateless("tools/call", "look", "{'name':'look'}");
        assertThat(called.at("/result/resultType").asText())
                .as(called.toString())
                .isEqualTo("complete");
        assertThat(called.at("/result/ttlMs").isMissingNode()).isTrue();
        JsonNode read = client.askStateless("resources/read", "swarmbot://swarm", "{'uri':'swarmbot://swarm'}");
        assertThat(read.at("/result/ttlMs").isInt()).as(read.toString()).isTrue();
        assertThat(client.askStateless("prompts/get", "work", "{'name':'work'}")
                        .at("/result/messages/0/content/text")
                        .asText())
                .contains("claim");
        assertThat(client.postStateless("ping", null, "{}").statusCode())
                .as("it is not of this revision")
                .isEqualTo(404);
    }

    @Test
    void toolsAreFewAndTheirListIsShort() {
        HttpResponse<String> answer = client.post("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");

        assertThat(answer.body().length()).isLessThanOrEqualTo(8 * 1024);
        List<String> names = new ArrayList<>();
        Rest.json(answer).at("/result/tools").forEach(tool -> {
            names.add(tool.path("name").asText());
            assertThat(tool.at("/inputSchema/type").asText()).isEqualTo("object");
            assertThat(tool.has("outputSchema")).isFalse();
        });
        assertThat(names)
                .containsExactly(
                        "join", "claim", "report", "finish", "ask", "submit", "find", "look", "say", "inbox", "steer");
        assertThat(answer.body()).doesNotContain("resultType", "ttlMs");
    }

    @Test
    void agentLivesByToolsAlone() {
        client.done("join", "{'agent':'a1','capabilities':['java'],'lease':'15m'}");
        client.done(
                "submit", "{'id':'t1','type':'work','description':'build it','input':{'n':1},'requirements':['java']}");

        JsonNode claimed = client.call("claim", "{'agent':'a1'}");
        assertThat(claimed.at("/structuredContent/id").asText()).isEqualTo("t1");
        assertThat(claimed.at("/structuredContent/due/lease_until").isTextual()).isTrue();
        assertThat(McpClient.textOf(claimed)).contains("t1", "build it", "{\"n\":1}", "report");
        assertThat(claimed.at("/structuredContent/attempt_start_within").asText())
                .isEqualTo("900s");

        JsonNode reported = client.done("report", "{'agent':'a1','task':'t1','progress':50,'message':'half'}");
        assertThat(reported.path("status").asText()).isEqualTo("running");
        assertThat(reported.path("progress").asInt()).isEqualTo(50);
        assertThat(reported.path("due").has("cancel")).isTrue();

        JsonNode finished = client.done("finish", "{'agent':'a1','task':'t1','result':'all is well'}");
        assertThat(finished.path("status").asText()).isEqualTo("completed");
        assertThat(finished.path("result").asText()).isEqualTo("all is well");
        assertThat(finished.has("due")).isTrue();
        assertThat(client.done("claim", "{'agent':'a1','wait':'0s'}")
                        .path("task")
                        .isNull())
                .isTrue();
    }

    @Test
    void messagesComeWithResultsUntilTheyAreRead() {
        client.done("join", "{'agent':'a1','capabilities':['java']}");
        JsonNode sent =
                client.done("say", "{'to':'a1','text':'mind the tests','kind':'steer','agent':'boss','key':'k1'}");
        assertThat(sent.path("from").asText()).isEqualTo("boss");
        client.done("say", "{'to':'a1','text':'mind the tests','kind':'steer','agent':'boss','key':'k1'}");
        String first = sent.path("id").asText();

        JsonNode idle = client.call("claim", "{'agent':'a1','wait':'0s'}");
        assertThat(McpClient.textOf(idle)).contains(first, "boss", "read it now", "mind the tests");
        assertThat(idle.at("/structuredContent/due/messages")).hasSize(1);

        // A call with a wrong argument acknowledges nothing.
        client.ask(
                "tools/call",
                "{'name':'report','arguments':{'agent':'a1','task':'t1','progress':'x','read':['" + first + "']}}");
        assertThat(rest.snapshot().path("messages")).hasSize(1);

        client.done("submit", "{'id':'t1','type':'work'}");
        String second = client.done("say", "{'to':'task:t1','text':'small steps'}")
                .path("id")
                .asText();
        String third = client.done("say", "{'to':'capability:java','text':'who knows?'}")
                .path("id")
                .asText();
        JsonNode claimed = client.call("claim", "{'agent':'a1','read':['" + first + "']}");
        assertThat(McpClient.textOf(claimed)).contains(second, third).doesNotContain("Message " + first);
        JsonNode reported =
                client.call("report", "{'agent':'a1','task':'t1','read':['" + third + "','" + first + "']}");
        assertThat(McpClient.textOf(reported)).contains(second).doesNotContain("Message " + third);

        JsonNode finished = client.call("finish", "{'agent':'a1','task':'t1','read':['" + second + "']}");

        assertThat(McpClient.textOf(finished)).doesNotContain("Message ");
        assertThat(rest.snapshot().path("messages")).isEmpty();
        assertThat(client.refused("say", "{'to':'nobody','text':'x'}")).isEqualTo("unknown_agent");
        assertThat(client.refused("say", "{'to':'task:t1','text':'x'}")).isEqualTo("illegal_transition");
    }

    @Test
    void claimThatWaitsIsAnsweredWithATaskThatSomebodyElseGivesTheAgent() {
        client.done("join", "{'agent':'a1'}");
        client.done("join", "{'agent':'a2'}");
        client.done("submit", "{'id':'t1','type':'work'}");
        client.done("claim", "{'agent':'a1'}");
        CompletableFuture<JsonNode> claim =
                CompletableFuture.supplyAsync(() -> client.done("claim", "{'agent':'a2','wait':'45s'}"));

        client.done("steer", "{'action':'reassign','task':'t1','agent':'a2'}");

        assertThat(claim).succeedsWithin(Patience.LIMIT);
        assertThat(claim.join().path("id").asText()).isEqualTo("t1");
    }

    @Test
    void queryNamesNoSwarm() {
        for (String target : List.of("/mcp?swarm=other", "/mcp/" + rest.swarm() + "?swarm=other")) {
            HttpResponse<String> refused =
                    new McpClient(server, target).post("{'jsonrpc':'2.0','id':1,'method':'ping'}");

            assertThat(refused.statusCode()).as(target).isEqualTo(400);
        }
    }

    @Test
    void callThatIsRepeatedChangesNothing() {
        client.done("join", "{'agent':'a1'}");
        client.done("submit", "{'id':'t1','type':'work'}");
        client.done("submit", "{'id':'t2','type':'work'}");
        client.done("claim", "{'agent':'a1'}");
        String claimed = rest.cursor();

        client.done("join", "{'agent':'a1'}");
        client.done("submit", "{'id':'t1','type':'work'}");
        assertThat(client.done("claim", "{'agent':'a1'}").path("id").asText()).isEqualTo("t1");
        assertThat(rest.cursor()).isEqualTo(claimed);

        client.done("report", "{'agent':'a1','task':'t1','progress':1}");
        client.done("ask", "{'agent':'a1','task':'t1','question':'which?','wait':'0s'}");
        String asked = rest.cursor();
        client.done("ask", "{'agent':'a1','task':'t1','question':'which?','wait':'0s'}");
        assertThat(rest.cursor()).isEqualTo(asked);
        String answer = "{'action':'answer','task':'t1','answer':'this','since':'" + askedSince() + "'}";
        client.done("steer", answer);
        String answered = rest.cursor();
        client.done("steer", answer);
        client.done("ask", "{'agent':'a1','task':'t1','question':'which?'}");
        assertThat(rest.cursor()).isEqualTo(answered);

        client.done("finish", "{'agent':'a1','task':'t1','error':'no'}");
        String failed = rest.cursor();
        assertThat(client.done("finish", "{'agent':'a1','task':'t1','error':'no'}")
                        .path("status")
                        .asText())
                .isEqualTo("pending");
        assertThat(rest.cursor()).isEqualTo(failed);
        assertThat(client.refused("finish", "{'agent':'a1','task':'t1','error':'other'}"))
                .isIn("not_assigned", "illegal_transition");
        assertThat(client.refused("submit", "{'id':'t2','type':'other'}")).isEqualTo("key_reused");
        assertThat(rest.cursor()).isEqualTo(failed);
    }

    @Test
    void questionWaitsForItsAnswerWhichStandsInLaterResults() {
        client.done("join", "{'agent':'a1'}");
        client.done("submit", "{'id':'t1','type':'work'}");
        client.done("claim", "{'agent':'a1'}");
        CompletableFuture<JsonNode> asked = CompletableFuture.supplyAsync(
                () -> client.call("ask", "{'agent':'a1','task':'t1','question':'which?'}"));
        Patience.await().until(() -> client.call("inbox", "{}").toString().contains("which?"));
        assertThat(asked).isNotDone();
        assertThat(client.refused("report", "{'agent':'a1','task':'t1','progress':3}"))
                .isEqualTo("illegal_transition");

        client.done("steer", "{'action':'answer','task':'t1','answer':{'take':'this'},'since':'" + askedSince() + "'}");

        assertThat(asked).succeedsWithin(Patience.LIMIT);
        assertThat(McpClient.textOf(asked.join())).contains("{\"take\":\"this\"}");
        assertThat(asked.join().at("/structuredContent/due/lease_until").isTextual())
                .isTrue();
        assertThat(McpClient.textOf(client.call("report", "{'agent':'a1','task':'t1','progress':3}")))
                .contains("which?", "{\"take\":\"this\"}");
    }

    /** Since when the only entry of the inbox waits; a model reads it in the text. */
    private String askedSince() {
        JsonNode inbox = client.call("inbox", "{}");
        String since = inbox.at("/structuredContent/entries/0/since").asText();
        assertThat(McpClient.textOf(inbox)).contains("question of task t1", "since " + since);
        return since;
    }

    @Test
    void answerThatIsGivenAgainIsNoAnswerToTheNextQuestion() {
        client.done("join", "{'agent':'a1'}");
        client.done("submit", "{'id':'t1','type':'work'}");
        client.done("claim", "{'agent':'a1'}");
        client.done("ask", "{'agent':'a1','task':'t1','question':'which?','wait':'0s'}");
        String first = "{'action':'answer','task':'t1','answer':'this','since':'" + askedSince() + "'}";
        client.done("steer", first);
        client.done("ask", "{'agent':'a1','task':'t1','question':'really?','wait':'0s'}");
        String asked = rest.cursor();

        assertThat(client.refused("steer", first)).isEqualTo("illegal_transition");

        assertThat(rest.cursor()).isEqualTo(asked);
        assertThat(client.done("look", "{'task':'t1'}").at("/task/status").asText())
                .isEqualTo("input_required");
        // What else happens to the task does not make it another question.
        String second = "{'action':'answer','task':'t1','answer':'no','since':'" + askedSince() + "'}";
        client.done("steer", "{'action':'priority','task':'t1','priority':1}");
        client.done("steer", second);
        assertThat(client.done("look", "{'task':'t1'}").at("/task/answer").asText())
                .isEqualTo("no");
        String answered = rest.cursor();
        assertThat(client.refused("steer", second.replace("'no'", "'yes'"))).isEqualTo("illegal_transition");
        assertThat(rest.cursor()).isEqualTo(answered);
    }

    @Test
    void answerNamesItsQuestion() {
        client.done("submit", "{'id':'t1','type':'work'}");
        for (String arguments : List.of(
                "{'action':'answer','task':'t1','answer':'this'}",
                "{'action':'answer','task':'t1','answer':'this','since':'now'}",
                "{'action':'cancel','task':'t1','since':'2026-11-24T12:00:00Z'}")) {
            assertThat(client.ask("tools/call", "{'name':'steer','arguments':" + arguments + "}")
                            .at("/error/code")
                            .asInt())
                    .as(arguments)
                    .isEqualTo(-32602);
        }
        assertThat(client.refused(
                        "steer", "{'action':'answer','task':'t1','answer':'x','since':'2026-11-24T12:00:00Z'}"))
                .isEqualTo("illegal_transition");
        assertThat(client.refused(
                        "steer", "{'action':'answer','task':'t9','answer':'x','since':'2026-11-24T12:00:00Z'}"))
                .isEqualTo("unknown_task");
    }

    @Test
    void joinKeepsWhatItDoesNotName() {
        rest.register("a1", "{\"name\":\"First\",\"role\":\"reader\",\"metrics\":{\"n\":1}}");
        client.done("join", "{'agent':'a1','capabilities':['java','c'],'lease':'15m'}");
        String joined = rest.cursor();

        JsonNode again = client.done("join", "{'agent':'a1'}");

        assertThat(rest.cursor()).isEqualTo(joined);
        assertThat(again.path("name").asText()).isEqualTo("First");
        assertThat(again.path("role").asText()).isEqualTo("reader");
        assertThat(again.at("/metrics/n").asInt()).isEqualTo(1);
        assertThat(again.path("capabilities").toString()).isEqualTo("[\"c\",\"java\"]");
        assertThat(again.path("lease").asText()).isEqualTo("900s");
        assertThat(again.path("start_within").asText()).isEqualTo("900s");

        JsonNode longer = client.done("join", "{'agent':'a1','lease':'20m'}");
        assertThat(longer.path("capabilities")).hasSize(2);
        assertThat(longer.path("lease").asText()).isEqualTo("1200s");
        JsonNode unable = client.done("join", "{'agent':'a1','capabilities':[]}");
        assertThat(unable.path("capabilities")).isEmpty();
        assertThat(unable.path("lease").asText()).isEqualTo("1200s");
    }

    @Test
    void canceledTaskIsToldInTheNextResult() {
        client.done("join", "{'agent':'a1'}");
        client.done("submit", "{'id':'t1','type':'work'}");
        client.done("submit", "{'id':'t2','type':'work'}");
        client.done("claim", "{'agent':'a1'}");
        client.done("report", "{'agent':'a1','task':'t1'}");
        client.done("claim", "{'agent':'a1'}");

        client.done("steer", "{'action':'cancel','task':'t1','reason':'not needed'}");

        JsonNode told = client.call("report", "{'agent':'a1','task':'t2'}");
        assertThat(told.at("/structuredContent/due/cancel/0").asText()).isEqualTo("t1");
        assertThat(McpClient.textOf(told)).contains("Stop working on t1");
    }

    @Test
    void pausedAgentIsToldWhatToDo() {
        client.done("join", "{'agent':'a1'}");
        rest.send("POST", "/agents/a1/pause", "{\"actor\":\"ann\"}");

        JsonNode refused = client.call("claim", "{'agent':'a1','wait':'0s'}");

        assertThat(refused.path("isError").asBoolean()).isTrue();
        assertThat(McpClient.textOf(refused)).contains("was paused by ann").contains("Wait");
    }

    @Test
    void addressMayNameTheAgent() {
        McpClient own = new McpClient(server, "/mcp/" + rest.swarm() + "?agent=a7");

        assertThat(own.done("join", "{}").path("id").asText()).isEqualTo("a7");
        assertThat(own.ask("tools/list", "{}").toString()).doesNotContain("\"required\":[\"agent\"");
        assertThat(client.ask("tools/call", "{'name':'claim','arguments':{}}")
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void viewsShowTheSwarm() {
        client.done("join", "{'agent':'a1'}");
        for (int n = 1; n <= 3; n++) {
            client.done("submit", "{'id':'t" + n + "','type':'work','requirements':['gpu']}");
        }

        JsonNode first = client.done("find", "{'status':['pending'],'limit':2}");
        assertThat(first.path("tasks")).hasSize(2);
        assertThat(client.done("find", "{'after':'" + first.path("next").asText() + "'}")
                        .path("tasks"))
                .hasSize(1);
        assertThat(McpClient.textOf(client.call("look", "{'task':'t1'}"))).contains("no_capability");
        assertThat(client.done("look", "{'agent':'a1'}").at("/agent/id").asText())
                .isEqualTo("a1");
        assertThat(client.done("look", "{}").at("/tasks/pending").asInt()).isEqualTo(3);
        assertThat(client.refused("look", "{'task':'none'}")).isEqualTo("unknown_task");
        for (String uri : List.of("swarmbot://swarm", "swarmbot://agents", "swarmbot://tasks", "swarmbot://tasks/t1")) {
            assertThat(client.ask("resources/read", "{'uri':'" + uri + "'}")
                            .at("/result/contents/0/text")
                            .asText())
                    .as(uri)
                    .contains(uri.endsWith("agents") ? "a1" : uri.endsWith("swarm") ? rest.swarm() : "t1");
        }
        assertThat(client.ask("resources/read", "{'uri':'swarmbot://other'}")
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'none','arguments':{}}",
                "{'name':7}",
                "{}",
                "{'name':'join','arguments':{'agent':7}}",
                "{'name':'join','arguments':{'agent':'no good'}}",
                "{'name':'join','arguments':{'agent':'a1','capabilities':'x'}}",
                "{'name':'join','arguments':{'agent':'a1','slots':2}}",
                "{'name':'join','arguments':[1]}",
                "{'name':'report','arguments':{'agent':'a1'}}",
                "{'name':'report','arguments':{'agent':'a1','task':'t1','progress':'much'}}",
                "{'name':'finish','arguments':{'agent':'a1','task':'t1','result':1,'error':2}}",
                "{'name':'submit','arguments':{'type':'work','priority':99}}",
                "{'name':'steer','arguments':{'action':'explode'}}",
                "{'name':'claim','arguments':{'agent':'a1','wait':'soon'}}",
                "{'name':'find','arguments':{'status':['none']}}",
                "{'name':'look','arguments':{'task':'t1','agent':'a1'}}"
            })
    void wrongCallGetsTheErrorOfTheProtocolAndChangesNothing(String params) {
        client.done("join", "{'agent':'a1'}");
        String before = rest.cursor();

        JsonNode answer = client.ask("tools/call", params);

        assertThat(answer.at("/error/code").asInt()).as(answer.toString()).isEqualTo(-32602);
        assertThat(answer.at("/error/message").asText()).isNotBlank();
        assertThat(rest.cursor()).isEqualTo(before);
    }

    @Test
    void pathTakesNothingButPost() {
        for (String method : List.of("GET", "DELETE", "PUT")) {
            RawConnection.Response answer = RawConnection.ask(server, method, "/mcp/" + rest.swarm());
            Problems.assertProblem(answer, 405, "method_not_allowed");
            assertThat(answer.header("Allow")).isEqualTo("POST");
        }
    }

    @Test
    void refusedRequestIsAProblem() {
        Problems.assertProblem(RawConnection.post(server, "/mcp/no%20good", "{}"), 400, "bad_identifier");
        Problems.assertProblem(RawConnection.post(server, "/mcp?x=1", "{}"), 400, "unknown_parameter");
        Problems.assertProblem(RawConnection.post(server, "/mcp?agent=-", "{}"), 400, "bad_identifier");
        Problems.assertProblem(RawConnection.post(server, "/mcp/a/b", "{}"), 404, "unknown_path");
        Problems.assertProblem(RawConnection.post(server, "/mcp", "{}", "Accept", "text/html"), 406, "not_acceptable");
        try (RawConnection connection = RawConnection.to(server)) {
            Problems.assertProblem(
                    connection
                            .request("POST", "/mcp", "Content-Type", "text/plain", "Content-Length", "2")
                            .send("{}")
                            .receive(),
                    415,
                    "unsupported_media_type");
        }
        Problems.assertProblem(
                RawConnection.post(server, "/mcp", "{}", "Origin", "http://evil.example"), 403, "forbidden_origin");
        Problems.assertProblem(
                RawConnection.post(server, "/mcp", "{'a':'" + "x".repeat(64 * 1024) + "'}"), 413, "too_big");
    }

    @Test
    void notificationIsAccepted() {
        HttpResponse<String> answer = client.post(
                "{'jsonrpc':'2.0','method':'notifications/initialized'}", "MCP-Protocol-Version", "2025-11-25");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void waitIsReportedToThoseWhoGiveAToken() {
        client.done("join", "{'agent':'a1'}");

        HttpResponse<String> told =
                client.post("{'jsonrpc':'2.0','id':9,'method':'tools/call','params':{'_meta':{'progressToken':'p'},"
                        + "'name':'claim','arguments':{'agent':'a1','wait':'5s'}}}");
        HttpResponse<String> silent = client.post("{'jsonrpc':'2.0','id':9,'method':'tools/call','params':{"
                + "'name':'claim','arguments':{'agent':'a1','wait':'3s'}}}");

        assertThat(told.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<String> events =
                told.body().lines().filter(line -> line.startsWith("data: ")).toList();
        assertThat(events).hasSizeGreaterThanOrEqualTo(3);
        assertThat(events.get(0)).contains("notifications/progress", "\"progressToken\":\"p\"");
        assertThat(events.get(events.size() - 1)).contains("\"id\":9", "\"result\"");
        assertThat(told.body().lines()).noneMatch(line -> line.startsWith("id:"));
        assertThat(silent.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(Rest.json(silent).at("/result/structuredContent/task").isNull())
                .isTrue();
    }

    @Test
    void claimOfAClientThatHangsUpTakesNoTask() {
        client.done("join", "{'agent':'a1'}");
        String body = ("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'claim',"
                        + "'arguments':{'agent':'a1','wait':'45s'}}}")
                .replace('\'', '"');
        client.done("join", "{'agent':'a2'}");
        // Each time anew: a claim that goes on waiting would take each of these tasks.
        Patience.await().untilAsserted(() -> {
            try (RawConnection connection = RawConnection.to(server)) {
                connection
                        .request(
                                "POST",
                                "/mcp/" + rest.swarm(),
                                "Content-Type",
                                "application/json",
                                "Content-Length",
                                Integer.toString(body.length()))
                        .send(body);
            }
            String task = client.done("submit", "{'type':'work'}").path("id").asText();
            assertThat(client.done("claim", "{'agent':'a2','wait':'1s'}")
                            .path("id")
                            .asText())
                    .isEqualTo(task);
        });
    }

    @Test
    void traceOfTheCallIsOnItsEvent() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String other = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b8-00";
        String start = rest.cursor();
        String call = "{'name':'submit','arguments':{'type':'count'}";

        client.ask("tools/call", call + "}", "traceparent", trace);
        client.ask("tools/call", call + ",'_meta':{'traceparent':'" + other + "'}}", "traceparent", trace);
        client.ask("tools/call", call + ",'_meta':{'traceparent':'none'}}");

        List<String> traces = new ArrayList<>();
        Rest.json(rest.get("/events?after=" + start))
                .path("events")
                .forEach(event -> traces.add(event.path("traceparent").asText()));
        assertThat(traces).containsExactly(trace, other, "");
    }
}
