package io.swarmbot.files;

import static io.swarmbot.testing.TusClient.pair;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.files.directory.DirectoryStore;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.TusClient;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.text.Sha256;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP: uploads with tus and without, downloads, removal, and what is refused. */
@QuarkusTest
class FilesQuarkusTest {

    private static final byte[] CONTENT = content(300_000);
    private static final String SHA = hex(CONTENT);

    @TestHTTPResource("/")
    URI server;

    @Inject
    FilesSettings settings;

    @Inject
    FileCollector collector;

    @Inject
    FileStore store;

    private Rest rest;
    private TusClient files;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        files = new TusClient(server, rest.swarm());
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(Sha256.begin().digest(content));
    }

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(CONTENT, from, to);
    }

    private static void assertRefused(Response answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asText()).as(answer.body()).isEqualTo(code);
    }

    private JsonNode list(String query) {
        Response answer = files.plain("GET", files.path() + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("files");
    }

    /** Everything that the store keeps of the swarm of this test. */
    private List<Path> stored() throws IOException {
        Path directory = settings.directory().resolve(rest.swarm());
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(list("")).isEmpty();
        assertThat(stored()).isEmpty();
    }

    private String shared(String name) {
        Response answer = files.post("?name=" + name, CONTENT);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.header("Location");
    }

    @Test
    void fileInOneRequestIsSharedBeforeItIsAnswered() throws IOException {
        rest.register("agent1");
        rest.submit("t1");
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "")) {
            Response answer = files.post(
                    "?name=r%C3%A9sum%C3%A9.pdf&task=t1&agent=agent1&sha256=" + SHA,
                    CONTENT,
                    "Content-Type",
                    "Application/PDF");

            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            JsonNode file = answer.json();
            assertThat(file.path("name").asText()).isEqualTo("résumé.pdf");
            assertThat(file.path("type").asText()).isEqualTo("application/pdf");
            assertThat(file.path("size").asInt()).isEqualTo(CONTENT.length);
            assertThat(file.path("sha256").asText()).isEqualTo(SHA);
            assertThat(file.path("task_id").asText()).isEqualTo("t1");
            assertThat(file.path("agent_id").asText()).isEqualTo("agent1");
            assertThat(answer.header("Location"))
                    .isEqualTo(files.path() + "/" + file.path("id").asText());
            JsonNode event = live.await("file_shared");
            assertThat(event.path("file")).isEqualTo(file);
            assertThat(event.path("cursor").asText()).isEqualTo(answer.header("SwarmBot-Cursor"));
            assertThat(files.get(answer.header("Location"), 200)).isEqualTo(CONTENT);
            assertThat(rest.snapshot().path("files").path(0)).isEqualTo(file);
        }
        assertThat(stored()).hasSize(1);
    }

    @Test
    void fileComesInChunksAndAfterExpect100() throws IOException {
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request(
                    "POST", files.path() + "?name=a", "Transfer-Encoding", "chunked", "Expect", "100-continue");
            assertThat(connection.receiveHead().status()).isEqualTo(100);
            for (int from = 0; from < CONTENT.length; from += 100_000) {
                connection.send(Integer.toHexString(100_000) + "\r\n");
                connection.send(part(from, from + 100_000)).send("\r\n");
            }
            Response answer = connection.send("0\r\n\r\n").receive();

            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            assertThat(answer.json().path("sha256").asText()).isEqualTo(SHA);
            // The same connection takes the next request.
            assertThat(connection.request("GET", files.path()).receive().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void connectionTakesOneRequestAfterAnother() {
        String file = shared("a");
        String upload = files.begin(10, "b");
        try (RawConnection connection = RawConnection.to(server)) {
            for (int round = 0; round < 3; round++) {
                for (String[] each : new String[][] {
                    {"GET", file, "200"},
                    {"OPTIONS", files.path(), "204"},
                    {"GET", file + "x", "404"},
                    {"DELETE", file + "x", "404"},
                    {"GET", files.path(), "200"}
                }) {
                    Response answer = connection.request(each[0], each[1]).receive();
                    assertThat(answer.status()).as(each[0] + each[1]).isEqualTo(Integer.parseInt(each[2]));
                }
                connection.request("HEAD", upload, "Tus-Resumable", "1.0.0");
                assertThat(connection.receiveHead().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void nameComesFromContentDispositionAndFormsAreRefused() throws IOException {
        Response named = files.post(
                "",
                CONTENT,
                "Content-Disposition",
                "attachment; filename=\"x\"; filename*=UTF-8''%C3%BC.txt",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(named.json().path("name").asText()).isEqualTo("ü.txt");
        assertThat(named.json().path("type").asText())
                .as("what curl says if nobody says anything")
                .isEqualTo("application/octet-stream");
        files.plain("DELETE", named.header("Location"));

        assertRefused(
                files.post("?name=a", CONTENT, "Content-Type", "multipart/form-data; boundary=x"),
                415,
                "unsupported_media_type");
        assertRefused(files.post("?name=a", CONTENT, "Content-Encoding", "gzip"), 415, "unsupported_media_type");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "'', missing_field",
        "?name=, missing_field",
        "?name=..%5Ca, bad_field",
        "?name=a%0Ab, bad_field",
        "?name=a%00, bad_field",
        "?name=..&x=1, unknown_parameter",
        "?name=.., bad_field",
        "?name=a&task=%20, bad_identifier",
        "?name=a&agent=x%C3%BC, bad_identifier",
        "?name=a&sha256=00, bad_field",
        "?name=a&name=b, bad_parameter"
    })
    void badFieldOfAFileIsRefused(String query, String code) throws IOException {
        assertRefused(files.post(query, CONTENT), 400, code);
        assertNothingIsLeft();
    }

    @Test
    void wrongHashUnknownTaskAndTypeThatIsNoneLeaveNothing() throws IOException {
        assertRefused(files.post("?name=a&sha256=" + "0".repeat(64), CONTENT), 460, "checksum_mismatch");
        assertRefused(files.post("?name=a&task=t1", CONTENT), 404, "unknown_task");
        assertRefused(files.post("?name=a&agent=a1", CONTENT), 404, "unknown_agent");
        assertRefused(files.post("?name=a", CONTENT, "Content-Type", "text"), 400, "bad_field");
        assertRefused(new TusClient(server, "nowhere").post("?name=a", CONTENT), 404, "unknown_swarm");
        assertNothingIsLeft();
    }

    @Test
    void requestThatBreaksOffLeavesNothing() throws IOException {
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request("POST", files.path() + "?name=a", "Content-Length", "300000");
            connection.send(part(0, 200_000));
            Patience.await().until(() -> !stored().isEmpty());
            connection.reset();
        }

        Patience.await().until(() -> stored().isEmpty());
        assertNothingIsLeft();
    }

    @Test
    void tusSaysWhatItUnderstands() {
        Response options = files.plain("OPTIONS", files.path());

        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(options.header("Tus-Extension"))
                .isEqualTo("creation,creation-with-upload,termination,checksum,expiration");
        assertThat(options.header("Tus-Checksum-Algorithm")).isEqualTo("sha1,sha256");
        assertThat(options.header("Tus-Max-Size")).isEqualTo(Long.toString(4L << 30));
    }

    @Test
    void uploadIsSharedWithItsLastByteAndStaysKnownUnderItsId() throws IOException {
        rest.submit("t1");
        Response created = files.create(
                CONTENT.length,
                String.join(",", pair("filename", "a.csv"), pair("filetype", "text/csv"), pair("task", "t1"), "own"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.header("Upload-Expires")).isNotEmpty();
        String upload = created.header("Location");
        assertThat(files.offset(upload)).isZero();

        Response first = files.patch(upload, 0, part(0, 100_000));
        assertThat(first.status()).as(first.body()).isEqualTo(204);
        assertThat(first.header("Upload-Offset")).isEqualTo("100000");
        assertThat(first.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(list("")).as("nothing half is visible").isEmpty();
        assertRefused(files.plain("GET", upload), 404, "unknown_file");
        Response last = files.patch(upload, 100_000, part(100_000, 300_000));

        assertThat(last.header("Upload-Offset")).isEqualTo("300000");
        assertThat(last.header("SwarmBot-Cursor")).isNotEmpty();
        JsonNode file = list("?task=t1").path(0);
        assertThat(file.path("sha256").asText()).isEqualTo(SHA);
        assertThat(file.path("type").asText()).isEqualTo("text/csv");
        assertThat(upload).endsWith("/" + file.path("id").asText());
        assertThat(files.get(upload, 200)).isEqualTo(CONTENT);
        Response head = files.head(upload);
        assertThat(head.header("Upload-Offset")).isEqualTo("300000");
        assertThat(head.header("Upload-Length")).isEqualTo("300000");
        assertThat(head.header("Upload-Metadata")).contains(pair("filename", "a.csv"));
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        assertRefused(files.patch(upload, 300_000, new byte[0]), 409, "wrong_offset");
        assertThat(stored()).hasSize(1);
    }

    @Test
    void creationTakesTheFirstBytesOrAll() {
        for (int length : new int[] {100_000, CONTENT.length}) {
            try (RawConnection connection = RawConnection.to(server)) {
                Response created = connection
                        .request(
                                "POST",
                                files.path(),
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Length",
                                "300000",
                                "Upload-Metadata",
                                pair("filename", "a"),
                                "Content-Type",
                                "application/offset+octet-stream",
                                "Content-Length",
                                Integer.toString(length))
                        .send(part(0, length))
                        .receive();
                assertThat(created.status()).as(created.body()).isEqualTo(201);
                assertThat(created.header("Upload-Offset")).isEqualTo(Integer.toString(length));
                assertThat(files.offset(created.header("Location"))).isEqualTo(length);
            }
        }
        assertThat(list("")).hasSize(1);
    }

    @Test
    void emptyFileIsSharedAtOnce() {
        Response created = files.create(0, pair("filename", "empty"));

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(files.get(created.header("Location"), 200)).isEmpty();
        assertRefused(
                files.plain("GET", created.header("Location"), "Range", "bytes=0-"), 416, "range_not_satisfiable");
        assertThat(files.post("?name=empty", new byte[0]).status()).isEqualTo(201);
        assertThat(list("")).hasSize(2);
    }

    @Test
    void cutUploadGoesOnWhereItWasCut() {
        String upload = files.begin(CONTENT.length, "a");
        try (RawConnection connection = files.beginPatch(upload, 0, CONTENT.length)) {
            connection.send(part(0, 150_000));
            Patience.await().until(() -> files.offset(upload) >= 100_000);
            connection.reset();
        }
        long offset = awaitUnlocked(upload);
        assertThat(offset).isBetween(100_000L, 150_000L);

        Response rest = files.patch(upload, offset, part((int) offset, CONTENT.length));

        assertThat(rest.status()).as(rest.body()).isEqualTo(204);
        assertThat(list("").path(0).path("sha256").asText()).isEqualTo(SHA);
    }

    /** The offset of an upload whose writer has noticed that its client is gone. */
    private long awaitUnlocked(String upload) {
        Patience.await().until(() -> files.patch(upload, 299_999, new byte[1]).status() == 409);
        return files.offset(upload);
    }

    @Test
    void secondWriterIsRefusedAndTheFirstOneGoesOn() {
        String upload = files.begin(CONTENT.length, "a");
        try (RawConnection connection = files.beginPatch(upload, 0, CONTENT.length)) {
            connection.send(part(0, 200_000));
            Patience.await().until(() -> files.offset(upload) >= 100_000);

            assertRefused(files.patch(upload, 0, part(0, 10)), 423, "upload_locked");
            assertRefused(files.ask("DELETE", upload), 423, "upload_locked");

            Response done = connection.send(part(200_000, 300_000)).receive();
            assertThat(done.status()).as(done.body()).isEqualTo(204);
        }
        assertThat(list("").path(0).path("sha256").asText()).isEqualTo(SHA);
    }

    @Test
    void bytesThatDoNotFollowOrAreTooManyAreRefused() {
        String upload = files.begin(1_000, "a");
        files.patch(upload, 0, part(0, 500));

        assertRefused(files.patch(upload, 0, part(0, 500)), 409, "wrong_offset");
        assertRefused(files.patch(upload, 600, part(600, 700)), 409, "wrong_offset");
        assertRefused(files.patch(upload, 500, part(500, 1_001)), 413, "too_big");
        assertRefused(files.patch(upload, Long.MAX_VALUE / 10, part(0, 1)), 409, "wrong_offset");
        try (RawConnection connection = RawConnection.to(server)) {
            Response endless = connection
                    .request(
                            "PATCH",
                            upload,
                            "Tus-Resumable",
                            "1.0.0",
                            "Upload-Offset",
                            "500",
                            "Content-Type",
                            "application/offset+octet-stream",
                            "Transfer-Encoding",
                            "chunked")
                    .send("400\r\n")
                    .send(part(500, 500 + 0x400))
                    .send("\r\n0\r\n\r\n")
                    .receive();
            assertRefused(endless, 413, "too_big");
        }
        assertThat(files.offset(upload)).isBetween(500L, 1_000L);
        assertThat(list("")).isEmpty();
    }

    @Test
    void checksumJudgesTheBytesOfARequest() {
        String upload = files.begin(1_000, "a");
        String right =
                "sha256 " + Base64.getEncoder().encodeToString(Sha256.begin().digest(part(0, 500)));

        assertRefused(files.patch(upload, 0, part(1, 501), "Upload-Checksum", right), 460, "checksum_mismatch");
        assertThat(files.offset(upload)).isZero();
        assertRefused(files.patch(upload, 0, part(0, 500), "Upload-Checksum", "md5 QQ=="), 400, "bad_parameter");
        Response taken = files.patch(upload, 0, part(0, 500), "Upload-Checksum", right);

        assertThat(taken.status()).as(taken.body()).isEqualTo(204);
        assertThat(files.offset(upload)).isEqualTo(500);
    }

    @Test
    void uploadWithAnotherHashThanPromisedIsGone() throws IOException {
        Response created = files.create(500, pair("filename", "a") + "," + pair("sha256", SHA));

        assertRefused(files.patch(created.header("Location"), 0, part(0, 500)), 460, "checksum_mismatch");

        assertThat(files.head(created.header("Location")).status()).isEqualTo(404);
        assertNothingIsLeft();
    }

    @Test
    void taskThatIsGoneAtTheEndOfItsUploadEndsIt() throws IOException {
        rest.register("a1");
        Response created = files.create(500, pair("filename", "a") + "," + pair("agent", "a1"));
        rest.remove("a1");

        assertRefused(files.patch(created.header("Location"), 0, part(0, 500)), 404, "unknown_agent");

        assertNothingIsLeft();
    }

    @Test
    void badRequestsOfTusAreRefused() throws IOException {
        String name = pair("filename", "a");
        Response old = files.plain("POST", files.path(), "Tus-Resumable", "0.2.2", "Content-Length", "0");
        assertRefused(old, 412, "unknown_tus_version");
        assertThat(old.header("Tus-Version")).isEqualTo("1.0.0");
        assertRefused(files.create(5, ""), 400, "missing_field");
        assertRefused(files.create(5, "filename ?"), 400, "bad_parameter");
        assertRefused(files.create(5, pair("filename", "../../etc/passwd")), 400, "bad_field");
        assertRefused(files.create(5, name, "Upload-Defer-Length", "1"), 400, "bad_parameter");
        assertRefused(files.create(5, name, "Upload-Concat", "partial"), 400, "bad_parameter");
        assertRefused(files.create((4L << 30) + 1, name), 413, "too_big");
        assertRefused(
                files.ask("POST", files.path(), "Upload-Metadata", name, "Content-Length", "0"), 400, "bad_parameter");
        assertRefused(
                files.ask("POST", files.path(), "Upload-Length", "-1", "Upload-Metadata", name, "Content-Length", "0"),
                400,
                "bad_parameter");
        String upload = files.begin(5, "a");
        assertRefused(
                files.plain("PATCH", upload, "Upload-Offset", "0", "Content-Length", "0"), 412, "unknown_tus_version");
        assertRefused(
                files.ask("PATCH", upload, "Upload-Offset", "0", "Content-Length", "0"), 415, "unsupported_media_type");
        assertRefused(
                files.ask("PATCH", upload, "Content-Type", "application/offset+octet-stream", "Content-Length", "0"),
                400,
                "bad_parameter");
        assertThat(files.offset(upload)).isZero();
        assertThat(files.ask("DELETE", upload).status()).isEqualTo(204);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000000000000000000000", "a", "..%2e", "x%2F..", "%00", "UPPERCASE0000000000000000"})
    void idThatNobodyGaveIsUnknown(String id) {
        String path = files.path() + "/" + id;

        for (Response answer :
                List.of(files.plain("GET", path), files.ask("DELETE", path), files.patch(path, 0, new byte[1]))) {
            assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
        }
        assertThat(files.head(path).status()).isIn(400, 404);
    }

    @Test
    void downloadIsAlwaysAnAttachmentThatCanDoNothing() {
        Response shared = files.post("?name=evil%22%3Bx.svg", CONTENT, "Content-Type", "image/svg+xml");

        Response head = files.plain("HEAD", shared.header("Location"));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("300000");
        assertThat(head.header("Content-Type")).isEqualTo("image/svg+xml");
        assertThat(head.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"evil_;x.svg\"; filename*=UTF-8''evil%22%3Bx.svg");
        assertThat(head.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(head.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
        assertThat(head.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(head.header("ETag")).isEqualTo("\"" + SHA + "\"");
    }

    @Test
    void partsOfAFileAreGiven() {
        String file = shared("a");
        String tag = "\"" + SHA + "\"";

        assertThat(files.get(file, 206, "Range", "bytes=100-199")).isEqualTo(part(100, 200));
        assertThat(files.get(file, 206, "Range", "bytes=299990-")).isEqualTo(part(299_990, 300_000));
        assertThat(files.get(file, 206, "Range", "bytes=-7", "If-Range", tag)).isEqualTo(part(299_993, 300_000));
        assertThat(files.get(file, 200, "Range", "bytes=1-2", "If-Range", "\"x\""))
                .isEqualTo(CONTENT);
        assertThat(files.get(file, 200, "Range", "bytes=1-2,5-6")).isEqualTo(CONTENT);
        Response none = files.plain("GET", file, "Range", "bytes=300000-");
        assertRefused(none, 416, "range_not_satisfiable");
        assertThat(none.header("Content-Range")).isEqualTo("bytes */300000");
        Response known = files.plain("GET", file, "If-None-Match", "W/\"x\", " + tag);
        assertThat(known.status()).isEqualTo(304);
        assertRefused(files.plain("GET", file + "?x=1"), 400, "unknown_parameter");
    }

    @Test
    void filesAreListedByTaskAndAgentAndInPages() {
        rest.register("a1");
        rest.submit("t1");
        files.post("?name=one&task=t1", CONTENT);
        files.post("?name=two&task=t1&agent=a1", CONTENT);
        files.post("?name=three&agent=a1", CONTENT);

        assertThat(list("").findValuesAsText("name")).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(list("?task=t1").findValuesAsText("name")).containsExactlyInAnyOrder("one", "two");
        assertThat(list("?task=t1&agent=a1").findValuesAsText("name")).containsExactly("two");
        assertThat(list("?task=none")).isEmpty();
        JsonNode first = files.plain("GET", files.path() + "?limit=2").json();
        assertThat(first.path("files")).hasSize(2);
        JsonNode second = files.plain(
                        "GET",
                        files.path() + "?limit=2&after=" + first.path("next").asText())
                .json();
        assertThat(second.path("files")).hasSize(1);
        assertThat(second.path("next").isNull()).isTrue();
        assertRefused(files.plain("GET", files.path() + "?limit=0"), 400, "bad_parameter");
    }

    @Test
    void removedFileIsGoneWithItsBytes() throws IOException {
        String file = shared("a");
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "")) {
            Response removed = files.plain("DELETE", file);

            assertThat(removed.status()).isEqualTo(204);
            assertThat(live.await("file_removed").path("cursor").asText()).isEqualTo(removed.header("SwarmBot-Cursor"));
        }
        assertRefused(files.plain("GET", file), 404, "unknown_file");
        assertRefused(files.plain("DELETE", file), 404, "unknown_file");
        assertNothingIsLeft();
    }

    @Test
    void fileWhoseBytesAreNotHereIsElsewhere() throws IOException {
        String file = shared("a");
        Files.delete(stored().get(0));

        Response answer = files.plain("GET", file);

        assertRefused(answer, 503, "file_elsewhere");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    @Test
    void fileOfAnotherSwarmIsUnknown() {
        String id = shared("a").replaceAll(".*/", "");
        TusClient other = new TusClient(server, Rest.inNewSwarm(server).swarm());

        assertRefused(other.plain("GET", other.path() + "/" + id), 404, "unknown_file");
        assertThat(other.head(other.path() + "/" + id).status()).isEqualTo(404);
        assertRefused(other.plain("DELETE", other.path() + "/" + id), 404, "unknown_file");
    }

    @Test
    void otherMethodsAreRefusedWithThoseThatThereAre() {
        Response answer = files.plain("PUT", files.path() + "/a", "Content-Length", "0");
        assertRefused(answer, 405, "method_not_allowed");
        assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, HEAD, PATCH");
        assertRefused(files.plain("DELETE", files.path()), 405, "method_not_allowed");
        assertThat(files.plain("DELETE", files.path()).header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
    }

    /** No command of a door shares a file: only who stored its bytes knows that they are there. */
    @Test
    void clientCannotSayThatAFileIsShared() {
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "")) {
            for (String type : List.of("share_file", "remove_file", "share", "remove")) {
                JsonNode answer = live.ask("{\"id\":\"c1\",\"type\":\"" + type + "\",\"file_id\":\"f1\"}");
                assertThat(answer.path("code").asText()).isEqualTo("unknown_command");
            }
        }
    }

    @Test
    void collectorDeletesOnlyOldBytesThatNobodyNames() throws IOException {
        String file = shared("named");
        String upload = files.begin(1_000, "open");
        String expired = files.begin(1_000, "expired");
        Path own = settings.directory().resolve(rest.swarm());
        Path orphan = Files.write(own.resolve("0".repeat(64) + "-" + "0".repeat(26)), CONTENT);
        Path young = Files.write(own.resolve("1".repeat(64) + "-" + "1".repeat(26)), CONTENT);
        for (Path each : stored()) {
            String name = each.getFileName().toString();
            boolean isYoung = each.equals(young) || name.startsWith(upload.replaceAll(".*/", ""));
            if (!isYoung) {
                age(each);
            }
        }

        collector.run();

        assertThat(orphan).doesNotExist();
        assertThat(young).exists();
        assertThat(files.get(file, 200)).isEqualTo(CONTENT);
        assertThat(files.offset(upload)).isZero();
        assertThat(files.head(expired).status()).isEqualTo(404);
        assertThat(stored().stream().filter(each -> each.toString().contains(expired.replaceAll(".*/", ""))))
                .isEmpty();

        rest.delete();
        for (Path each : stored()) {
            age(each);
        }
        collector.run();
        assertThat(stored()).as("of a swarm that is no more").isEmpty();
        assertThat(store).isInstanceOf(DirectoryStore.class);
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }
}
