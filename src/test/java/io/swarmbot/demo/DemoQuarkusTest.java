package io.swarmbot.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Lively;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The simulated agents work like any others, and are marked as what they are. */
@QuarkusTest
@TestProfile(Lively.class)
class DemoQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void simulatedAgentsDoTasksAndStayLive() {
        Rest rest = Rest.of(server, "default");

        await().until(() -> rest.snapshot().at("/totals/tasks/completed").asInt() >= 5);

        JsonNode snapshot = rest.snapshot();
        assertThat(snapshot.path("agents")).hasSizeGreaterThanOrEqualTo(5);
        Set<String> liveness = new TreeSet<>();
        for (JsonNode agent : snapshot.path("agents")) {
            assertThat(agent.path("capabilities").toString()).contains("\"demo\"");
            liveness.add(agent.path("liveness").asText());
        }
        assertThat(liveness).containsExactly("live");
    }

    @Test
    void thePageSaysThatTheyAreSimulated() {
        try (Tab tab = Browser.open(server, "default")) {
            tab.await("#demo");
            tab.await("[data-agent=demo-reader] .tag:has-text('demo')");
        }
        Rest other = Rest.inNewSwarm(server);
        other.register("agent1");
        try (Tab tab = Browser.open(server, other.swarm())) {
            tab.await("[data-agent=agent1]");
            assertThat(tab.find("#demo").count()).isZero();
        }
    }
}
