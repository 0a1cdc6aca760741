package io.swarmbot.files;

import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.testing.FileSocket;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.TusClient;
import io.swarmbot.testing.WithTokens;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files over WebSocket take the rights and quotas that they take over HTTP. */
@QuarkusTest
@TestProfile(WithTokens.class)
class FileSocketRightsQuarkusTest {

    private static final int KIB = 1024;

    @TestHTTPResource("/")
    URI server;

    @Inject
    FileStore store;

    @BeforeEach
    void makeSwarm() throws IOException {
        for (UploadState each : store.uploads(OWN)) {
            store.end(each.upload());
        }
        RawConnection.ask(server, "DELETE", "/api/v1/swarms/" + OWN, as("root"));
        RawConnection.ask(server, "PUT", "/api/v1/swarms/" + OWN, as("root"));
    }

    private FileSocket open(String who) {
        return FileSocket.open(server, OWN, as(who));
    }

    private TusClient files(String who) {
        return new TusClient(server, OWN, as(who));
    }

    private static void assertRefused(JsonNode message, String code) {
        assertThat(message.path("code").asText()).as(message.toString()).isEqualTo(code);
    }

    private static String opened(JsonNode message) {
        assertThat(message.path("type").asText()).as(message.toString()).isEqualTo("opened");
        return message.path("file_id").asText();
    }

    @Test
    void onlyWhoMayViewGetsInAndOnlyWhoMayShareUploads() {
        String path = FileSocket.path(OWN);
        assertThat(RawConnection.askToUpgrade(server, path).status()).isEqualTo(401);
        assertThat(RawConnection.askToUpgrade(server, path, as("monitor")).status())
                .isEqualTo(404);
        String shared = files("submitter")
                .post("?name=a", new byte[1])
                .json()
                .path("id")
                .asText();
        try (FileSocket viewer = open("viewer");
                FileSocket agent = open("agent");
                FileSocket submitter = open("submitter")) {
            assertRefused(viewer.upload(1, 1, ""), "forbidden");
            opened(viewer.download(2, shared, 0));
            assertRefused(agent.upload(1, 1, ""), "forbidden");
            assertRefused(agent.upload(2, 1, ",'agent':'boss'"), "forbidden");
            String upload = opened(submitter.upload(1, 10, ""));
            submitter.say("{'type':'close','transfer':1}").answer(1);
            assertRefused(viewer.resume(3, upload), "unknown_file");
            assertThat(submitter.upload(2, 0, "").path("type").asText()).isEqualTo("opened");
            assertThat(submitter.answer(2).at("/file/by").asText()).isEqualTo("submitter");
        }
    }

    @Test
    void quotasHoldTogetherWithThoseOfHttp() {
        try (FileSocket socket = open("submitter")) {
            assertRefused(socket.upload(1, 100 * KIB + 1, ""), "too_big");
            opened(socket.upload(2, 100 * KIB, ""));
            opened(socket.upload(3, 60 * KIB, ""));
            assertRefused(socket.upload(4, 50 * KIB, ""), "quota_exceeded");
            assertThat(files("submitter")
                            .create(50 * KIB, TusClient.pair("filename", "a"))
                            .status())
                    .isEqualTo(413);
            opened(socket.upload(5, 1, ""));
            assertRefused(socket.upload(6, 1, ""), "limit_reached");
            socket.say("{'type':'cancel','transfer':3}").answer(3);
            opened(socket.upload(7, 50 * KIB, ""));
        }
    }

    @Test
    void revokedTokenEndsTheConnectionAndItsUploadsStopThere() {
        RawConnection.Response made = RawConnection.post(
                server,
                "/api/v1/tokens",
                "{\"name\":\"guest\",\"grants\":[{\"swarm\":\"own\",\"role\":\"submitter\"}]}",
                as("root"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String[] guest = WithTokens.header(made.json().path("token").asText());
        try (FileSocket socket = FileSocket.open(server, OWN, guest)) {
            opened(socket.upload(1, 1_000, ""));
            socket.piece(1, 0, new byte[500]);

            RawConnection.ask(
                    server, "DELETE", "/api/v1/tokens/" + made.json().path("id").asText(), as("root"));

            JsonNode ended = socket.message();
            assertThat(ended.path("type").asText()).as(ended.toString()).isEqualTo("ended");
            assertThat(ended.path("reason").asText()).isEqualTo("revoked");
            assertThat(socket.closeCode()).isEqualTo(4103);
        }
    }

    @Test
    void tokenIsRenewedOnTheConnection() {
        RawConnection.Response made = RawConnection.post(
                server,
                "/api/v1/tokens",
                "{\"name\":\"submitter\",\"grants\":[{\"swarm\":\"own\",\"role\":\"submitter\"}]}",
                as("root"));
        try (FileSocket socket = open("submitter")) {
            socket.say("{'type':'renew','id':'r1','token':'"
                    + made.json().path("token").asText() + "'}");
            assertThat(socket.message().path("type").asText()).isEqualTo("renewed");
            socket.say("{'type':'renew','id':'r2','token':'nonsense'}");
            assertRefused(socket.message(), "unauthenticated");
            opened(socket.upload(1, 1, ""));
        }
    }
}
