package io.swarmbot.socketio;

import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.EnginePolling;
import io.swarmbot.testing.EngineSocket;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.WithNarrowLimits;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of Socket.IO count in the limits of their address and their principal. */
@QuarkusTest
@TestProfile(WithNarrowLimits.class)
class SocketIoLimitsQuarkusTest {

    /** The limits of {@link WithNarrowLimits}. */
    private static final int CONNECTIONS = 30;

    private static final int STREAMS = 2;
    private static final int FAILED_LOGINS = 3;

    @TestHTTPResource("/")
    URI server;

    @Inject
    Hub hub;

    private final List<EngineSocket> open = new ArrayList<>();

    @BeforeEach
    void makeSwarm() {
        RawConnection.ask(server, "PUT", "/api/v1/swarms/" + OWN, as("root"));
    }

    @AfterEach
    void close() {
        open.forEach(EngineSocket::close);
        Patience.await().until(() -> hub.streams() == 0);
    }

    private EngineSocket connect(String token, String address) {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY, "X-Forwarded-For", address);
        open.add(socket);
        socket.await("0{");
        return socket.send("40{\"swarm\":\"own\",\"token\":\"" + token + "\"}");
    }

    /** A client that is let in, as soon as the place of one that has gone is free. */
    private EngineSocket connected(String token, String address) {
        AtomicReference<EngineSocket> letIn = new AtomicReference<>();
        Patience.await().until(() -> {
            EngineSocket socket = connect(token, address);
            letIn.set(socket);
            String answer = socket.receive();
            return answer != null && answer.startsWith("40{");
        });
        return letIn.get();
    }

    @Test
    void pollingSessionCountsAsAConnectionOfItsAddress() {
        String[] address = {"X-Forwarded-For", "192.0.2.1"};
        List<EnginePolling> sessions = new ArrayList<>();
        for (int n = 0; n < CONNECTIONS; n++) {
            RawConnection.Response answer = EnginePolling.handshake(server, EnginePolling.QUERY, address);
            if (answer.status() != 200) {
                break;
            }
            sessions.add(EnginePolling.of(server, answer.body(), address));
        }

        // The request itself counts, too, and the one before may not be over.
        assertThat(sessions.size()).isBetween(CONNECTIONS - 3, CONNECTIONS - 1);
        Problems.assertProblem(EnginePolling.handshake(server, EnginePolling.QUERY, address), 429, "too_many_open");
        assertThat(EnginePolling.handshake(server, EnginePolling.QUERY, "X-Forwarded-For", "192.0.2.2")
                        .status())
                .isEqualTo(200);
        sessions.forEach(session -> session.post("1"));
        Patience.await()
                .until(() -> EnginePolling.handshake(server, EnginePolling.QUERY, address)
                                .status()
                        == 200);
    }

    @Test
    void streamCountsAsOneOfItsPrincipal() {
        String token = tokens().get("watcher");
        List<EngineSocket> streams = new ArrayList<>();
        for (int n = 0; n < STREAMS; n++) {
            streams.add(connected(token, "192.0.2.3"));
        }

        // A library would not come back after an error.
        assertThat(connect(token, "192.0.2.3").closeCode()).isEqualTo(4004);

        streams.get(0).close();
        connected(token, "192.0.2.3");
    }

    @Test
    void failedLoginsAreSlowedDown() {
        String token = "sbt_aaaaaaaa_" + "B".repeat(43);
        for (int n = 0; n < FAILED_LOGINS; n++) {
            assertThat(connect(token, "192.0.2.4").await("44")).contains("unauthenticated");
        }

        // The next ones are not looked at.
        Patience.await().until(() -> {
            String answer = connect(token, "192.0.2.4").receive();
            return answer == null;
        });
    }
}
