package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.WebSocketFrame;
import com.microsoft.playwright.WebSocketRoute;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the dashboard shows while the parts of its first snapshot are on their way. */
@QuarkusTest
@Tag("stress-only")
class DashboardLoadingQuarkusTest extends DashboardViews {

    /** More than one part of a snapshot has room for. */
    private static final int TASKS = 1_000;

    private final List<WebSocketFrame> held = new ArrayList<>();
    private WebSocketRoute stream;

    /** Opens the page, and holds back what follows the first part of the snapshot. */
    private void openWithTheFirstPart(String parameters) {
        open("");
        tab.page().routeWebSocket("**/live?*", page -> {
            stream = page;
            WebSocketRoute service = page.connectToServer();
            service.onMessage(message -> {
                if (held.isEmpty() && !isAfterTheFirstPart(message.text())) {
                    page.send(message.text());
                } else {
                    held.add(message);
                }
            });
        });
        tab.page()
                .navigate(server.resolve("/?swarm=" + rest.swarm() + parameters).toString());
    }

    private static boolean isAfterTheFirstPart(String message) {
        return message.contains("\"type\":\"snapshot\"") && !message.contains("\"part\":1,");
    }

    private void sendTheRest() {
        held.forEach(each -> stream.send(each.text()));
    }

    @Test
    void tasksAreListedBeforeAllAreKnownAndNotCounted() {
        submitMany(TASKS);

        openWithTheFirstPart("&view=tasks");

        tab.await("[data-row=t1]");
        assertThat(tab.find("#task-count").textContent()).endsWith(" so far");
        assertThat(tab.find(".chips b").count()).isZero();
        assertThat(tab.find("thead .check input").isDisabled()).isTrue();
        assertThat(tab.find("#connection").getAttribute("data-cursor")).isEmpty();
        assertThat((Boolean) tab.evaluate("swarmbot.state === null && !swarmbot.partialState.complete"))
                .isTrue();
        // What was selected can be acted on as soon as the swarm is known.
        tab.find("[data-row=t1] .check input").check();
        assertThat(tab.find("[data-action=bulk-cancel]").count()).isZero();

        sendTheRest();

        tab.await("#task-count[data-found='" + TASKS + "']:text-is('1,000')");
        tab.await("[data-filter=pending] b:text-is('1,000')");
        tab.await("[data-action=bulk-cancel]");
        assertThat((Boolean) tab.evaluate("swarmbot.partialState === null")).isTrue();
    }

    @Test
    void queryCountsWhileTasksAreOnTheirWayAndNoTaskIsNoAnswerYet() {
        submitMany(TASKS);

        openWithTheFirstPart("&view=tasks&q=text-that-is-nowhere");

        tab.await("#task-count:text-is('0 so far')");
        assertThat(tab.find("[data-empty]").count()).isZero();
        sendTheRest();
        tab.await("[data-empty=found]");
    }

    @Test
    void agentsAreListedWithTheirTasksBeforeAllTasksAreKnown() {
        submitMany(TASKS);
        rest.claim("agent1", "0s");

        openWithTheFirstPart("&view=agents");

        tab.await("[data-row=agent1]:has-text('odd')");
        assertThat(tab.find("#agent-count").textContent()).isEqualTo("1 so far");
        assertThat(tab.find(".chips").count()).isZero();
        sendTheRest();
        tab.await("#agent-count:text-is('1')");
        tab.await(".chips");
    }

    @Test
    void searchForAgentsHasNoAnswerBeforeAllAreKnown() {
        submitMany(TASKS);

        openWithTheFirstPart("&view=agents&q=nobody");

        tab.await("#agent-count:text-is('0 so far')");
        assertThat(tab.find("#main").textContent()).doesNotContain("No agent matches");
        sendTheRest();
        tab.await("#main:has-text('No agent matches')");
    }

    @Test
    void whoeverWantsToSeeAnotherMomentDoesNotSeeThePresent() {
        String before = rest.cursor();
        submitMany(TASKS);

        openWithTheFirstPart("&view=tasks&at=" + before);

        await().until(() ->
                tab.evaluate("window.swarmbot?.partialState?.tasks.size > 0").equals(true));
        assertThat(tab.find("#main").textContent()).contains("Waiting for the first snapshot.");
        sendTheRest();
        tab.await("#main[data-past] [data-empty=tasks]");
    }

    @Test
    void listWithoutAnEndIsNoTrouble() {
        submitMany(TASKS);
        openWithTheFirstPart("&view=tasks");
        tab.await("[data-row=t1]");

        tab.evaluate("""
                () => {
                  const real = Date.now;
                  Date.now = () => real() + 5_000;
                }
                """);

        tab.await("#connection .age:has-text('ago')");
        assertThat(tab.find("#trouble").count()).isZero();
        sendTheRest();
        tab.awaitLive();
    }

    @Test
    void taskThatIsOpenIsShownAsSoonAsTheSwarmIsKnown() {
        submitMany(TASKS);

        openWithTheFirstPart("&view=tasks&task=t1");

        tab.await("[data-row=t1]");
        tab.await("[data-detail=t1]:has-text('Waiting for the first snapshot.')");
        sendTheRest();
        tab.await("[data-detail=t1] .status:has-text('Pending')");
    }
}
