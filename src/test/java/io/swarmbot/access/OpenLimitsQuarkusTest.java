package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.NarrowLimits;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without a login nobody is told apart, so only what a swarm is given has a limit. */
@QuarkusTest
@TestProfile(NarrowLimits.class)
class OpenLimitsQuarkusTest {

    /** How many commands are given at a time. */
    private static final int BATCH = 100;

    @TestHTTPResource("/")
    URI server;

    @Test
    void limitsOfPrincipalsAndAddressesDoNotApply() {
        Rest rest = Rest.inNewSwarm(server);
        for (int n = 0; n < 10; n++) {
            HttpResponse<String> answer =
                    rest.send("POST", "/tasks", "{\"type\":\"work\"}", "Authorization", "Bearer nonsense");
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("RateLimit")).isEmpty();
        }
        List<AutoCloseable> open = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            open.add(EventStreamClient.open(server, rest.swarm(), ""));
        }
        rest.register("a");
        open.forEach(OpenLimitsQuarkusTest::close);
    }

    @Test
    void swarmIsGivenNoMoreThanItsLimitOnEveryTransport() {
        Rest rest = Rest.inNewSwarm(server);
        List<String> batch = Collections.nCopies(BATCH, "{\"type\":\"register_agent\",\"agent_id\":\"a\"}");
        for (int n = 0; n < NarrowLimits.OF_SWARM; n += BATCH) {
            assertThat(rest.send("POST", "/commands", batch.toString()).body()).doesNotContain("rate_limited");
        }

        HttpResponse<String> over = rest.send("PUT", "/agents/b", "{}");

        Problems.assertProblem(over, 429, "rate_limited");
        assertThat(Rest.json(over).path("retry_after_ms").asLong()).isPositive();
        assertThat(over.headers().firstValue("Retry-After")).isPresent();
        try (WebSocketClient socket = WebSocketClient.open(server, rest.swarm(), "")) {
            assertThat(socket.ask("{\"id\":\"1\",\"type\":\"register_agent\",\"agent_id\":\"b\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("rate_limited");
        }
        Problems.assertProblem(RawConnection.ask(server, "GET", rest.path() + "/agents/b"), 404, "unknown_agent");
        Rest.inNewSwarm(server).register("a");
    }

    private static void close(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
