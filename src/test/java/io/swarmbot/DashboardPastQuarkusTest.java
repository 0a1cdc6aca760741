package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.Tab;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page shows what the swarm was at an earlier cursor, and comes back to what it is. */
@QuarkusTest
@Tag("stress-only")
class DashboardPastQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private Tab tab;
    private long pending;
    private long assigned;

    @BeforeEach
    void openPage() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        rest.submit("task1");
        pending = StreamClient.seq(rest.cursor());
        rest.claim("agent1", "0s");
        assigned = StreamClient.seq(rest.cursor());
        rest.start("task1", "agent1");
        rest.complete("task1", "agent1", "{\"n\":1}");
        tab = Browser.open(server, rest.swarm() + "&view=tasks&task=task1");
        tab.awaitLive();
        tab.await("[data-status=completed]");
    }

    @AfterEach
    void closePage() {
        assertThat(tab.errors()).allMatch(error -> error.contains("410"));
        assertThat(tab.violations()).isEmpty();
        tab.close();
    }

    private void goBackTo(long seq) {
        if (tab.find("#past").count() == 0) {
            tab.find("[data-action=past]").click();
            awaitPlace(StreamClient.seq(rest.cursor()) - 1);
        }
        tab.find("[data-field=past-seq]")
                .evaluate("(input, seq) => { input.value = seq; input.dispatchEvent(new Event('change')) }", (int) seq);
        awaitPlace(seq);
    }

    private void awaitPlace(long seq) {
        tab.await("#past[data-cursor$='-" + seq + "']");
    }

    private String statusShown() {
        return tab.evaluate("document.querySelector('swarm-dashboard').view.state.tasks.get('task1')?.status ?? 'none'")
                .toString();
    }

    @Test
    void pageShowsWhatWasAndNothingCanBeDoneToIt() {
        goBackTo(pending);

        assertThat(statusShown()).isEqualTo("pending");
        tab.await("main[data-past] [data-status=pending]");
        assertThat(tab.find("[data-action=cancel]").count()).isZero();
        assertThat(tab.find("[data-action=new-task]").count()).isZero();
        assertThat(tab.find("#past").textContent()).contains("This is the past.");
        await().until(() -> tab.find("swarm-task").textContent().contains("work submitted"));
        assertThat(tab.find("swarm-task").textContent()).as("what came later").doesNotContain("completed by agent1");
        goBackTo(1);
        assertThat(statusShown()).isEqualTo("none");
    }

    @Test
    void pastGoesOnByEventsAndEndsAtTheHead() {
        goBackTo(pending);

        tab.find("[data-action=past-step]").click();
        awaitPlace(pending + 1);
        tab.find("[data-action=past-play]").click();
        awaitPlace(StreamClient.seq(rest.cursor()));
        assertThat(statusShown()).isEqualTo("completed");
        await().until(() ->
                tab.find("[data-action=past-play]").textContent().trim().equals("Play"));

        tab.find("[data-action=past-back]").click();
        awaitPlace(StreamClient.seq(rest.cursor()) - 1);
    }

    @Test
    void nowIsWhatHappenedMeanwhile() {
        goBackTo(assigned);
        rest.submit("task2");

        tab.find("[data-action=past-leave]").click();

        await().until(() -> tab.find("#past").count() == 0);
        await().until(() ->
                (Boolean) tab.evaluate("document.querySelector('swarm-dashboard').view.state.tasks.has('task2')"));
        tab.await("[data-action=new-task]");
    }

    private String address() {
        return tab.page().url();
    }

    @Test
    void addressHasTheMomentForWhoReloadsSharesOrGoesBack() {
        goBackTo(pending);
        assertThat(address()).contains("&at=").endsWith("-" + pending);

        tab.page().reload();
        awaitPlace(pending);
        tab.await("main[data-past] [data-status=pending]");
        tab.find("[data-view=agents]").first().click();
        awaitPlace(pending);
        tab.find("[data-view=tasks]").first().click();

        goBackTo(assigned);
        tab.page().goBack();
        awaitPlace(pending);
        tab.page().goForward();
        awaitPlace(assigned);
        tab.find("[data-action=past-leave]").click();
        tab.awaitGone("#past");
        assertThat(address()).doesNotContain("at=");
        tab.page().goBack();
        awaitPlace(assigned);
    }

    @Test
    void addressThatIsNoMomentIsSaidAndShowsThePresent() {
        tab.page().navigate(address() + "&at=nonsense");

        tab.await("#past:has-text('is no place in the log')");
        assertThat(address()).doesNotContain("at=");
        tab.awaitLive();
        assertThat(statusShown()).isEqualTo("completed");
    }

    @Test
    void eventsTimelineAndFlowShowWhatWas() {
        rest.submit("task2");
        rest.claim("agent1", "0s");
        goBackTo(assigned);

        tab.find("[data-view=feed]").first().click();
        tab.await("#event-count[data-found='" + assigned + "']");
        tab.await("main :text('What had happened by event')");
        tab.find("[data-action=past-step]").click();
        tab.await("#event-count[data-found='" + (assigned + 1) + "']");
        rest.submit("task3");
        tab.find("[data-view=timeline]").first().click();
        tab.await("#attempt-count[data-found='1']");
        tab.find("[data-view=flow]").first().click();
        tab.await("[data-empty=flow]");

        tab.find("[data-view=timeline]").first().click();
        tab.find("[data-action=past-leave]").click();
        tab.await("#attempt-count[data-found='2']");
        tab.find("[data-view=feed]").first().click();
        tab.await("main :text('Live, the newest first')");
    }

    @Test
    void whatIsNotKeptIsSaid() {
        goBackTo(assigned);
        tab.page()
                .route(
                        "**/*at=*-" + pending,
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setStatus(410)
                                .setContentType("application/problem+json")
                                .setBody(
                                        "{\"type\":\"urn:swarmbot:problem:cursor_expired\",\"title\":\"t\",\"status\":410,"
                                                + "\"code\":\"cursor_expired\",\"detail\":\"d\"}")));

        tab.find("[data-field=past-seq]")
                .evaluate("(input, seq) => { input.value = seq; input.dispatchEvent(new Event('change')) }", (int)
                        pending);

        await().until(() -> tab.find("#past").textContent().contains("does not keep"));
        assertThat(tab.find("[data-field=past-seq]").getAttribute("min")).isEqualTo(Long.toString(pending + 1));
        assertThat(statusShown()).as("what was shown before").isEqualTo("assigned");
    }
}
