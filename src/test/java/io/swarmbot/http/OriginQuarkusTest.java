package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.LiveClient;
import io.swarmbot.testing.RawConnection;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** A page of another origin may use nothing; the service's own may. */
@QuarkusTest
class OriginQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void aForeignOriginIsRefusedOnEveryTransport() {
        String[] foreign = {"Origin", "http://elsewhere.example"};

        assertThat(RawConnection.ask(server, "GET", "/api/v1/swarms/default", foreign)
                        .status())
                .isEqualTo(403);
        assertThat(EventStreamClient.refused(server, "default", "", foreign).status())
                .isEqualTo(403);
        assertThat(RawConnection.askToUpgrade(server, LiveClient.target("default", ""), foreign)
                        .status())
                .isEqualTo(403);
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
}
