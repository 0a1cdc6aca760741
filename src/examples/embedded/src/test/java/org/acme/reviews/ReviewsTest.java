package org.acme.reviews;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** This application has the whole of SwarmBot inside, with SwarmBot's settings, and may change them. */
@QuarkusTest
class ReviewsTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    FinishedReviews finished;

    @ConfigProperty(name = "swarmbot.store.kind")
    String store;

    @Test
    void reviewIsDoneByAnAgentAndTheObserverSeesIt() {
        String task = given().contentType(ContentType.TEXT)
                .body("A good text.")
                .post("/reviews")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        String agents = "/api/v1/swarms/default/agents";
        json("{\"capabilities\":[\"review\"]}").put(agents + "/ann").then().statusCode(201);

        json("{}")
                .post(agents + "/ann/claim")
                .then()
                .statusCode(200)
                .body("id", equalTo(task))
                .body("input.text", equalTo("A good text."))
                .body("max_attempts", equalTo(5));
        json("{\"agent_id\":\"ann\",\"result\":\"fine\"}")
                .post("/api/v1/swarms/default/tasks/" + task + "/complete")
                .then()
                .statusCode(200);

        await().until(() -> finished.ids().contains(task));
        when().get("/reviews/finished").then().statusCode(200).body(containsString("\"" + task + "\""));
    }

    @Test
    void refusalByTheSwarmIsAnsweredWithItsProblem() {
        given().contentType(ContentType.TEXT)
                .body("x".repeat(20_000))
                .post("/reviews")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body(containsString("too_big"));
    }

    @Test
    void settingsOfSwarmBotAreInForce() throws IOException {
        assertEquals("memory", store, "tests leave no files behind");
        given().header("Origin", "http://evil.example")
                .get("/reviews/finished")
                .then()
                .statusCode(403);
        when().get("/").then().statusCode(200).header("Content-Security-Policy", containsString("default-src 'self'"));
        String large = answerTo("POST /reviews", "Content-Type: text/plain", "Content-Length: 5000000");
        assertTrue(large.contains(" 413 "), large);

        String handshake = answerTo(
                "GET /api/v1/swarms/default/live",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: swarmbot.v1",
                "Sec-WebSocket-Extensions: permessage-deflate");
        assertTrue(handshake.contains("101 switching protocols"), handshake);
        assertTrue(handshake.contains("sec-websocket-protocol: swarmbot.v1"), handshake);
        assertFalse(handshake.contains("permessage-deflate"), handshake);
    }

    @Test
    void documentOfTheInterfaceHasSwarmBotsPathsAndOurs() {
        given().accept(ContentType.JSON)
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths", hasKey("/reviews"))
                .body("paths", hasKey("/api/v1/swarms/{swarm}"))
                .body("paths.'/reviews'", not(hasKey("get")));
    }

    /** The status line and the headers of the answer, in lower case. */
    private String answerTo(String request, String... headers) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            String head = request + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n"
                    + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))
                    .lines()
                    .takeWhile(line -> !line.isEmpty())
                    .collect(Collectors.joining("\n"))
                    .toLowerCase(Locale.ROOT);
        }
    }

    private static RequestSpecification json(String body) {
        return given().contentType(ContentType.JSON).body(body);
    }
}
