package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics and the details of the health checks are on a port of their own, which is for no web page. */
@QuarkusTest
class ManagementQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private RawConnection.Response manage(String method, String target, String... headers) {
        return RawConnection.ask(management, method, target, headers);
    }

    @Test
    void metricsAreOnTheManagementPortOnly() {
        assertThat(manage("GET", "/q/metrics").body()).contains("jvm_memory_used_bytes");
        assertThat(RawConnection.ask(server, "GET", "/q/metrics").status()).isEqualTo(404);
        assertThat(manage("GET", "/api/v1/swarms").status()).isEqualTo(404);
        assertThat(manage("GET", "/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/", "/q/health/live", "/q/health/ready", "/q/health/started"})
    void portForEverybodyAnswersHealthWithoutDetails(String path) {
        RawConnection.Response bare = RawConnection.ask(server, "GET", path);

        assertThat(bare.status()).isEqualTo(200);
        assertThat(bare.body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(bare.header("Content-Type")).isEqualTo("application/json");
        assertThat(bare.header("Cache-Control")).isEqualTo("no-store");
        assertThat(manage("GET", path).json().path("checks").isArray()).isTrue();
    }

    @Test
    void headOfAHealthCheckHasNoBody() {
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response head =
                    connection.request("HEAD", "/q/health/ready").receiveHead();
            assertThat(head.status()).isEqualTo(200);
            connection.request("GET", "/q/health/ready");
            assertThat(connection.receive().body()).isEqualTo("{\"status\":\"UP\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/well", "/q/health/group/x", "/q/health/livex", "/q/health/live/x"})
    void portForEverybodyHasNoOtherHealth(String path) {
        assertThat(RawConnection.ask(server, "GET", path).status()).isEqualTo(404);
    }

    /** The owner of a web page can let a name of their own lead to this machine. */
    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/health", "/q/health/ready", "/nothing"})
    void foreignNameIsRefusedOnEveryPath(String path) {
        for (String host : new String[] {"evil.example", "evil.example:9000", "localhost.evil.example"}) {
            try (RawConnection connection = RawConnection.to(management, host)) {
                Problems.assertProblem(connection.request("GET", path).receive(), 403, "forbidden_host");
            }
        }
        for (String host : new String[] {"localhost", "127.0.0.1:9000", "10.1.2.3", "[::1]:1"}) {
            try (RawConnection connection = RawConnection.to(management, host)) {
                assertThat(connection.request("GET", path).receive().status()).isIn(200, 404);
            }
        }
    }

    /** The framework would let every page read what is here. */
    @Test
    void pageOfAnyOriginIsRefused() {
        for (String origin : new String[] {"http://evil.example", "null", "http://" + management.getAuthority()}) {
            Problems.assertProblem(manage("GET", "/q/metrics", "Origin", origin), 403, "forbidden_origin");
        }
    }

    @Test
    void bodyIsRefusedWhoeverSendsIt() {
        try (RawConnection connection = RawConnection.to(management)) {
            connection.request("POST", "/q/health", "Content-Length", "1000000");
            assertThat(connection.receive().status()).isEqualTo(413);
        }
    }
}
