package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The snapshot has its cursor as its ETag, and a client that has it gets 304. */
@QuarkusTest
class SnapshotQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private String head;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        head = rest.submit("task1");
    }

    private Response get(String... headers) {
        return RawConnection.ask(server, "GET", rest.path(), headers);
    }

    @Test
    void snapshotIsTheStateAtItsCursor() {
        Response snapshot = get();

        assertThat(snapshot.status()).isEqualTo(200);
        assertThat(snapshot.json().path("cursor").asText()).isEqualTo(head);
        assertThat(snapshot.json().path("agents")).hasSize(1);
        assertThat(snapshot.json().path("tasks")).hasSize(1);
        assertAt(head, snapshot);
    }

    private static void assertAt(String cursor, Response response) {
        assertThat(response.header("ETag")).isEqualTo("W/\"" + cursor + "\"");
        assertThat(response.header("SwarmBot-Cursor")).isEqualTo(cursor);
        assertThat(response.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(response.header("Vary")).isEqualTo("Accept, Authorization, Cookie, Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"%s\"", "\"%s\"", "W/\"old-1\", W/\"%s\"", "*"})
    void snapshotThatTheClientHasGets304(String known) {
        for (String accepted : List.of("identity", "gzip", "gzip, identity;q=0")) {
            Response answer = get("If-None-Match", known.replace("%s", head), "Accept-Encoding", accepted);

            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Encoding")).isEmpty();
            assertAt(head, answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"old-1\"", "%s", "", "W/\"%s0\""})
    void snapshotIsSentToAClientThatHasAnotherOne(String known) {
        assertThat(get("If-None-Match", known.replace("%s", head)).status()).isEqualTo(200);
    }

    @Test
    void etagChangesWithTheState() {
        String changed = rest.status("agent1", "busy");

        Response answer = get("If-None-Match", "W/\"" + head + "\"");

        assertThat(answer.status()).isEqualTo(200);
        assertAt(changed, answer);
    }

    @Test
    void snapshotIsNeverOlderThanAnEarlierAnswer() {
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            String agent = "writer" + client;
            clients.add(CompletableFuture.runAsync(() -> {
                rest.register(agent);
                for (int n = 0; n < 50; n++) {
                    String written = rest.status(agent, n % 2 == 0 ? "busy" : "idle");
                    Response snapshot = get();
                    String cursor = snapshot.json().path("cursor").asText();
                    assertAt(cursor, snapshot);
                    assertThat(seq(cursor)).isGreaterThanOrEqualTo(seq(written));
                }
            }));
        }
        clients.forEach(CompletableFuture::join);
    }

    private static long seq(String cursor) {
        return Long.parseLong(cursor.substring(cursor.indexOf('-') + 1));
    }

    @Test
    void snapshotAtACursorIsWhatItWasThere() {
        List<Response> snapshots = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            rest.status("agent1", "busy", n);
            rest.submit("more" + n);
            snapshots.add(get());
        }
        rest.remove("agent1");

        for (Response snapshot : snapshots) {
            String cursor = snapshot.header("SwarmBot-Cursor");
            Response past = ask("?at=" + cursor);
            assertThat(past.status()).isEqualTo(200);
            assertThat(past.body()).isEqualTo(snapshot.body());
            assertAt(cursor, past);
        }
        String start = head.substring(0, head.indexOf('-') + 1) + 0;
        assertThat(ask("?at=" + start).json().path("agents")).isEmpty();
    }

    @Test
    void cursorThatIsNoPlaceOfTheLogIsRefused() {
        String next = head.substring(0, head.indexOf('-') + 1) + (seq(head) + 1);
        Problems.assertProblem(ask("?at=x"), 400, "bad_cursor");
        Problems.assertProblem(ask("?at=" + head + "&at_least=" + head), 400, "bad_parameter");
        Problems.assertProblem(ask("?at=" + next), 503, "behind");
        rest.delete();
        rest.create();
        Problems.assertProblem(ask("?at=" + head), 410, "cursor_lost");
    }

    @Test
    void snapshotWaitsUntilTheSwarmHasReachedAtLeast() {
        assertThat(get().status()).isEqualTo(200);
        assertThat(ask("?at_least=" + head).status()).isEqualTo(200);
        String next = head.substring(0, head.indexOf('-') + 1) + (seq(head) + 1);
        Problems.assertProblem(ask("?at_least=" + next), 503, "behind");
        assertThat(ask("?at_least=" + next).header("Retry-After")).isEqualTo("1");
        rest.delete();
        rest.create();
        Problems.assertProblem(ask("?at_least=" + head), 410, "cursor_lost");
        for (String path : List.of("/agents", "/tasks", "/events")) {
            Problems.assertProblem(ask(path + "?at_least=" + head), 410, "cursor_lost");
        }
    }

    private Response ask(String rest) {
        return RawConnection.ask(server, "GET", this.rest.path() + rest);
    }
}
