package io.swarmbot;

import static io.swarmbot.testing.WithTokens.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WithTokens;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Text of agents, of tasks and of people is text on the page, whatever is in it, in a real browser. */
@QuarkusTest
@TestProfile(WithTokens.class)
@Tag("stress-only")
class HostileTextQuarkusTest extends PageWithLogin {

    /** Would run a script if it became markup, in an attribute or between tags. */
    private static final String HOSTILE =
            "\"><img src=x onerror=\"hacked=1\"><script>hacked=1;alert(1)</script><a href=\"javascript:hacked=1\">x</a>";

    /** Whatever of the hostile text became an element, with what would run it. */
    private static final String ELEMENTS_OF_OTHERS = """
            [...document.querySelectorAll('*')]
              .filter((each) => each.matches('body script, iframe, a[href^="javascript:"], img:not([src="favicon.svg"])')
                || [...each.attributes].some(({ name }) => name.startsWith('on')))
              .map((each) => each.outerHTML).join()
            """;

    @Test
    void hostileTextIsShownAndRunsNothing() {
        JsonNode admin = make(HOSTILE, "admin");
        writeHostileText(rest.as(header(admin.path("token").asText())));
        tab = Browser.open(server.resolve("/?swarm=" + URLEncoder.encode(HOSTILE, UTF_8)));
        List<String> dialogs = new ArrayList<>();
        tab.page().onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        logIn(tab, HOSTILE);
        tab.await("#login-problem:has-text('This is no token')");
        logIn(tab, admin.path("token").asText());
        tab.await("#trouble");
        assertNothingRan();

        tab.page().navigate(server.resolve("/?swarm=" + rest.swarm()).toString());
        tab.awaitLive();
        writeHostileText(rest.as(header(admin.path("token").asText())));
        for (String filter : List.of("completed", "failed", "canceled", "open")) {
            tab.await("swarm-tasks [data-filter=" + filter + "]").click();
            tab.await("[data-task] .row-title").click();
            tab.await("[data-task] .facts dd:has-text('onerror')");
        }
        tab.await("[data-agent=agent1] .row-title").click();
        tab.await("[data-agent=agent1] .facts dd:has-text('onerror')");
        tab.await("[data-question] label:has-text('<script>')");
        tab.await("[data-event=log]:has-text('<script>')");
        tab.find("#account summary").click();
        tab.await("#account strong:has-text('<script>')");
        tab.find("[data-action=tokens]").click();
        tab.await("[data-token] strong:has-text('<script>')");
        tab.find("#token-name").fill(HOSTILE);
        tab.find("#token-swarm").fill(HOSTILE);
        tab.find("[data-action=make-token]").click();
        tab.await("#token-problem:has-text('onerror')");
        tab.find("#token-swarm").fill(rest.swarm());
        tab.find("[data-action=make-token]").click();
        tab.await("[data-made] strong:has-text('<script>')");
        assertNothingRan();
        show("&view=agents&agent=agent1&sort=" + URLEncoder.encode(HOSTILE, UTF_8));
        tab.await("[data-agent-detail] h2:has-text('<script>')");
        tab.await("[data-agent-detail] .moment:has-text('onerror')");
        assertNothingRan();
        show("&view=tasks&q=" + URLEncoder.encode("status:" + HOSTILE, UTF_8));
        show("&view=tasks&q=status:failed");
        tab.await("[data-row] .row-link").click();
        tab.await("[data-detail] [data-json=error] pre:has-text('onerror')");
        tab.await("[data-detail] .timeline:has-text('onerror')");
        assertNothingRan();
        show("&view=inbox");
        tab.await("[data-entry] label:has-text('<script>')");

        assertNothingRan();
        assertThat(dialogs).isEmpty();
    }

    private void show(String parameters) {
        tab.page()
                .navigate(server.resolve("/?swarm=" + rest.swarm() + parameters).toString());
        tab.awaitLive();
    }

    private void assertNothingRan() {
        assertThat(tab.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(tab.evaluate(ELEMENTS_OF_OTHERS)).isEqualTo("");
        assertThat(tab.violations()).isEmpty();
    }

    /** Puts the hostile text into each field that takes any text, of an agent and of a task in each status. */
    private static void writeHostileText(Rest rest) {
        String text = JsonNodeFactory.instance.textNode(HOSTILE).toString();
        String any = "{" + text + ":[" + text + ",{" + text + ":" + text + "}]}";
        rest.register("agent1", "{\"name\":" + text + ",\"role\":" + text + ",\"slots\":64,\"metrics\":" + any + "}");
        send(rest, "PUT", "/agents/agent1/status", "{\"status\":\"error\",\"details\":" + any + "}");
        send(rest, "POST", "/agents/agent1/log", "{\"lines\":[{\"message\":" + text + "}]}");
        send(rest, "POST", "/agents/agent1/pause", "{\"reason\":" + text + "}");
        send(rest, "POST", "/agents/agent1/resume", "{\"reason\":" + text + "}");
        List<String> tasks = IntStream.range(0, 4)
                .mapToObj(n -> Rest.json(rest.send(
                                "POST",
                                "/tasks",
                                "{\"type\":\"work\",\"max_attempts\":1,\"description\":" + text + ",\"input\":" + any
                                        + "}"))
                        .path("id")
                        .asText())
                .toList();
        for (String task : tasks) {
            rest.claim("agent1", "0s");
            rest.start(task, "agent1");
            send(rest, "POST", "/tasks/" + task + "/progress", "{\"agent_id\":\"agent1\",\"message\":" + text + "}");
        }
        send(rest, "POST", "/tasks/" + tasks.get(0) + "/complete", "{\"agent_id\":\"agent1\",\"result\":" + any + "}");
        send(rest, "POST", "/tasks/" + tasks.get(1) + "/fail", "{\"agent_id\":\"agent1\",\"error\":" + any + "}");
        send(rest, "POST", "/tasks/" + tasks.get(2) + "/cancel", "{\"reason\":" + text + "}");
        send(
                rest,
                "POST",
                "/tasks/" + tasks.get(3) + "/request-input",
                "{\"agent_id\":\"agent1\",\"question\":" + text + "}");
    }

    private static void send(Rest rest, String method, String path, String body) {
        HttpResponse<String> answer = rest.send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
