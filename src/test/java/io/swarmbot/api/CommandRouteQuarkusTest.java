package io.swarmbot.api;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command is a request like any other: what JAX-RS does for the resources is done for it, too. */
@QuarkusTest
class CommandRouteQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    MeterRegistry meters;

    private Rest rest;
    private String before;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("a1");
        before = rest.snapshotText();
    }

    @ParameterizedTest
    @CsvSource({
        "/agents/a1,        'DELETE, GET, HEAD, OPTIONS, PUT'",
        "/agents/a1/status, 'OPTIONS, PUT'",
        "/tasks,            'GET, HEAD, OPTIONS, POST'",
        "/messages,         'OPTIONS, POST'"
    })
    void optionsNameTheMethodsOfThePath(String path, String allowed) {
        RawConnection.Response response = RawConnection.ask(server, "OPTIONS", rest.path() + path);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void metricsNameACommandByItsPath() {
        String path = "/api/v1/swarms/{swarm}/agents/{agent}/resume";

        RawConnection.ask(server, "POST", rest.path() + "/agents/a1/resume");

        await().until(() -> !meters.find("http.server.requests")
                .tags("uri", path, "method", "POST", "status", "200")
                .timers()
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "application/*", "text/html, */*;q=0.1", "Application/JSON;v=1"})
    void commandIsAnsweredIfTheClientTakesJson(String accept) {
        assertThat(pause(accept).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "nonsense", ",", "application/problem+json"})
    void commandIsNotDoneIfTheClientTakesNoJson(String accept) {
        Problems.assertProblem(pause(accept), 406, "not_acceptable");
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    private RawConnection.Response pause(String accept) {
        return RawConnection.ask(server, "POST", rest.path() + "/agents/a1/pause", "Accept", accept);
    }

    @Test
    void clientThatWaitsForItIsToldToSendItsBody() {
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request(
                    "PUT", rest.path() + "/agents/a1/status", "Expect", "100-continue", "Content-Length", "17");
            assertThat(connection.receiveHead().status()).isEqualTo(100);

            connection.send("{\"status\":\"busy\"}");

            assertThat(connection.receive().json().path("status").asText()).isEqualTo("busy");
        }
    }

    @Test
    void bodyOfACommandThatTakesNoneIsNoNextRequest() {
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request("DELETE", rest.path() + "/agents/a1?reason=&actor=ann", "Content-Length", "5");
            connection.send("{\"a\"}");
            assertThat(connection.receive().status()).isEqualTo(204);

            Problems.assertProblem(
                    connection.request("GET", rest.path() + "/agents/a1").receive(), 404, "unknown_agent");
        }
    }
}
