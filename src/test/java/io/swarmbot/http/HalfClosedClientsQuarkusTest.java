package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.Seeds;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that ends its side of the connection behind its requests gets every answer, and then the end. */
@QuarkusTest
class HalfClosedClientsQuarkusTest {

    private static final String BUSY = "{\"status\":\"busy\"}";

    /** Longer than the test waits for an answer. */
    private static final String WAIT = "wait=50s";

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive"})
    void commandIsDoneAndAnswered(String connection) throws IOException {
        try (RawConnection client = RawConnection.to(server)) {
            client.send(put(BUSY, connection)).endOutput();

            RawConnection.Response answer = client.receive();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("status").asText()).isEqualTo("busy");
            assertThat(client.in().read()).isEqualTo(-1);
        }
    }

    @Test
    void everyKindOfRequestIsAnswered() throws IOException {
        for (String target : List.of(
                "/", "/asyncapi.yaml", "/q/health", "/api/v1/transports", rest.path(), rest.path() + "/tasks")) {
            try (RawConnection client = RawConnection.to(server)) {
                RawConnection.Response answer =
                        client.request("GET", target).endOutput().receive();

                assertThat(answer.status()).as(target).isEqualTo(200);
                assertThat(client.in().read()).as(target).isEqualTo(-1);
            }
        }
        try (RawConnection client = RawConnection.to(management)) {
            assertThat(client.request("GET", "/q/metrics").endOutput().receive().status())
                    .isEqualTo(200);
            assertThat(client.in().read()).isEqualTo(-1);
        }
    }

    @Test
    void refusalIsAnswered() {
        try (RawConnection client = RawConnection.to(server)) {
            assertThat(client.send(put("{", "close")).endOutput().receive().status())
                    .isEqualTo(400);
        }
    }

    @Test
    void largeAnswerComesWhole() {
        for (int i = 0; i < 200; i++) {
            rest.send("POST", "/tasks", "{\"type\":\"x\",\"description\":\"" + "x".repeat(10_000) + "\"}");
        }
        String whole = rest.snapshotText();
        try (RawConnection client = RawConnection.to(server, 4096)) {
            assertThat(client.request("GET", rest.path()).endOutput().receive().body())
                    .isEqualTo(whole);
        }
    }

    /** Several requests, one behind the other, then the end. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void everyRequestOfASeriesIsAnsweredInOrder(long seed) throws IOException {
        Random random = Seeds.random("everyRequestOfASeriesIsAnsweredInOrder", seed);
        for (int round = 0; round < 40; round++) {
            StringBuilder requests = new StringBuilder();
            List<String> due = new ArrayList<>();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                if (random.nextBoolean()) {
                    String number = String.valueOf(random.nextInt(1_000_000));
                    requests.append(put("{\"status\":\"busy\",\"details\":{\"n\":" + number + "}}", "keep-alive"));
                    due.add(number);
                } else {
                    requests.append("GET " + rest.path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    due.add("");
                }
            }
            try (RawConnection client = RawConnection.to(server)) {
                client.send(requests.toString()).endOutput();
                for (String number : due) {
                    RawConnection.Response answer = client.receive();
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.json().at("/details/n").asText()).isEqualTo(number);
                }
                assertThat(client.in().read()).isEqualTo(-1);
            }
        }
    }

    /** Whether such a client still reads cannot be known, so nothing waits for it. */
    @Test
    void waitingClaimIsAnsweredAtOnceWithWhatThereIs() {
        String claim = rest.path() + "/agents/agent1/claim?" + WAIT;
        try (RawConnection client = RawConnection.to(server)) {
            assertThat(client.request("POST", claim, "Content-Length", "0")
                            .endOutput()
                            .receive()
                            .status())
                    .isEqualTo(204);
        }
        // The end of the input comes at any moment of the decision.
        for (int n = 0; n < 30; n++) {
            rest.submit("task" + n);
            try (RawConnection client = RawConnection.to(server)) {
                RawConnection.Response answer = client.request("POST", claim, "Content-Length", "0")
                        .endOutput()
                        .receive();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.json().path("id").asText()).isEqualTo("task" + n);
            }
        }
    }

    @Test
    void waitingPollIsAnsweredAtOnceWithWhatThereIs() {
        String cursor = rest.cursor();
        try (RawConnection client = RawConnection.to(server)) {
            RawConnection.Response answer = client.request("GET", rest.path() + "/events?after=" + cursor + "&" + WAIT)
                    .endOutput()
                    .receive();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("cursor").asText()).isEqualTo(cursor);
            assertThat(answer.json().path("events")).isEmpty();
        }
    }

    @Test
    void requestThatBreaksOffIsNotDoneAndTheConnectionEnds() throws IOException {
        String before = rest.snapshotText();
        String whole = put(BUSY, "close");
        for (int cut : List.of(1, whole.length() / 3, whole.length() - 20, whole.length() - 1)) {
            try (RawConnection client = RawConnection.to(server)) {
                client.send(whole.substring(0, cut)).endOutput();

                client.in().readAllBytes();
            }
        }
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @Test
    void connectionWithoutARequestEnds() throws IOException {
        try (RawConnection client = RawConnection.to(server)) {
            client.request("GET", rest.path()).receive();
            client.endOutput();

            assertThat(client.in().read()).isEqualTo(-1);
        }
    }

    @Test
    void streamEndsWithItsReader() throws IOException {
        try (RawConnection client = RawConnection.to(server)) {
            client.request("GET", rest.path() + "/events", "Accept", "text/event-stream");
            assertThat(client.receiveHead().status()).isEqualTo(200);

            client.endOutput();

            client.in().readAllBytes();
        }
        try (RawConnection client = RawConnection.to(server)) {
            assertThat(client.upgrade(rest.path() + "/live").status()).isEqualTo(101);

            client.endOutput();

            client.in().readAllBytes();
        }
    }

    private String put(String body, String connection) {
        return "PUT " + rest.path() + "/agents/agent1/status HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
