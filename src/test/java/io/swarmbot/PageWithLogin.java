package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A page of a service that requires a login, a swarm of its own for each test, and tokens for it. */
abstract class PageWithLogin {

    @TestHTTPResource("/")
    URI server;

    Rest rest;
    Tab tab;

    @BeforeEach
    void makeSwarm() {
        await().until(() -> exchange("GET", "/api/v1/tokens", null, as("root")).statusCode() == 200);
        rest = Rest.inNewSwarm(server, as("root"));
    }

    @AfterEach
    void closePage() {
        if (tab != null) {
            tab.close();
        }
    }

    private HttpResponse<String> exchange(String method, String target, String body, String... headers) {
        return Rest.exchange(server, method, target, body, headers);
    }

    /** A new token for that role in the swarm of this test. */
    JsonNode make(String name, String role) {
        return make(name, role, rest.swarm());
    }

    /** A new token for that role in the swarms of that pattern. */
    JsonNode make(String name, String role, String swarms) {
        ObjectNode wish = JsonNodeFactory.instance.objectNode().put("name", name);
        wish.putArray("grants").addObject().put("swarm", swarms).put("role", role);
        HttpResponse<String> made = exchange("POST", "/api/v1/tokens", wish.toString(), as("root"));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Rest.json(made);
    }

    void revoke(JsonNode token) {
        assertThat(exchange("DELETE", "/api/v1/tokens/" + token.path("id").asText(), null, as("root"))
                        .statusCode())
                .isEqualTo(204);
    }

    Tab openAndLogIn(String token) {
        Tab opened = Browser.open(server, rest.swarm());
        logIn(opened, token);
        opened.awaitLive();
        return opened;
    }

    static void logIn(Tab tab, String token) {
        tab.await("#login #token").fill(token);
        tab.find("[data-action=log-in]").click();
    }
}
