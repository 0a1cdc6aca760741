package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of the dashboard, tested over every transport. */
abstract class DashboardContract {

    @TestHTTPResource("/")
    URI server;

    Rest rest;
    Tab tab;

    /** The transport that the page must use in this test. */
    abstract String transport();

    @BeforeEach
    void openPage() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        tab = Browser.open(server, rest.swarm());
        tab.awaitLive();
    }

    @AfterEach
    void closePage() {
        if (tab != null) {
            tab.close();
        }
    }

    @Test
    void pageShowsItsTransport() {
        tab.await("#connection[data-state=live][data-transport=" + transport() + "]");
    }

    @Test
    void pageShowsEachChangeOfTheSwarm() {
        tab.await("[data-agent=agent1][data-status=idle]");

        rest.submit("task1");
        rest.claim("agent1", "0s");
        tab.await("[data-agent=agent1][data-status=busy]");
        tab.await("[data-task=task1][data-status=assigned]");
        rest.register("agent2");
        rest.start("task1", "agent1");
        tab.await("[data-agent=agent2][data-status=idle]");
        tab.await("[data-task=task1][data-status=running]");
        rest.remove("agent2");
        String end = rest.complete("task1", "agent1", "{\"words\":7}");
        tab.awaitGone("[data-agent=agent2]");
        tab.awaitGone("[data-task=task1]");

        tab.await("#connection[data-cursor='" + end + "']");
        assertThat(tab.evaluate("JSON.stringify(window.swarmbot.state.toSnapshot())"))
                .isEqualTo(rest.snapshotText());
        assertThat(tab.evaluate("const { repeats, gaps, resets } = window.swarmbot.stats; repeats + gaps + resets"))
                .isEqualTo(0);
    }

    @Test
    void pageAsksOnlyItsOwnServerAndKeepsItsPolicy() {
        rest.submit("task1");
        tab.await("[data-task=task1]");

        assertThat(tab.requests())
                .isNotEmpty()
                .allMatch(request -> request.matches("GET (http|ws)://" + server.getAuthority() + "/.*"));
        assertThat(tab.violations()).isEmpty();
        assertThat(tab.errors()).isEmpty();
    }
}
