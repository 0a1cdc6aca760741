package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.ForeignTools;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** axe-core finds nothing that WCAG 2.2 forbids at the level AA, in each view, in light and dark. */
@QuarkusTest
@Tag("stress-only")
class DashboardAccessibilityQuarkusTest {

    private static final String AXE = ForeignTools.script("axe-core/axe.min.js");

    private static final String LOOK = """
            async () => {
              const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
              const { violations, passes } = await axe.run(document, { runOnly: tags });
              const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
                `${id} ${target.join(' ')}: ${failureSummary}`));
              return passes.length > 5 ? found : ['axe looked at nothing'];
            }
            """;

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private Tab tab;
    private String file;

    @BeforeEach
    void makeALivelySwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        rest.register("agent2", "{\"name\":\"Grace\",\"role\":\"reader\",\"capabilities\":[\"gpu\"]}");
        List.of("asks", "failed", "runs", "done", "canceled", "waits").forEach(rest::submit);
        rest.send("POST", "/tasks", "{\"id\":\"after\",\"type\":\"cut\",\"dependencies\":[\"waits\"]}");
        for (int n = 0; n < 4; n++) {
            String task = rest.claim("agent1", "0s").path("id").asText();
            rest.start(task, "agent1");
        }
        rest.send("POST", "/tasks/asks/request-input", "{\"agent_id\":\"agent1\",\"question\":\"Which?\"}");
        rest.send(
                "POST",
                "/tasks/failed/fail",
                "{\"agent_id\":\"agent1\",\"error\":{\"code\":\"E_DISK\"},\"retry\":false}");
        rest.progress("runs", "agent1", 40);
        rest.complete("done", "agent1", "{\"words\":7}");
        rest.cancel("canceled");
        rest.send("POST", "/tasks", "{\"id\":\"then\",\"type\":\"cut\",\"priority\":1,\"dependencies\":[\"done\"]}");
        rest.start(rest.claim("agent1", "0s").path("id").asText(), "agent1");
        rest.send("POST", "/agents/agent2/messages", "{\"text\":\"Look\",\"actor\":\"agent1\"}");
        rest.send("POST", "/agents/agent2/pause", null);
        file = Rest.json(rest.send(
                        "POST", "/files?name=notes.txt&task=runs&agent=agent1", "hello", "Content-Type", "text/plain"))
                .path("id")
                .asText();
    }

    @AfterEach
    void closePage() {
        if (tab != null) {
            tab.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void nothingIsForbiddenInAnyView(ColorScheme scheme) {
        tab = Browser.open(server, rest.swarm());
        tab.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        tab.awaitLive();
        tab.evaluate(AXE);

        assertNothingIsForbidden("overview", "", "[data-task=asks]");
        assertNothingIsForbidden("inbox", "", "[data-entry=asks]");
        assertNothingIsForbidden("agents", "", "[data-row=agent2]");
        assertNothingIsForbidden("agents", "&agent=agent2", "[data-agent-detail=agent2] .moment");
        assertNothingIsForbidden("tasks", "", "[data-row=waits]");
        assertNothingIsForbidden("tasks", "&layout=board", "[data-card=waits]");
        assertNothingIsForbidden("tasks", "&task=failed", "[data-detail=failed] [data-attempt='1']");
        assertNothingIsForbidden("tasks", "&task=after", "[data-why]");
        assertNothingIsForbidden("tasks", "&q=nothing", "[data-empty=found]");
        assertNothingIsForbidden("files", "", "[data-row='" + file + "']");
        assertNothingIsForbidden("files", "&file=" + file, "[data-preview=text]");
        assertNothingIsForbidden("files", "&q=nothing", "[data-empty=found]");
        assertNothingIsForbidden("tasks", "&task=runs", "[data-files=runs] li");
        assertNothingIsForbidden("feed", "", "tbody [data-row]");
        assertNothingIsForbidden("feed", "&q=nothing", "[data-empty=found]");
        assertNothingIsForbidden(
                "feed",
                "&event=" + rest.cursor().replaceFirst("-\\d+$", "-1"),
                "[data-event-detail] [data-json=event]");
        assertNothingIsForbidden("timeline", "", ".lanes canvas");
        assertNothingIsForbidden("timeline", "&layout=table", "[data-row='failed#1']");
        assertNothingIsForbidden("flow", "", "[data-node=agent1]");
        show("?swarm=" + rest.swarm() + "&view=tasks&task=failed", "[data-detail=failed]");
        tab.find("[data-action=past]").click();
        assertNothingIsForbiddenIn("#past[data-cursor*='-']");
        tab.find("[data-action=past-leave]").click();
        tab.find("[data-action=settings]").click();
        assertNothingIsForbiddenIn("#settings");
        tab.page().keyboard().press("?");
        assertNothingIsForbiddenIn("#help");
        tab.page().keyboard().press("Control+k");
        tab.page().keyboard().type("a");
        assertNothingIsForbiddenIn("#palette");
        tab.find("[data-action=new-task]").click();
        assertNothingIsForbiddenIn("#task-form");
        assertThat(tab.violations()).isEmpty();
        Rest empty = Rest.inNewSwarm(server);
        show("?swarm=" + empty.swarm() + "&view=agents", "[data-way=curl]");
        show("?swarm=" + empty.swarm() + "&view=files", "[data-empty=files]");
    }

    /** Looks at an open dialog, and closes it. */
    private void assertNothingIsForbiddenIn(String dialog) {
        tab.await(dialog);
        assertThat((List<?>) tab.evaluate(LOOK)).as(dialog).isEmpty();
        tab.page().keyboard().press("Escape");
    }

    private void assertNothingIsForbidden(String view, String parameters, String shown) {
        show("?swarm=" + rest.swarm() + "&view=" + view + parameters, shown);
    }

    private void show(String address, String shown) {
        // As if a link had been followed: axe stays in the page.
        tab.evaluate(
                "(search) => { history.pushState(null, '', search); dispatchEvent(new PopStateEvent('popstate')); }",
                address);
        tab.await(shown);

        assertThat((List<?>) tab.evaluate(LOOK)).as(address).isEmpty();
    }
}
