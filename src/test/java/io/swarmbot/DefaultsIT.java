package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.WebSocketClient;
import java.net.ConnectException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged service with its defaults, except for a transport that an environment variable switches off. */
class DefaultsIT {

    private static ServiceProcess service;

    @BeforeAll
    static void start() {
        service = ServiceProcess.under(List.of("env", "SWARMBOT_TRANSPORT_USE_WEBSOCKET=false"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void serviceListensOnTheLoopbackAddressOnly() {
        assertThat(service.server().getHost()).isEqualTo("127.0.0.1");
        assertThatThrownBy(() -> new Socket("127.0.0.2", service.server().getPort()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void nobodyGetsInWithoutATokenInProduction() {
        try (ServiceProcess usual = ServiceProcess.asUsersStartIt()) {
            Problems.assertProblem(RawConnection.ask(usual.server(), "GET", "/api/v1/swarms"), 401, "unauthenticated");
        }
    }

    @Test
    void demoIsOffInProduction() {
        assertThat(Rest.of(service.server(), "default").snapshot().path("agents"))
                .isEmpty();
    }

    @Test
    void transportIsSwitchedOffByTheEnvironmentAndTheOthersServe() {
        assertThat(RawConnection.ask(service.server(), "GET", "/api/v1/transports")
                        .body())
                .contains("\"transports\":[\"sse\",\"poll\"]");
        Problems.assertProblem(
                RawConnection.askToUpgrade(service.server(), WebSocketClient.target("default", "")),
                404,
                "transport_off");
        Rest rest = Rest.inNewSwarm(service.server());
        try (EventStreamClient client = EventStreamClient.open(service.server(), rest.swarm(), "")) {
            rest.register("agent1");

            client.await("agent_registered");
        }
    }
}
