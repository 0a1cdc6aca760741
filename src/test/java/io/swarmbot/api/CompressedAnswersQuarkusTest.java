package io.swarmbot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.Compression;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of REST are compressed for clients that take gzip, and say the same then. */
@QuarkusTest
class CompressedAnswersQuarkusTest {

    private static final int AGENTS = 100;
    private static final String GZIP_ONLY = "gzip, identity;q=0";

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmCoordinator coordinator;

    private Rest rest;

    /** Its snapshot is of many pieces, and each of its agents is worth compressing. */
    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        Json metrics = new Json("{\"m\":\"" + "x".repeat(4_000) + "\"}");
        List<CompletableFuture<Outcome.Committed>> done = new ArrayList<>();
        for (int n = 0; n < AGENTS; n++) {
            done.add(coordinator.submit(rest.swarm(), new RegisterAgent("agent" + n, null, null, List.of(), metrics)));
        }
        done.forEach(CompletableFuture::join);
        rest.submit("task1");
    }

    private record Answer(Response head, byte[] sent) {

        String header(String name) {
            return head.header(name);
        }

        boolean isCompressed() {
            return header("Content-Encoding").equals("gzip");
        }

        String text() {
            if (!isCompressed()) {
                return new String(sent, UTF_8);
            }
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(sent))) {
                return new String(in.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Answer get(String target, String... headers) {
        try (RawConnection connection = RawConnection.to(server)) {
            Response head = connection.request("GET", target, headers).receiveHead();
            assertThat(head.status()).isEqualTo(200);
            return new Answer(head, connection.bytes(head));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/agents", "/agents/agent1", "/events?limit=50&after=CURSOR", "/export"})
    void longAnswerIsCompressedForAClientThatTakesGzipAndSaysTheSame(String path) {
        String start = get(rest.path(), "Accept-Encoding", GZIP_ONLY).header("SwarmBot-Cursor");
        String target = rest.path() + path.replace("CURSOR", start.replaceAll("-.*", "-0"));
        Answer plain = get(target);

        for (String accepted : List.of("gzip", "deflate, gzip;q=0.5, br", GZIP_ONLY)) {
            Answer compressed = get(target, "Accept-Encoding", accepted);

            assertThat(compressed.isCompressed()).isTrue();
            assertThat(compressed.text()).isEqualTo(plain.text());
            assertThat(compressed.sent()).hasSizeLessThan(plain.sent().length / 3);
            assertThat(compressed.header("SwarmBot-Cursor")).isEqualTo(plain.header("SwarmBot-Cursor"));
            assertThat(compressed.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
            assertThat(compressed.header("Vary")).contains("Accept-Encoding").isEqualTo(plain.header("Vary"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "br", "gzip;q=0.1, identity;q=0.2"})
    void answerIsPlainForAClientThatWantsItSo(String accepted) {
        Answer answer = get(rest.path(), "Accept-Encoding", accepted);

        assertThat(answer.isCompressed()).isFalse();
        assertThat(answer.text()).isEqualTo(get(rest.path()).text());
    }

    @Test
    void shortAnswerIsCompressedOnlyForAClientThatTakesNothingElse() {
        for (String target : List.of(rest.path() + "/tasks/task1/why", rest.path() + "/tasks/task1")) {
            Answer plain = get(target, "Accept-Encoding", "gzip");
            assertThat(plain.isCompressed()).isFalse();
            assertThat(plain.sent()).hasSizeLessThan(Compression.LONG_BYTES);

            Answer compressed = get(target, "Accept-Encoding", GZIP_ONLY);
            assertThat(compressed.isCompressed()).isTrue();
            assertThat(compressed.text()).isEqualTo(plain.text());
        }
    }

    /** A strong ETag is of one form only. The version in both is that of the entity. */
    @Test
    void tagOfACompressedEntityIsAnotherOneAndGoodForACommand() {
        String agent = rest.path() + "/agents/agent1";
        String plain = get(agent).header("ETag");
        String compressed = get(agent, "Accept-Encoding", "gzip").header("ETag");
        assertThat(plain).matches("\"\\d+\"");
        assertThat(compressed).isEqualTo(plain.replaceAll("\"$", "-gzip\""));

        Response paused = RawConnection.post(server, agent + "/pause", "{}", "If-Match", compressed);
        assertThat(paused.status()).isEqualTo(200);
        for (String old : List.of(plain, compressed)) {
            Problems.assertProblem(
                    RawConnection.post(server, agent + "/resume", "{}", "If-Match", old), 412, "version_mismatch");
        }
    }

    @Test
    void tagOfTheSnapshotIsTheSameForBothForms() {
        Answer compressed = get(rest.path(), "Accept-Encoding", "gzip");
        String tag = compressed.header("ETag");

        assertThat(tag).startsWith("W/").isEqualTo(get(rest.path()).header("ETag"));
        for (String accepted : List.of("gzip", "identity")) {
            Response answer =
                    RawConnection.ask(server, "GET", rest.path(), "If-None-Match", tag, "Accept-Encoding", accepted);
            assertThat(answer.status()).isEqualTo(304);
        }
    }

    @Test
    void headOfACompressedAnswerHasNoBody() {
        for (String path : List.of("", "/agents/agent1")) {
            try (RawConnection connection = RawConnection.to(server)) {
                Response head = connection
                        .request("HEAD", rest.path() + path, "Accept-Encoding", "gzip")
                        .receiveHead();
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("Content-Encoding")).isEqualTo("gzip");

                Response next = connection.request("GET", rest.path() + path).receive();
                assertThat(next.header("Content-Encoding")).isEmpty();
                assertThat(next.json().size()).isPositive();
            }
        }
    }

    /**
     * A HEAD is answered with the fields of a GET (RFC 9110, 9.3.2), but it need not say a length (8.6). The length of
     * an answer of many pieces is known to neither: it is encoded while it is sent.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "/agents", "/agents/agent1", "/tasks", "/export"})
    void headSaysWhatAGetSays(String path) {
        for (String accepted : List.of("identity", "gzip")) {
            Response get = get(rest.path() + path, "Accept-Encoding", accepted).head();
            try (RawConnection connection = RawConnection.to(server)) {
                Response head = connection
                        .request("HEAD", rest.path() + path, "Accept-Encoding", accepted)
                        .receiveHead();

                assertThat(head.status()).isEqualTo(200);
                for (String name : List.of(
                        "Content-Type", "Content-Encoding", "ETag", "SwarmBot-Cursor", "Cache-Control", "Vary")) {
                    assertThat(head.header(name)).as(name).isEqualTo(get.header(name));
                }
                assertThat(head.header("Content-Length")).isIn("", get.header("Content-Length"));
            }
            boolean isInPieces = !get.header("Transfer-Encoding").isEmpty();
            assertThat(get.header("Content-Length").isEmpty()).isEqualTo(isInPieces);
        }
    }

    @Test
    void answerToABatchIsCompressed() {
        String command = "{\"type\":\"update_agent_status\",\"agent_id\":\"agent1\",\"status\":\"busy\"}";
        String batch = "[" + command + ("," + command).repeat(49) + "]";
        try (RawConnection connection = RawConnection.to(server)) {
            Response head = connection
                    .request(
                            "POST",
                            rest.path() + "/commands",
                            "Content-Type",
                            "application/json",
                            "Accept-Encoding",
                            "gzip",
                            "Content-Length",
                            Integer.toString(batch.length()))
                    .send(batch)
                    .receiveHead();

            Answer answer = new Answer(head, connection.bytes(head));
            assertThat(answer.isCompressed()).isTrue();
            assertThat(answer.text()).startsWith("[{\"id\":null,\"status\":200").endsWith("]");
        }
    }

    /** The length of what is compressed tells about it. */
    @Test
    void secretIsNeverCompressed() {
        Answer whoami = get("/api/v1/whoami", "Accept-Encoding", GZIP_ONLY);

        assertThat(whoami.header("Cache-Control")).isEqualTo("no-store");
        assertThat(whoami.isCompressed()).isFalse();
        assertThat(whoami.text()).startsWith("{\"name\":");
    }

    @Test
    void streamIsNeverCompressed() {
        try (RawConnection connection = RawConnection.to(server)) {
            Response head = connection
                    .request(
                            "GET", rest.path() + "/events", "Accept", "text/event-stream", "Accept-Encoding", GZIP_ONLY)
                    .receiveHead();

            assertThat(head.header("Content-Type")).startsWith("text/event-stream");
            assertThat(head.header("Content-Encoding")).isEmpty();
        }
    }
}
