package io.swarmbot.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.net.HostName;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page whose name leads to this machine gets nothing: every path but health wants a host of this service. */
@QuarkusTest
class HostGateQuarkusTest {

    private static final String BODY = "{\"status\":\"busy\"}";

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    /** What can be asked for, and the status of the answer if the host is one of the service. */
    private enum Request {
        READ(200),
        COMMAND(200),
        EVENT_STREAM(200),
        UPGRADE(101),
        PAGE(200),
        SCRIPT(200),
        DOCUMENT(200),
        NOTHING(404),
        NOTHING_BESIDE_HEALTH(404);

        private final int served;

        Request(int served) {
            this.served = served;
        }

        /** Sends the request. The body of a stream that is open is not read, because it has no end. */
        RawConnection.Response send(RawConnection connection, String swarm) {
            return switch (this) {
                case READ -> connection.request("GET", swarm).receive();
                case COMMAND ->
                    connection
                            .request(
                                    "PUT",
                                    swarm + "/agents/agent1/status",
                                    "Content-Type",
                                    "application/json",
                                    "Content-Length",
                                    String.valueOf(BODY.length()))
                            .send(BODY)
                            .receive();
                case EVENT_STREAM -> {
                    connection.request("GET", swarm + "/events", "Accept", "text/event-stream");
                    RawConnection.Response head = connection.receiveHead();
                    yield head.status() == 200 ? head : withBody(connection, head);
                }
                case UPGRADE -> connection.upgrade(swarm + "/live");
                case PAGE -> connection.request("GET", "/").receive();
                case SCRIPT -> connection.request("GET", "/app/main.js").receive();
                case DOCUMENT -> connection.request("GET", "/q/openapi").receive();
                case NOTHING -> connection.request("GET", "/api/v1/nothing").receive();
                case NOTHING_BESIDE_HEALTH ->
                    connection.request("GET", "/q/healthy").receive();
            };
        }

        private static RawConnection.Response withBody(RawConnection connection, RawConnection.Response head) {
            try {
                int length = Integer.parseInt(head.header("Content-Length"));
                String body = new String(connection.in().readNBytes(length), UTF_8);
                return new RawConnection.Response(head.status(), head.headers(), body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "localhost.",
                "localhost.:1",
                "swarm.localhost",
                "a.b.LOCALHOST.:65535",
                "127.0.0.1",
                "127.0.0.1:8080",
                "10.1.2.3",
                "0.0.0.0",
                "[::1]",
                "[::1]:8080",
                "[2001:DB8::1]:80"
            })
    void addressAndLoopbackNameAreServedOnEveryPath(String host) {
        assertServed(host);
    }

    @Test
    void nameOfTheMachineIsServedOnEveryPath() {
        assertServed(HostName.getHostName());
        assertServed(HostName.getQualifiedHostName().toUpperCase(Locale.ROOT) + ".:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "EVIL.example.:80",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evillocalhost",
                "localhost..",
                "swarm.example",
                "x",
                "127.1",
                "2130706433",
                "[evil.example]",
                "%6cocalhost",
                "a,localhost"
            })
    void otherNameIsRefusedOnEveryPathAndChangesNothing(String host) {
        String before = rest.snapshotText();

        for (Request request : Request.values()) {
            assertForbidden(request, host);
        }

        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    /** The router refuses these itself, before any check of ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a/b", "http://localhost", "user@localhost", "localhost:x", "localhost:99999", "::1"})
    void hostThatCannotBeParsedIsRefused(String host) {
        for (Request request : List.of(Request.READ, Request.UPGRADE, Request.PAGE)) {
            try (RawConnection connection = RawConnection.to(server, host)) {
                assertThat(request.send(connection, rest.path()).status())
                        .as("%s", request)
                        .isEqualTo(400);
            }
        }
    }

    /** As the health probes of an orchestrator, which name what they like. */
    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/", "/q/health/live", "/q/health/started", "/q/health/ready"})
    void healthIsAnsweredWhateverTheHostIs(String path) {
        for (String host : new String[] {"localhost", "evil.example", "probe", "[::1]:1"}) {
            try (RawConnection connection = RawConnection.to(server, host)) {
                assertThat(connection.request("GET", path).receive().status())
                        .as(host)
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/../../", "/q/health/..", "/q/health/%2e%2e/metrics", "/q/health%2f..%2fmetrics"})
    void pathThatOnlyBeginsLikeHealthIsChecked(String path) {
        try (RawConnection connection = RawConnection.to(server, "evil.example")) {
            Problems.assertProblem(connection.request("GET", path).receive(), 403, "forbidden_host");
        }
    }

    /** No browser speaks HTTP/1.0, but some probes and proxies do, without a Host. */
    @Test
    void requestOfHttp10NeedsNoHostButOneThatItHasIsChecked() {
        assertThat(ask("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
        assertThat(ask("GET " + rest.path() + " HTTP/1.0\r\nHost: localhost:1\r\n\r\n")
                        .status())
                .isEqualTo(200);
        for (String host : new String[] {"evil.example", "a/b", "localhost:x", ":80", "::1"}) {
            RawConnection.Response refused = ask("GET " + rest.path() + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n");
            Problems.assertProblem(refused, 403, "forbidden_host");
        }
    }

    @Test
    void requestOfHttp11NeedsAHost() {
        assertThat(ask("GET " + rest.path() + " HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
        assertThat(ask("GET " + rest.path() + " HTTP/1.1\r\nHost:\r\n\r\n").status())
                .isIn(400, 403);
    }

    @Test
    void forwardedHostCountsForNothingUnlessTheProxyIsTrusted() {
        String[] forwarded = {"X-Forwarded-Host", "localhost", "Forwarded", "host=localhost"};
        try (RawConnection connection = RawConnection.to(server, "evil.example")) {
            RawConnection.Response refused =
                    connection.request("GET", rest.path(), forwarded).receive();
            Problems.assertProblem(refused, 403, "forbidden_host");
        }
    }

    /** A page that took the name over sends its requests over the connection that it has. */
    @Test
    void connectionServesOnAfterARefusal() {
        try (RawConnection connection = RawConnection.to(server, "evil.example")) {
            assertThat(Request.COMMAND.send(connection, rest.path()).status()).isEqualTo(403);

            connection.send("GET " + rest.path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(connection.receive().status()).isEqualTo(200);
        }
    }

    private void assertServed(String host) {
        for (Request request : Request.values()) {
            try (RawConnection connection = RawConnection.to(server, host)) {
                assertThat(request.send(connection, rest.path()).status())
                        .as("%s to %s", request, host)
                        .isEqualTo(request.served);
            }
        }
    }

    private void assertForbidden(Request request, String host) {
        try (RawConnection connection = RawConnection.to(server, host)) {
            RawConnection.Response response = request.send(connection, rest.path());
            Problems.assertProblem(response, 403, "forbidden_host");
            assertThat(response.json().path("detail").asText())
                    .contains("'" + host.replaceFirst(":\\d+$", "") + "'")
                    .contains("swarmbot.security.hosts");
        }
    }

    private RawConnection.Response ask(String request) {
        try (RawConnection connection = RawConnection.to(server)) {
            return connection.send(request).receive();
        }
    }
}
