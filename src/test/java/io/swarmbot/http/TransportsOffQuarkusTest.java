package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.OnlyPolling;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The switch: what is off is refused with a reason and not offered, and polling loses nothing. */
@QuarkusTest
@TestProfile(OnlyPolling.class)
class TransportsOffQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void upgradeIsRefusedIfWebSocketIsOff() {
        RawConnection.Response answer = RawConnection.askToUpgrade(server, WebSocketClient.target("default", ""));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"transport_off\"");
    }

    @Test
    void eventStreamIsRefusedIfSseIsOff() {
        RawConnection.Response answer = EventStreamClient.refused(server, "default", "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"transport_off\"");
    }

    @Test
    void socketIoOnlyPollsIfWebSocketIsOff() {
        RawConnection.Response upgrade = RawConnection.askToUpgrade(server, "/socket.io/?EIO=4&transport=websocket");
        RawConnection.Response handshake = RawConnection.ask(server, "GET", "/socket.io/?EIO=4&transport=polling");

        assertThat(upgrade.status()).isEqualTo(400);
        assertThat(upgrade.body()).isEqualTo("{\"code\":0,\"message\":\"Transport unknown\"}");
        assertThat(handshake.body()).contains("\"upgrades\":[]");
    }

    @Test
    void transportsListsOnlyThoseThatAreOn() {
        RawConnection.Response answer = RawConnection.ask(server, "GET", "/api/v1/transports");

        assertThat(answer.body()).contains("\"transports\":[\"poll\"]");
    }

    @Test
    void pollingIsAlwaysOn() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        try (PollClient client = PollClient.open(server, rest.swarm(), "")) {
            rest.status("agent1", "busy");

            client.await("agent_status_changed");
        }
    }
}
