package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another origin may use nothing; the service's own may. */
@QuarkusTest
@TestProfile(FriendsAndProxies.class)
class OriginQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void foreignOriginIsRefusedOnEveryTransport() {
        String[] foreign = {"Origin", "http://elsewhere.example"};

        assertForbidden(RawConnection.ask(server, "GET", "/api/v1/swarms/default", foreign));
        assertForbidden(RawConnection.ask(server, "DELETE", "/api/v1/swarms/default/agents/a", foreign));
        assertForbidden(EventStreamClient.refused(server, "default", "", foreign));
        assertForbidden(RawConnection.askToUpgrade(server, WebSocketClient.target("default", ""), foreign));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://",
                "nonsense",
                "https://%s",
                "http://%s.evil.example",
                "http://127.0.0.1:1",
                "http://x@%s",
                "http://x:y@%s",
                "http://@%s",
                "http://%s@evil.example",
                "http://%s/",
                "http://%s/path",
                "http://%s?query",
                "http://%s#fragment",
                "http://%s\\\\@evil.example",
                "HTTP://%s",
                "//%s",
                "http:%s",
                "http:///%s",
                "http://%s http://evil.example",
                "http://%s,http://evil.example",
                "ftp://%s"
            })
    void originThatDiffersInAnyPartIsForeign(String origin) {
        String foreign = origin.replace("%s", server.getAuthority());

        assertForbidden(RawConnection.ask(server, "GET", "/api/v1/swarms/default", "Origin", foreign));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://friend.example", "https://a.ours.example:8443"})
    void allowedOriginsAreServed(String origin) {
        RawConnection.Response response = RawConnection.ask(server, "GET", "/api/v1/swarms/default", "Origin", origin);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(RawConnection.askToUpgrade(server, WebSocketClient.target("default", ""), "Origin", origin)
                        .status())
                .isEqualTo(101);
    }

    private static void assertForbidden(RawConnection.Response response) {
        Problems.assertProblem(response, 403, "forbidden_origin");
        assertThat(response.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void ownOriginIsServed() {
        String[] own = {"Origin", "http://" + server.getAuthority()};

        assertThat(RawConnection.ask(server, "GET", "/api/v1/swarms/default", own)
                        .status())
                .isEqualTo(200);
        assertThat(RawConnection.askToUpgrade(server, WebSocketClient.target("default", ""), own)
                        .status())
                .isEqualTo(101);
    }

    @Test
    void pageMayTalkToItsOwnServerOnly() {
        String policy = RawConnection.ask(server, "GET", "/").header("Content-Security-Policy");

        assertThat(policy).contains("default-src 'self'").doesNotContain("unsafe");
    }
}
