package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Route;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An empty swarm says how to bring an agent into it, with commands that work as they stand there. */
@QuarkusTest
@Tag("stress-only")
class DashboardFirstRunQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private Tab tab;

    @BeforeEach
    void openEmptySwarm() {
        rest = Rest.inNewSwarm(server);
        tab = Browser.open(server, rest.swarm());
        tab.awaitLive();
        tab.await("[data-empty=agents] [data-way=curl][open]");
    }

    @AfterEach
    void closePage() {
        assertThat(tab.errors()).isEmpty();
        assertThat(tab.violations()).isEmpty();
        tab.close();
    }

    private String command(String way) {
        return tab.find("[data-way=" + way + "] code").first().textContent();
    }

    private static RunningProgram run(String command) {
        String bash = Programs.require(List.of("bash"), "what the page shows for a terminal")
                .toString();
        return RunningProgram.start(List.of(bash, "-c", command));
    }

    @Test
    void linesForATerminalRegisterAnAgentAndTheHintIsGone() {
        Programs.require(List.of("curl"), "what the page shows for a terminal");
        rest.submit("task1");

        try (RunningProgram curl = run(command("curl"))) {
            tab.await("[data-agent=agent1]");
            tab.awaitGone("[data-empty=agents]");
            await().until(() ->
                    Rest.json(rest.get("/tasks/task1")).path("status").asText().equals("assigned"));
        }
    }

    @Test
    void linesOfPythonWork() {
        Programs.require(List.of("python3"), "what the page shows for Python");
        tab.find("[data-way=python] summary").click();
        tab.await("[data-way=python][open] pre");
        tab.awaitGone("[data-way=curl][open]");

        try (RunningProgram python = run(command("python"))) {
            tab.await("[data-agent=python1]");
            rest.submit("task1");
            rest.submit("task2");
            await().until(() -> Rest.json(rest.get("/tasks?q=status:completed"))
                            .path("tasks")
                            .size()
                    == 2);
        }
    }

    @Test
    void lineOfACodingAgentLeadsToThisSwarmAndIsCopied() {
        tab.find("[data-way=mcp] summary").click();
        String command = command("mcp");

        assertThat(command).contains(server + "mcp/" + rest.swarm());
        String hello =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
        assertThat(Rest.exchange(
                                server,
                                "POST",
                                "/mcp/" + rest.swarm(),
                                hello,
                                "Accept",
                                "application/json, text/event-stream")
                        .statusCode())
                .isEqualTo(200);
        tab.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        tab.find("[data-way=mcp] .copy").click();
        await().until(() -> tab.evaluate("navigator.clipboard.readText()").equals(command));
    }

    @Test
    void wayOfACodingAgentIsNotShownIfItsDoorIsClosed() {
        tab.await("[data-way=mcp]");
        tab.page().route("**/api/v1/transports", route -> {
            APIResponse answer = route.fetch();
            assertThat(answer.text()).contains("\"doors\":[\"mcp\"]");
            route.fulfill(new Route.FulfillOptions()
                    .setResponse(answer)
                    .setBody(answer.text().replace("[\"mcp\"]", "[]")));
        });

        tab.page().reload();

        tab.awaitLive();
        tab.await("[data-way=python]");
        await().until(() -> tab.evaluate("document.querySelector('swarm-dashboard').view.doors.isKnown")
                .equals(true));
        assertThat(tab.find("[data-way=mcp]").count()).isZero();
    }
}
