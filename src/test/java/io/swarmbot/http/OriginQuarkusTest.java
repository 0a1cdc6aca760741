package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.LiveClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another origin may use nothing; the service's own may. */
@QuarkusTest
@TestProfile(OriginQuarkusTest.Friends.class)
class OriginQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void aForeignOriginIsRefusedOnEveryTransport() {
        String[] foreign = {"Origin", "http://elsewhere.example"};

        assertForbidden(RawConnection.ask(server, "GET", "/api/v1/swarms/default", foreign));
        assertForbidden(RawConnection.ask(server, "DELETE", "/api/v1/swarms/default/agents/a", foreign));
        assertForbidden(EventStreamClient.refused(server, "default", "", foreign));
        assertForbidden(RawConnection.askToUpgrade(server, LiveClient.target("default", ""), foreign));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "", "http://", "nonsense", "https://%s", "http://%s.evil.example", "http://127.0.0.1:1"})
    void whatIsNotQuiteTheOwnOriginIsForeign(String origin) {
        String foreign = origin.replace("%s", server.getAuthority());

        assertForbidden(RawConnection.ask(server, "GET", "/api/v1/swarms/default", "Origin", foreign));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://friend.example", "https://a.ours.example:8443"})
    void originsThatAreLetInAreServed(String origin) {
        RawConnection.Response response = RawConnection.ask(server, "GET", "/api/v1/swarms/default", "Origin", origin);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(RawConnection.askToUpgrade(server, LiveClient.target("default", ""), "Origin", origin)
                        .status())
                .isEqualTo(101);
    }

    private static void assertForbidden(RawConnection.Response response) {
        Problems.assertProblem(response, 403, "forbidden_origin");
        assertThat(response.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void thePagesOwnOriginIsServed() {
        String[] own = {"Origin", "http://" + server.getAuthority()};

        assertThat(RawConnection.ask(server, "GET", "/api/v1/swarms/default", own)
                        .status())
                .isEqualTo(200);
        assertThat(RawConnection.askToUpgrade(server, LiveClient.target("default", ""), own)
                        .status())
                .isEqualTo(101);
    }

    @Test
    void thePageMayLoadFromAndTalkToItsOwnServerOnly() {
        String policy = RawConnection.ask(server, "GET", "/").header("Content-Security-Policy");

        assertThat(policy).contains("default-src 'self'").doesNotContain("unsafe");
    }

    /** Some other pages are let in. */
    public static class Friends implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.cors.origins", "http://friend.example,/https:\\/\\/[a-z]+\\.ours\\.example:8443/");
        }
    }
}
