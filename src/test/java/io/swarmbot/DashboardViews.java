package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.common.http.TestHTTPResource;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the dashboard's views have in common: a swarm with one agent, and one page on it. */
abstract class DashboardViews {

    @TestHTTPResource("/")
    URI server;

    Rest rest;
    Tab tab;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
    }

    @AfterEach
    void closePage() {
        if (tab != null) {
            assertThat(tab.errors()).isEmpty();
            assertThat(tab.violations()).isEmpty();
            tab.close();
        }
    }

    /** Opens the page with these parameters in its address. */
    void open(String parameters) {
        tab = Browser.open(server.resolve("/?swarm=" + rest.swarm() + parameters));
        tab.awaitLive();
    }

    /** Submits the tasks t1, t2 and so on, in turns of the types odd and even. */
    void submitMany(int count) {
        submitMany(1, count);
    }

    /** Submits the tasks of these numbers, both included, in requests of at most 1,000. */
    void submitMany(int from, int to) {
        for (int first = from; first <= to; first += 1_000) {
            ArrayNode batch = JsonNodeFactory.instance.arrayNode();
            for (int n = first; n <= Math.min(to, first + 999); n++) {
                batch.addObject()
                        .put("type", "submit_task")
                        .put("task_id", "t" + n)
                        .put("task_type", n % 2 == 0 ? "even" : "odd");
            }
            assertThat(rest.send("POST", "/commands", batch.toString()).statusCode())
                    .isEqualTo(200);
        }
    }
}
