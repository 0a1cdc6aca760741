package io.swarmbot.demo;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.Seeds;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Lively;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulated agents work like any others, for themselves only, and are marked as what they are. */
@QuarkusTest
@TestProfile(Lively.class)
@Tag("stress-only")
class DemoQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private int completedByTheDemo() {
        return Rest.of(server, "demo").snapshot().at("/totals/tasks/completed").asInt();
    }

    private void awaitDemo() {
        await().until(() -> Rest.of(server, "demo").get("").statusCode() == 200);
    }

    @Test
    void simulatedAgentsDoTasksAndStayLive() {
        awaitDemo();

        await().until(() -> completedByTheDemo() >= 5);

        JsonNode snapshot = Rest.of(server, "demo").snapshot();
        assertThat(snapshot.path("agents")).hasSizeGreaterThanOrEqualTo(5);
        Set<String> liveness = new TreeSet<>();
        for (JsonNode agent : snapshot.path("agents")) {
            assertThat(agent.path("capabilities").toString()).contains("\"demo\"");
            liveness.add(agent.path("liveness").asText());
        }
        assertThat(liveness).containsExactly("live");
        assertThat(Rest.of(server, "default").snapshot().path("agents")).isEmpty();
    }

    /** Whoever tries the service out may be in the demo's swarm, and may ask for what its agents can do. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void demoDoesNoTaskOfAnybodyElse(long seed) {
        Random random = Seeds.random("demoDoesNoTaskOfAnybodyElse", seed);
        awaitDemo();
        List<String> capabilities = new ArrayList<>(List.of("demo", "search", "read", "write", "review"));
        List<Rest> places = List.of(Rest.of(server, "demo"), Rest.of(server, "default"));
        for (int n = 0; n < 20; n++) {
            Collections.shuffle(capabilities, random);
            String requirements =
                    n == 0 ? "" : "\"" + String.join("\",\"", capabilities.subList(0, 1 + random.nextInt(2))) + "\"";
            String type = List.of("search", "summarise", "draft", "review").get(random.nextInt(4));
            for (Rest place : places) {
                HttpResponse<String> answer = place.send(
                        "POST",
                        "/tasks",
                        "{\"id\":\"mine" + n + "\",\"type\":\"" + type + "\",\"priority\":1,\"requirements\":["
                                + requirements + "]}");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            }
        }
        int before = completedByTheDemo();

        await().until(() -> completedByTheDemo() >= before + 5);

        for (Rest place : places) {
            for (int n = 0; n < 20; n++) {
                JsonNode task = Rest.json(place.get("/tasks/mine" + n));
                assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("pending");
                assertThat(task.path("attempt").asInt()).as(task.toString()).isZero();
                place.cancel("mine" + n);
            }
        }
    }

    @Test
    void pageOpensOnTheDemoUnlessTheAddressNamesASwarm() {
        HttpResponse<String> page = Rest.exchange(server, "GET", "/", null);
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location")).contains("?swarm=demo");
        assertThat(Rest.exchange(server, "GET", "/?a=b", null).headers().firstValue("Location"))
                .contains("?swarm=demo&a=b");
        assertThat(Rest.exchange(server, "GET", "/?swarm=default", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void pageSaysThatAgentsAreSimulatedAndLeadsToTheDefaultSwarm() {
        awaitDemo();
        try (Tab tab = Browser.open(server)) {
            tab.await("#demo");
            tab.await("[data-agent=demo-reader] .tag:has-text('demo')");

            tab.await("#demo a").click();

            tab.awaitGone("#demo");
            assertThat(tab.evaluate("window.swarmbot.swarm")).isEqualTo("default");
            tab.page().reload();
            tab.awaitLive();
            assertThat(tab.evaluate("window.swarmbot.swarm")).isEqualTo("default");
            assertThat(tab.find("#demo").count()).isZero();
        }
    }
}
