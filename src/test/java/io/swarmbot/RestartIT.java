package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Browser;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawSocket;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.Tab;
import io.swarmbot.testing.WebSocketClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The packaged service ends, in order or killed, and starts again. */
class RestartIT {

    private static final int GOING_AWAY = 1001;

    /** Twice the longest pause of the page between two tries, if the service is slow to come back. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @Test
    void pageResumesWhenAKilledServiceIsBack() {
        try (ServiceProcess service = ServiceProcess.with();
                Tab tab = Browser.open(service.server(), "default")) {
            Rest rest = Rest.of(service.server(), "default");
            String cursor = rest.register("before");
            tab.await("[data-agent=before]");
            tab.awaitLive();

            service.kill();
            tab.await("#connection[data-state=reconnecting]");
            service.start();
            String end = rest.register("after");

            tab.await("#connection[data-state=live][data-transport=websocket][data-cursor='" + end + "']");
            tab.await("[data-agent=after]");
            tab.await("[data-agent=before]");
            assertThat(end).isEqualTo(StreamClient.epoch(cursor) + "-" + (StreamClient.seq(cursor) + 1));
            assertThat(tab.evaluate("JSON.stringify(window.swarmbot.state.toSnapshot())"))
                    .isEqualTo(rest.snapshotText());
        }
    }

    @Test
    void pageBeginsAnewWhenTheServiceLostItsData() {
        try (ServiceProcess service = ServiceProcess.with("swarmbot.store.kind=memory");
                Tab tab = Browser.open(service.server(), "default")) {
            Rest rest = Rest.of(service.server(), "default");
            rest.register("before");
            tab.await("[data-agent=before]");
            tab.awaitLive();
            String cursor = tab.cursor();

            service.kill();
            tab.await("#connection[data-state=reconnecting]");
            tab.await("[data-agent=before]");
            service.start();
            String end = rest.register("after");

            tab.await(
                    "#connection[data-state=live][data-transport=websocket][data-cursor='" + end + "']", LONGEST_PAUSE);
            tab.await("[data-agent=after]");
            tab.awaitGone("[data-agent=before]");
            assertThat(StreamClient.epoch(end)).isNotEqualTo(StreamClient.epoch(cursor));
            assertThat(tab.evaluate("JSON.stringify(window.swarmbot.state.toSnapshot())"))
                    .isEqualTo(rest.snapshotText());
        }
    }

    @Test
    void terminatedServiceTellsItsStreamsToReconnect() {
        try (ServiceProcess service = ServiceProcess.with();
                WebSocketClient live = WebSocketClient.open(service.server(), "default", "");
                EventStreamClient events = EventStreamClient.open(service.server(), "default", "")) {
            service.terminate();

            assertThat(live.closeCode()).isEqualTo(GOING_AWAY);
            events.await("reconnect");
            events.awaitEnd();
            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    /** The first tenth of the drain, in which no stream is told, is longer than this takes. */
    @Test
    void drainAnswersWhoeverWaitsRefusesWhoeverWouldWaitAndServesTheRest() {
        try (ServiceProcess service = ServiceProcess.with("swarmbot.shutdown.drain=20m");
                WebSocketClient live = WebSocketClient.open(service.server(), "default", "")) {
            Rest rest = Rest.of(service.server(), "default");
            rest.register("agent2");
            String head = rest.register("agent1");
            CompletableFuture<HttpResponse<String>> poll = CompletableFuture.supplyAsync(
                    () -> rest.get("/events?wait=55s&after=" + head), work -> new Thread(work).start());
            CompletableFuture<HttpResponse<String>> tool = CompletableFuture.supplyAsync(
                    () -> callClaimTool(service, "agent2"), work -> new Thread(work).start());
            live.send("{\"id\":\"claim\",\"type\":\"claim\",\"agent_id\":\"agent1\",\"wait\":\"55s\"}");
            live.ask("{\"id\":\"behind it\",\"type\":\"heartbeat\",\"agent_id\":\"agent1\"}");
            await().until(() -> metric(service, "swarmbot_streams{transport=\"websocket\"} ")
                            .equals("1.0")
                    && metric(service, "swarmbot_streams{transport=\"poll\"} ").equals("1.0")
                    && metric(service, "swarmbot_commands_open ").equals("2.0"));

            service.terminate();

            assertThat(live.answer("claim").path("status").asInt()).isEqualTo(204);
            assertThat(Rest.json(tool.join())
                            .at("/result/structuredContent/task")
                            .isNull())
                    .as(tool.join().body())
                    .isTrue();
            assertThat(poll.join().statusCode()).isEqualTo(200);
            assertThat(poll.join().body())
                    .contains("\"cursor\":\"" + head + "\"")
                    .contains("\"events\":[]");
            assertThat(health(service, "ready")).isEqualTo(503);
            assertThat(health(service, "live")).isEqualTo(200);
            for (HttpResponse<String> refused : List.of(
                    rest.send("POST", "/agents/agent1/claim?wait=55s", "{}"),
                    rest.send("GET", "/events?wait=55s&after=" + head, null))) {
                Problems.assertProblem(refused, 503, "shutting_down");
                assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            }
            assertThat(EventStreamClient.refused(service.server(), "default", "", "Accept", "text/event-stream")
                            .body())
                    .contains("event: reconnect")
                    .contains("\"reason\":\"shutting_down\"");
            HttpResponse<String> command = rest.send("PUT", "/agents/agent1/status", "{\"status\":\"busy\"}");
            assertThat(command.statusCode()).isEqualTo(200);
            assertThat(command.headers().firstValue("Connection")).contains("close");
            live.await("agent_status_changed");

            live.close();

            // The time of the drain is longer than this waits: it ends because nobody is left.
            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(service.output())
                    .contains("drained 2 streams and waiting polls")
                    .doesNotContain("ERROR");
        }
    }

    /** Over MCP, where the call waits for its answer. */
    private static HttpResponse<String> callClaimTool(ServiceProcess service, String agent) {
        return Rest.exchange(
                service.server(),
                "POST",
                "/mcp/default",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"claim\","
                        + "\"arguments\":{\"agent\":\"" + agent + "\",\"wait\":\"55s\"}}}",
                "Accept",
                "application/json, text/event-stream");
    }

    private static int health(ServiceProcess service, String check) {
        return Rest.exchange(service.server(), "GET", "/q/health/" + check, null)
                .statusCode();
    }

    private static String metric(ServiceProcess service, String name) {
        return Rest.exchange(service.management(), "GET", "/q/metrics", null)
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    @Test
    void pageThatIsSentAwayComesBackWithoutAnyFailure() {
        try (ServiceProcess service = ServiceProcess.with("swarmbot.push.max-connection-age=3s");
                Tab tab = Browser.open(service.server(), "default")) {
            Rest rest = Rest.of(service.server(), "default");
            tab.awaitLive();
            tab.evaluate("""
                    (() => {
                      window.seen = [];
                      setInterval(() => {
                        const { attempt, problem } = window.swarmbot.status;
                        window.seen.push({ attempt, problem: problem?.message ?? '' });
                      }, 20);
                    })()""");

            await().until(() -> metric(service, "swarmbot_streams_ended_total{reason=\"max_age\"")
                    .matches(".* [3-9]\\d*\\.0|.* [1-9]\\d+\\.0"));
            String end = rest.register("agent1");
            tab.await("#connection[data-state=live][data-transport=websocket][data-cursor='" + end + "']");

            assertThat(tab.evaluate("String(window.swarmbot.stats.resets + window.swarmbot.stats.gaps)"))
                    .isEqualTo("0");
            assertThat(tab.evaluate("JSON.stringify(window.seen.filter((each) => each.attempt || each.problem))"))
                    .isEqualTo("[]");
        }
    }

    @Test
    void aServiceThatIsTerminatedLogsNoErrorForAClientThatDoesNotAnswerTheClose() throws IOException {
        try (ServiceProcess service = ServiceProcess.with();
                RawSocket silent =
                        RawSocket.webSocket(service.server(), "/api/v1/swarms/default/live", "swarmbot.batch.v1")) {
            silent.readUntil("connected");
            service.terminate();

            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(service.output()).doesNotContain("ERROR");
        }
    }
}
