package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.ForeignSocketIo;
import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of Socket.IO goes on where it was after a restart of the service, and at another replica. */
@Tag("stress-only")
class SocketIoIT {

    private static final String AGENT = "agent1";

    private static String options(String transports) {
        return "{\"transports\":[" + transports + "]}";
    }

    /** The numbers in the events that the client saw. A group that came last before a break may come again. */
    private static List<String> numbers(ForeignSocketIo client) {
        return client.lines().stream()
                .filter(line -> line.path("event").asText().equals("agent_status_changed"))
                .map(line -> line.path("args").path(0).path("details").path("n").asText())
                .distinct()
                .toList();
    }

    private static void awaitCursor(ForeignSocketIo client, String cursor) {
        client.await("\"event\":\"cursor\",\"args\":\\[\"" + cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"websocket\"", "\"polling\"", "\"polling\",\"websocket\""})
    void clientRecoversAfterARestart(String transports) {
        try (ServiceProcess service = ServiceProcess.with();
                PortSwitch port = PortSwitch.to(service.server().getPort());
                ForeignSocketIo client = ForeignSocketIo.inJavaScript(
                        URI.create("http://127.0.0.1:" + port.port() + "/"), options(transports))) {
            Rest rest = Rest.of(service.server(), "default");
            client.await("\"event\":\"cursor\"");
            rest.register(AGENT);
            awaitCursor(client, rest.status(AGENT, "busy", 1));

            service.terminate();
            assertThat(service.exitCode()).isEqualTo(128 + 15);
            client.await("\"now\":\"disconnect\"");
            port.leadTo(1);
            service.start();
            rest.status(AGENT, "busy", 2);
            String end = rest.status(AGENT, "busy", 3);
            port.leadTo(service.server().getPort());

            awaitCursor(client, end);
            assertThat(client.await("\"recovered\":true").path("now").asText()).isEqualTo("connect");
            assertThat(numbers(client)).containsExactly("1", "2", "3");
            assertThat(service.output()).doesNotContain("ERROR");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"websocket\"", "\"polling\""})
    void clientRecoversAtTheOtherReplica(String transports) {
        try (LocalReplicas replicas = LocalReplicas.start("swarmbot.security.mode=open")) {
            List<URI> servers = replicas.servers();
            for (URI server : servers) {
                Patience.await()
                        .until(() -> RawConnection.ask(server, "GET", "/api/v1/swarms/default")
                                        .status()
                                == 200);
            }
            try (PortSwitch port = PortSwitch.to(servers.get(0).getPort());
                    ForeignSocketIo client = ForeignSocketIo.inJavaScript(
                            URI.create("http://127.0.0.1:" + port.port() + "/"), options(transports))) {
                Rest rest = Rest.of(servers.get(0), "default");
                client.await("\"event\":\"cursor\"");
                rest.register(AGENT);
                awaitCursor(client, rest.status(AGENT, "busy", 1));

                port.leadTo(1);
                client.await("\"now\":\"disconnect\"");
                rest.status(AGENT, "busy", 2);
                String end = rest.status(AGENT, "busy", 3);
                replicas.kill(0);
                port.leadTo(servers.get(1).getPort());

                awaitCursor(client, end);
                client.await("\"recovered\":true");
                awaitCursor(client, Rest.of(servers.get(1), "default").status(AGENT, "busy", 4));
                assertThat(numbers(client)).containsExactly("1", "2", "3", "4");
            }
        }
    }
}
