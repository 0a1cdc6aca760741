package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The dashboard by keyboard alone: shortcuts, their help, and the command palette. */
@QuarkusTest
@Tag("stress-only")
class DashboardKeyboardQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private Tab tab;

    @BeforeEach
    void openPage() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1", "{\"name\":\"Ada\"}");
        rest.submit("task1");
        rest.submit("task2");
        open("");
    }

    private void open(String parameters) {
        if (tab != null) {
            tab.close();
        }
        tab = Browser.open(server.resolve("/?swarm=" + rest.swarm() + parameters));
        tab.awaitLive();
    }

    @AfterEach
    void closePage() {
        assertThat(tab.errors()).isEmpty();
        assertThat(tab.violations()).isEmpty();
        tab.close();
    }

    private void press(String... keys) {
        for (String key : keys) {
            tab.page().keyboard().press(key);
        }
    }

    private void type(String text) {
        tab.page().keyboard().type(text);
    }

    private boolean isShown(String selector) {
        return tab.find(selector).count() > 0;
    }

    private void openPalette() {
        press("Control+k");
        tab.await("#palette[open] input:focus");
    }

    @Test
    void keysLeadFromViewToViewAndToTheFormAndToTheSearch() {
        press("g", "t");
        tab.await("main[data-view=tasks]");
        press("g", "f");
        tab.await("main[data-view=files]");
        press("g", "a");
        tab.await("main[data-view=agents]");
        press("/");
        tab.await("main input[type=search]:focus");
        type("nobody");
        tab.await("#agent-count:text-is('0')");
        tab.find("#agents-title").click();
        press("n");
        tab.await("#task-type:focus");
        press("Escape");
        press(",");
        tab.await("#settings[open]");
        press("Escape");
        press("?");
        tab.await("#help[open] h2:focus");
        tab.await("#help dt:has-text('g') + dd:has-text('Go to Files')");
        press("Escape");
        tab.awaitGone("#help[open]");
    }

    @Test
    void keysDoNothingWhileSomebodyTypes() {
        press("n");
        tab.await("#task-type:focus");
        type("gt?n/,");
        assertThat(tab.find("#task-type").inputValue()).isEqualTo("gt?n/,");
        press("Tab", "?", "n");
        press("Control+k");
        assertThat(isShown("#help[open], #palette[open], #settings[open]")).isFalse();
        assertThat(isShown("main[data-view=overview]")).isTrue();
    }

    @Test
    void keysThatAreSwitchedOffDoNothing() {
        tab.find("[data-action=settings]").click();
        tab.find("#settings input[name=shortcuts]").uncheck();
        press("Escape");

        press("n", "?", "g", "t", ",", "/");

        openPalette();
        assertThat(isShown("dialog[open]:not(#palette), main[data-view=tasks]")).isFalse();
        assertThat(isShown("#palette kbd"))
                .as("it does not name keys that do nothing")
                .isFalse();
        type("keyboard shortcuts");
        press("Enter");
        tab.await("#help[open] [data-off]");
    }

    @Test
    void helpGivesTheFocusBackToWhereItWas() {
        tab.find("[data-view=agents]").first().focus();

        press("?");
        tab.await("#help[open]");
        press("Escape");

        tab.await("[data-view=agents]:focus");
        openPalette();
        press("Escape");
        tab.await("[data-view=agents]:focus");
    }

    @Test
    void paletteGoesToViewsSwarmsAgentsAndTasks() {
        Rest other = Rest.inNewSwarm(server);
        openPalette();
        type("files");
        press("Enter");
        tab.await("main[data-view=files]");

        openPalette();
        type("ada");
        press("Enter");
        tab.await("[data-agent-detail=agent1]");

        openPalette();
        type("task2");
        tab.await("#palette [data-offer=task2][aria-selected=true]");
        press("Enter");
        tab.await("[data-detail=task2]");

        openPalette();
        type("task");
        tab.await("#palette [data-offer=task2]");
        String active = tab.find("#palette input").getAttribute("aria-activedescendant");
        press("ArrowDown");
        await().until(() -> !active.equals(tab.find("#palette input").getAttribute("aria-activedescendant")));
        tab.await("#" + tab.find("#palette input").getAttribute("aria-activedescendant") + "[aria-selected=true]");
        press("Control+a");
        type(other.swarm());
        tab.await("#palette [data-offer='" + other.swarm() + "']");
        press("Enter");
        tab.await("#connection[data-state=live][data-swarm='" + other.swarm() + "']");
    }

    @Test
    void paletteFindsATaskThatOnlyTheServiceRemembers() {
        openPalette();
        type("long-gone");
        press("Enter");

        tab.await("[data-detail=long-gone]:has-text('There is no such task')");
        assertThat(tab.errors()).allMatch(error -> error.contains("404"));
        tab.close();
        open("");
    }

    @Test
    void paletteActsOnWhatIsOpenAndAsksBeforeWhatCannotBeUndone() {
        open("&view=tasks&task=task1");
        tab.await("[data-detail=task1]");

        openPalette();
        type("cancel");
        press("Enter");
        tab.await("#palette [data-asked]:has-text('Cancel task1?')");
        assertThat(Rest.json(rest.get("/tasks/task1")).path("status").asText()).isEqualTo("pending");
        rest.claim("agent1", "0s");
        tab.await("[data-detail=task1] .status:has-text('Assigned')");
        press("Enter");
        tab.await("#palette [data-asked]:has-text('It has changed meanwhile')");
        press("Enter");
        tab.await("[data-detail=task1] .status:has-text('Canceled')");

        openPalette();
        type("retry task1");
        press("Enter");
        tab.await("[data-detail=task1] .status:has-text('Pending')");
        tab.page().navigate(server + "?swarm=" + rest.swarm() + "&view=agents&agent=agent1");
        tab.await("[data-agent-detail=agent1] .actions");
        openPalette();
        type("drain");
        press("Enter");
        await().until(() ->
                Rest.json(rest.get("/agents/agent1")).path("mode").asText().equals("draining"));
    }
}
