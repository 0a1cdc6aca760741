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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients of Socket.IO count in the limits of their address and their principal. Each test has an address that no other
 * test with these limits has, because an address of failed logins is shut for a while.
 */
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

    @Test
    void pollingSessionCountsAsAConnectionOfItsAddress() {
        String[] address = {"X-Forwarded-For", "198.51.100.1"};
        List<EnginePolling> sessions = new ArrayList<>();
        RawConnection.Response answer = EnginePolling.handshake(server, EnginePolling.QUERY, address);
        while (answer.status() == 200) {
            sessions.add(EnginePolling.of(server, answer.body(), address));
            answer = EnginePolling.handshake(server, EnginePolling.QUERY, address);
        }

        Problems.assertProblem(answer, 429, "too_many_open");
        // The request itself counts, too, and the one before may not be over.
        assertThat(sessions.size()).isBetween(CONNECTIONS - 3, CONNECTIONS - 1);
        assertThat(EnginePolling.handshake(server, EnginePolling.QUERY, "X-Forwarded-For", "198.51.100.2")
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
        for (int n = 0; n < STREAMS; n++) {
            connect(token, "198.51.100.3").await("42[\"connected\"");
        }

        // A library would not come back after an error.
        assertThat(connect(token, "198.51.100.3").closeCode()).isEqualTo(4004);

        open.get(0).close();
        Patience.await().until(() -> {
            EngineSocket again = connect(token, "198.51.100.3");
            String answer = again.receive();
            return answer != null && answer.startsWith("40{");
        });
    }

    @Test
    void failedLoginsAreSlowedDown() {
        String token = "sbt_aaaaaaaa_" + "B".repeat(43);
        for (int n = 0; n < FAILED_LOGINS; n++) {
            assertThat(connect(token, "198.51.100.4").await("44")).contains("unauthenticated");
        }

        // The next ones are not looked at.
        Patience.await().until(() -> {
            String answer = connect(token, "198.51.100.4").receive();
            return answer == null;
        });
    }
}
