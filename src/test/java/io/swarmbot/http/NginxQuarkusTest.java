package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Nginx;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind a real nginx: what its defaults break is said, and what the page of the documentation says mends it. */
@QuarkusTest
@TestProfile(FriendsAndProxies.class)
class NginxQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
    }

    @Test
    void pageBehindTheDefaultsIsToldWhichHeadersAndKeysToSet() {
        try (Nginx nginx = Nginx.before(server)) {
            RawConnection.Response refused =
                    command(nginx, "http://" + nginx.address().getAuthority());

            Problems.assertProblem(refused, 403, "forbidden_origin");
            assertThat(refused.json().path("detail").asText())
                    .contains("Origin", "'http://" + nginx.address().getAuthority() + "'")
                    .contains("Host", "'http://" + server.getAuthority() + "'")
                    .contains("proxy_set_header Host $http_host")
                    .contains("quarkus.http.cors.origins")
                    .contains("X-Forwarded-Proto", "quarkus.http.proxy.proxy-address-forwarding")
                    .contains("quarkus.http.proxy.allow-x-forwarded");
        }
    }

    @Test
    void pageBehindAProxyThatPassesTheHostOnGivesCommands() {
        try (Nginx nginx = Nginx.before(server, "proxy_set_header Host $http_host;")) {
            assertThat(command(nginx, "http://" + nginx.address().getAuthority())
                            .status())
                    .isEqualTo(200);
            Problems.assertProblem(command(nginx, "http://elsewhere.example"), 403, "forbidden_origin");
        }
    }

    @Test
    void pageBehindAProxyThatEndsTlsGivesCommands() {
        try (Nginx nginx = Nginx.before(
                server, "proxy_set_header Host swarm.example;", "proxy_set_header X-Forwarded-Proto https;")) {
            assertThat(command(nginx, "https://swarm.example").status()).isEqualTo(200);
            Problems.assertProblem(command(nginx, "http://swarm.example"), 403, "forbidden_origin");
        }
    }

    @Test
    void pageBehindAProxyThatEndsTlsAtAnotherPortGivesCommands() {
        try (Nginx nginx = Nginx.before(
                server,
                "proxy_set_header Host swarm.example:8443;",
                "proxy_set_header X-Forwarded-Proto https;",
                "proxy_set_header X-Forwarded-Port 8443;")) {
            assertThat(command(nginx, "https://swarm.example:8443").status()).isEqualTo(200);
            Problems.assertProblem(command(nginx, "https://swarm.example"), 403, "forbidden_origin");
        }
    }

    private RawConnection.Response command(Nginx nginx, String origin) {
        String body = "{\"status\":\"busy\"}";
        List<String> headers = new ArrayList<>(List.of("Origin", origin, "Content-Type", "application/json"));
        headers.addAll(List.of("Content-Length", String.valueOf(body.length()), "Accept-Encoding", "identity"));
        try (RawConnection connection = RawConnection.to(nginx.address())) {
            return connection
                    .request("PUT", rest.path() + "/agents/agent1/status", headers.toArray(String[]::new))
                    .send(body)
                    .receive();
        }
    }
}
