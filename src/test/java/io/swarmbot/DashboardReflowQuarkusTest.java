package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each view can be used at a width of 320 CSS pixels, and with letters of twice the size (WCAG 2.2, 1.4.10 and 1.4.4):
 * the page does not scroll sideways, and nothing is cut. What scrolls in a box of its own, such as a table, may be
 * wide.
 */
@QuarkusTest
@Tag("stress-only")
class DashboardReflowQuarkusTest {

    private static final String LOOK = """
            async () => {
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
              const page = document.scrollingElement;
              const found = page.scrollWidth > page.clientWidth ? [`page: ${page.scrollWidth} > ${page.clientWidth}`] : [];
              const isHidden = (each) => each.closest('.unseen, .skip, svg, [hidden]') || !each.checkVisibility();
              const name = (each) => `${each.localName}.${each.className} "${each.textContent.trim().slice(0, 30)}"`;
              const dialog = document.querySelector('dialog[open]');
              for (const each of (dialog ?? document.body).querySelectorAll('*')) {
                if (isHidden(each)) continue;
                let scrolls = false;
                for (let box = each.parentElement; box; box = box.parentElement) {
                  if (/auto|scroll/.test(getComputedStyle(box).overflowX) && box !== page && box !== document.body) scrolls = true;
                }
                const { left, right, width } = each.getBoundingClientRect();
                if (!scrolls && width && (right > innerWidth + 1 || left < -1)) found.push(`sticks out: ${name(each)}`);
                const { overflowX, textOverflow, clipPath, display } = getComputedStyle(each);
                const isClipped = overflowX === 'hidden' && textOverflow !== 'ellipsis' && clipPath === 'none';
                const isControl = /^(button|select)$/.test(each.localName) && textOverflow !== 'ellipsis';
                if ((isClipped || isControl) && display !== 'inline' && each.scrollWidth > each.clientWidth + 1) {
                  found.push(`is cut: ${name(each)} ${each.scrollWidth} > ${each.clientWidth}`);
                }
              }
              return found.slice(0, 8);
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
        rest.register("documentation-reviewer-2", "{\"role\":\"reads the proof\",\"capabilities\":[\"gpu\"]}");
        List.of("asks", "failed", "runs", "write-the-guide-to-checkout-and-payments")
                .forEach(rest::submit);
        rest.send("POST", "/tasks", "{\"id\":\"after\",\"type\":\"cut\",\"dependencies\":[\"asks\"]}");
        for (int n = 0; n < 3; n++) {
            rest.start(rest.claim("agent1", "0s").path("id").asText(), "agent1");
        }
        rest.send(
                "POST",
                "/tasks/asks/request-input",
                "{\"agent_id\":\"agent1\",\"question\":{\"text\":\"Which of the two words should the guide use?\","
                        + "\"options\":[\"basket\",\"cart\"]}}");
        rest.send(
                "POST",
                "/tasks/failed/fail",
                "{\"agent_id\":\"agent1\",\"error\":{\"code\":\"E_DISK\"},\"retry\":false}");
        rest.progress("runs", "agent1", 40);
        rest.complete("runs", "agent1", "{\"words\":7}");
        rest.send("POST", "/tasks", "{\"id\":\"then\",\"type\":\"cut\",\"priority\":1,\"dependencies\":[\"runs\"]}");
        rest.start(rest.claim("agent1", "0s").path("id").asText(), "agent1");
        rest.send("POST", "/agents/agent1/messages", "{\"text\":\"Look\",\"actor\":\"documentation-reviewer-2\"}");
        file = Rest.json(rest.send(
                        "POST", "/files?name=notes.txt&task=runs&agent=agent1", "hello", "Content-Type", "text/plain"))
                .path("id")
                .asText();
    }

    @AfterEach
    void closePage() {
        tab.close();
    }

    @ParameterizedTest
    @CsvSource({"320,100", "1280,200", "640,200"})
    void nothingScrollsSidewaysAndNothingIsCut(int width, int percent) {
        tab = Browser.open(server, rest.swarm());
        tab.page().setViewportSize(width, 800);
        tab.evaluate("(percent) => { document.documentElement.style.fontSize = `${percent}%` }", percent);
        tab.awaitLive();

        assertFits("overview", "", "[data-task=asks]");
        assertFits("inbox", "", "[data-entry=asks]");
        assertFits("agents", "", "[data-row=agent1]");
        assertFits("agents", "&agent=agent1", "[data-agent-detail=agent1] .moment");
        assertFits("tasks", "", "[data-row=asks]");
        assertFits("tasks", "&layout=board", "[data-card=asks]");
        assertFits("tasks", "&task=asks", "[data-detail=asks] .moment");
        assertFits("tasks", "&task=after", "[data-why]");
        assertFits("files", "&file=" + file, "[data-preview=text]");
        assertFits("feed", "", "tbody [data-row]");
        assertFits("timeline", "", ".lanes canvas");
        assertFits("flow", "", "[data-node=agent1]");
        tab.find("[data-action=past]").click();
        assertDialogFits("#past[data-cursor*='-']");
        tab.find("[data-action=past-leave]").click();
        tab.find("[data-action=settings]").click();
        assertDialogFits("#settings");
        tab.page().keyboard().press("?");
        assertDialogFits("#help");
        tab.page().keyboard().press("Control+k");
        tab.page().keyboard().type("a");
        assertDialogFits("#palette");
        tab.find("[data-action=new-task]").click();
        assertDialogFits("#task-form");
        show("?swarm=" + Rest.inNewSwarm(server).swarm(), "[data-way=curl]");
    }

    private void assertDialogFits(String dialog) {
        tab.await(dialog);
        assertThat((List<?>) tab.evaluate(LOOK)).as(dialog).isEmpty();
        tab.page().keyboard().press("Escape");
    }

    private void assertFits(String view, String parameters, String shown) {
        show("?swarm=" + rest.swarm() + "&view=" + view + parameters, shown);
    }

    private void show(String address, String shown) {
        // As if a link had been followed.
        tab.evaluate(
                "(search) => { history.pushState(null, '', search); dispatchEvent(new PopStateEvent('popstate')); }",
                address);
        tab.await(shown);

        assertThat((List<?>) tab.evaluate(LOOK)).as(address).isEmpty();
    }
}
