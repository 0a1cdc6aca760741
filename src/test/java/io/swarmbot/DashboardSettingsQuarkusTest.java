package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the page looks and works for the user of a browser, and how it tells of what needs them. */
@QuarkusTest
@Tag("stress-only")
class DashboardSettingsQuarkusTest {

    private static final String LIGHT = "rgb(245, 246, 248)";
    private static final String DARK = "rgb(13, 16, 20)";

    /** Stands in for the browser's notifications, which a browser without a screen does not show. */
    private static final String NOTIFICATIONS = """
            () => {
              window.shown = [];
              window.Notification = class {
                static permission = 'default';
                static async requestPermission() {
                  return (Notification.permission = 'granted');
                }
                constructor(title, { body }) {
                  window.shown.push(`${title}: ${body}`);
                }
              };
              Object.defineProperty(document, 'hidden', { get: () => window.isHidden ?? false });
            }
            """;

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private Tab tab;

    @BeforeEach
    void openPage() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        tab = Browser.open(server, rest.swarm());
        tab.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        tab.awaitLive();
    }

    @AfterEach
    void closePage() {
        assertThat(tab.errors()).isEmpty();
        assertThat(tab.violations()).isEmpty();
        tab.close();
    }

    private void openSettings() {
        tab.find("[data-action=settings]").click();
        tab.await("#settings[open]");
    }

    private void choose(String name, String value) {
        tab.find("#settings input[name=" + name + "][value=" + value + "]").check();
    }

    private Object background() {
        return tab.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void colourThatWasChosenIsThereBeforeTheFirstPaint() {
        assertThat(background()).isEqualTo(LIGHT);
        openSettings();
        choose("theme", "dark");
        assertThat(background()).as("at once").isEqualTo(DARK);
        List<Route> held = new ArrayList<>();
        tab.page().route("**/app/main.js", held::add);

        tab.page()
                .navigate(
                        server + "?swarm=" + rest.swarm(),
                        new Page.NavigateOptions()
                                .setWaitUntil(com.microsoft.playwright.options.WaitUntilState.COMMIT));
        await().until(() -> {
            tab.evaluate("0");
            return !held.isEmpty();
        });

        tab.await(".before-start");
        assertThat(background()).as("before any module of the page has run").isEqualTo(DARK);
        held.get(0).resume();
        tab.awaitLive();
        openSettings();
        assertThat(tab.find("#settings input[value=dark]").isChecked()).isTrue();
        tab.find("[data-action=reset-settings]").click();
        assertThat(background()).isEqualTo(LIGHT);
        assertThat(tab.evaluate("localStorage.length"))
                .as("defaults are not kept")
                .isEqualTo(0);
    }

    @Test
    void colourFollowsTheSystemUnlessSomethingElseWasChosen() {
        tab.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(background()).isEqualTo(DARK);
        openSettings();

        choose("theme", "light");

        assertThat(background()).isEqualTo(LIGHT);
    }

    @Test
    void compactListsHaveLowerRowsOfWhichMoreAreThere() {
        for (int n = 1; n <= 60; n++) {
            rest.submit("t" + n);
        }
        tab.find("[data-view=tasks]").first().click();
        tab.await("[data-row=t1]");
        double before = heightOfARow();
        openSettings();
        choose("density", "compact");
        tab.page().keyboard().press("Escape");

        await().until(() -> heightOfARow() < before - 5);
        tab.find("[data-row=t1] .row-link").focus();
        tab.page().keyboard().press("End");
        tab.await("[data-row] .row-link:focus");
    }

    private double heightOfARow() {
        return ((Number) tab.evaluate("document.querySelector('tr[data-row]').offsetHeight")).doubleValue();
    }

    @Test
    void nothingMovesIfMotionIsReduced() {
        openSettings();
        choose("motion", "reduced");

        assertThat(tab.evaluate("getComputedStyle(document.querySelector('main')).transitionDuration"))
                .isEqualTo("0s");
    }

    @Test
    void streamOfThePageIsAsSlowAsWasChosen() {
        openSettings();
        tab.find("#settings-rate").selectOption("0.5");
        tab.page().keyboard().press("Escape");

        await().until(() -> tab.requests().stream().anyMatch(request -> request.contains("max_rate=0.5")));
        tab.awaitLive();
        rest.register("agent2");
        tab.await("[data-agent=agent2]");
    }

    @Test
    void settingsOfOneTabCountInTheOthers() {
        Page other = tab.page().context().newPage();
        other.navigate(server + "?swarm=" + rest.swarm());
        other.locator("[data-action=settings]").click();
        other.locator("#settings input[value=dark]").check();

        await().until(() -> background().equals(DARK));
    }

    @Test
    void whatIsStoredAndCannotBeReadChangesNothing() {
        tab.evaluate("localStorage.setItem('swarmbot.settings', '{\"theme\":\"<b>\",\"rate\":-1,\"x\":[]')");
        tab.page().reload();
        tab.awaitLive();
        tab.evaluate(
                "localStorage.setItem('swarmbot.settings', '{\"theme\":\"<b>\",\"rate\":-1,\"density\":\"compact\"}')");
        tab.page().reload();
        tab.awaitLive();

        openSettings();

        assertThat(tab.find("#settings input[value=compact]").isChecked()).isTrue();
        assertThat(tab.find("#settings input[name=theme][value=system]").isChecked())
                .isTrue();
        assertThat(background()).isEqualTo(LIGHT);
    }

    @Test
    void whatNeedsSomebodyIsTheTitleAndIsToldIfTheyAskedForIt() {
        tab.evaluate(NOTIFICATIONS);
        ask("task1");
        tab.await("[data-view=inbox] .nav-count");
        await().until(() -> tab.page().title().startsWith("("));
        assertThat(shown()).as("nobody has asked for it").isEmpty();
        openSettings();
        tab.find("[data-action=notify]").click();
        tab.await("[data-action=notify][aria-pressed=true]");
        tab.page().keyboard().press("Escape");
        ask("task2");
        tab.find("[data-view=inbox]").first().click();
        tab.await("[data-entry=task2]");
        assertThat(shown()).as("whoever looks at the page sees it").isEmpty();

        tab.evaluate("window.isHidden = true");
        ask("task3");

        await().until(() -> !shown().isEmpty());
        assertThat(shown()).hasSize(1);
        assertThat(shown().get(0)).contains("A question in " + rest.swarm(), "task3: Which?");
    }

    private void ask(String task) {
        rest.submit(task);
        rest.claim("agent1", "0s");
        rest.start(task, "agent1");
        rest.send("POST", "/tasks/" + task + "/request-input", "{\"agent_id\":\"agent1\",\"question\":\"Which?\"}");
    }

    /** What was told of this swarm: others have something that needs a person, too. */
    private List<String> shown() {
        List<?> all = (List<?>) tab.evaluate("window.shown");
        return all.stream()
                .map(String.class::cast)
                .filter(text -> text.contains(rest.swarm()))
                .toList();
    }
}
