package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.HaProxy;
import io.swarmbot.testing.Impatient;
import io.swarmbot.testing.Nginx;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Behind nginx and HAProxy as the documentation sets them: all transports come through, events are not held back, and
 * heartbeats keep a silent stream alive through a proxy that has little patience. A poll that waits has none.
 */
@QuarkusTest
@TestProfile(Impatient.class)
@Tag("stress-only")
class ProxiesQuarkusTest {

    /** More than the patience of the proxies, with a heartbeat about each second. */
    private static final int SILENT_HEARTBEATS = 5;

    private static final String SILENT = "types=task_submitted";

    @TestHTTPResource("/")
    URI server;

    enum Proxy {
        NGINX {
            @Override
            Running before(URI service) {
                Nginx nginx = Nginx.before(
                        service,
                        "proxy_http_version 1.1;",
                        "proxy_set_header Host $http_host;",
                        "proxy_set_header Upgrade $http_upgrade;",
                        "proxy_set_header Connection $http_connection;",
                        "proxy_buffering off;",
                        "gzip off;",
                        "proxy_read_timeout 3s;");
                return new Running(nginx.address(), nginx::close);
            }
        },
        HAPROXY {
            @Override
            Running before(URI service) {
                HaProxy haproxy = HaProxy.before(
                        service,
                        service,
                        "timeout client 60s",
                        "timeout client 3s",
                        "timeout server 60s",
                        "timeout server 3s",
                        "timeout tunnel 60s",
                        "timeout tunnel 3s",
                        // A poll that is too long would be sent three times.
                        " response-timeout",
                        "");
                return new Running(haproxy.address(), haproxy::close);
            }
        };

        abstract Running before(URI service);
    }

    private record Running(URI address, Runnable end) implements AutoCloseable {

        @Override
        public void close() {
            end.run();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTransportBringsEventsAsTheyAreSent(Proxy proxy) {
        Rest rest = Rest.inNewSwarm(server);
        try (Running running = proxy.before(server)) {
            List<BiFunction<String, String, StreamClient>> transports = List.of(
                    (swarm, query) -> WebSocketClient.open(running.address(), swarm, query, WebSocketClient.BATCH),
                    (swarm, query) -> EventStreamClient.open(running.address(), swarm, query),
                    (swarm, query) -> PollClient.open(running.address(), swarm, query, "2s", 100));
            for (BiFunction<String, String, StreamClient> transport : transports) {
                try (StreamClient client = transport.apply(rest.swarm(), "after=" + rest.cursor())) {
                    for (int n = 0; n < 3; n++) {
                        // Each one comes although nothing follows it.
                        client.awaitCursor(rest.register("agent" + n));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void silentStreamLivesLongerThanThePatienceOfTheProxy(Proxy proxy) {
        Rest rest = Rest.inNewSwarm(server);
        try (Running running = proxy.before(server);
                StreamClient live = WebSocketClient.open(running.address(), rest.swarm(), SILENT);
                StreamClient events = EventStreamClient.open(running.address(), rest.swarm(), SILENT)) {
            List<StreamClient> clients = new ArrayList<>(List.of(live, events));
            for (StreamClient client : clients) {
                client.await(
                        SILENT_HEARTBEATS + " heartbeats",
                        any -> client.messages("heartbeat").size() >= SILENT_HEARTBEATS);
            }

            String end = rest.submit("t1");

            clients.forEach(client -> client.awaitCursor(end));
            assertThat(clients).allSatisfy(client -> assertThat(client.events()).hasSize(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pollNeedsAWaitBelowThePatienceOfTheProxy(Proxy proxy) {
        Rest rest = Rest.inNewSwarm(server);
        String poll = rest.path() + "/events?" + SILENT + "&after=" + rest.cursor() + "&wait=";
        try (Running running = proxy.before(server)) {
            HttpResponse<String> inTime = Rest.exchange(running.address(), "GET", poll + "1s", null);
            HttpResponse<String> tooLate = Rest.exchange(running.address(), "GET", poll + "20s", null);

            assertThat(inTime.statusCode()).isEqualTo(200);
            assertThat(tooLate.statusCode()).isEqualTo(504);
        }
    }
}
