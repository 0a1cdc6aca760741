package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.http.FriendsAndProxies;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names of {@code swarmbot.security.hosts} are names of the service, and a proxy that is trusted says which one was
 * meant.
 */
@QuarkusTest
@TestProfile(FriendsAndProxies.class)
class KnownHostsQuarkusTest {

    private static final String PATH = "/api/v1/swarms/default";

    @TestHTTPResource("/")
    URI server;

    @ParameterizedTest
    @ValueSource(strings = {"swarm.example", "SWARM.example.:8443", "other.example", "localhost", "127.0.0.1"})
    void knownNameIsServed(String host) {
        assertThat(ask(host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.swarm.example", "swarm.example.evil.example", "example", "friend.example"})
    void otherNameIsRefused(String host) {
        Problems.assertProblem(ask(host), 403, "forbidden_host");
    }

    @Test
    void hostThatAProxyForwardsCountsInsteadOfItsOwn() {
        assertThat(ask("upstream", "X-Forwarded-Host", "swarm.example:8443").status())
                .isEqualTo(200);
        Problems.assertProblem(ask("localhost", "X-Forwarded-Host", "evil.example"), 403, "forbidden_host");
    }

    /** With a trusted proxy the framework gives an empty host instead of none. */
    @Test
    void requestOfHttp10NeedsNoHost() {
        try (RawConnection connection = RawConnection.to(server)) {
            assertThat(connection
                            .send("GET " + PATH + " HTTP/1.0\r\n\r\n")
                            .receive()
                            .status())
                    .isEqualTo(200);
        }
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response refused =
                    connection.send("GET " + PATH + " HTTP/1.1\r\n\r\n").receive();
            assertThat(refused.status()).isIn(400, 403);
        }
    }

    private RawConnection.Response ask(String host, String... headers) {
        try (RawConnection connection = RawConnection.to(server, host)) {
            return connection.request("GET", PATH, headers).receive();
        }
    }
}
