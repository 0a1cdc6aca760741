package io.swarmbot.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.FileSocket;
import io.swarmbot.testing.FileSocket.Piece;
import io.swarmbot.testing.Frame;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.TusClient;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.text.Sha256;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files over WebSocket: what comes, what goes, and what is refused. */
@QuarkusTest
class FileSocketQuarkusTest {

    private static final int TRIES = 200;

    private static final byte[] CONTENT = content(300_000);
    private static final String SHA = HexFormat.of().formatHex(Sha256.begin().digest(CONTENT));
    private static final int PIECE = 50_000;

    @TestHTTPResource("/")
    URI server;

    @Inject
    FilesSettings settings;

    @Inject
    Uploads uploads;

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

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(CONTENT, from, to);
    }

    private FileSocket open() {
        return FileSocket.open(server, rest.swarm());
    }

    private static JsonNode opened(JsonNode message) {
        assertThat(message.path("type").asText()).as(message.toString()).isEqualTo("opened");
        return message;
    }

    private static void assertRefused(JsonNode message, Integer transfer, int status, String code) {
        assertThat(message.path("type").asText()).as(message.toString()).isEqualTo("error");
        assertThat(message.path("code").asText()).as(message.toString()).isEqualTo(code);
        assertThat(message.path("status").asInt()).isEqualTo(status);
        assertThat(message.path("detail").asText()).isNotEmpty();
        if (transfer == null) {
            assertThat(message.path("transfer").isNull()).isTrue();
        } else {
            assertThat(message.path("transfer").asInt()).isEqualTo(transfer);
        }
    }

    /** Sends the content from one place to another, never more than the credit, and returns what it is at the end. */
    private static long send(FileSocket socket, int transfer, int from, int to, long credit) {
        int at = from;
        long left = credit;
        while (at < to) {
            int length = (int) Math.min(Math.min(PIECE, to - at), left);
            if (length == 0) {
                JsonNode message = socket.message();
                assertThat(message.path("type").asText()).as(message.toString()).isEqualTo("credit");
                left += message.path("bytes").asLong();
                continue;
            }
            socket.piece(transfer, at, part(at, at + length));
            at += length;
            left -= length;
        }
        return left;
    }

    private List<Path> stored() throws IOException {
        Path directory = settings.directory().resolve(rest.swarm());
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private JsonNode list() {
        return files.plain("GET", files.path()).json().path("files");
    }

    @Test
    void fileComesAndGoesAndIsSharedBeforeThatIsSaid() {
        rest.register("agent1");
        rest.submit("t1");
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "");
                FileSocket socket = open()) {
            JsonNode opened = opened(socket.upload(
                    1, CONTENT.length, ",'filetype':'text/csv','sha256':'" + SHA + "','task':'t1','agent':'agent1'"));
            assertThat(opened.path("offset").asLong()).isZero();
            assertThat(list()).as("nothing half is visible").isEmpty();
            send(socket, 1, 0, CONTENT.length, opened.path("credit").asLong());
            JsonNode done = socket.answer(1);

            assertThat(done.path("type").asText()).as(done.toString()).isEqualTo("done");
            JsonNode file = done.path("file");
            assertThat(file.path("id")).isEqualTo(opened.path("file_id"));
            assertThat(file.path("sha256").asText()).isEqualTo(SHA);
            assertThat(file.path("type").asText()).isEqualTo("text/csv");
            assertThat(file.path("task_id").asText()).isEqualTo("t1");
            assertThat(file.path("agent_id").asText()).isEqualTo("agent1");
            JsonNode event = live.await("file_shared");
            assertThat(event.path("file")).isEqualTo(file);
            assertThat(event.path("cursor")).isEqualTo(done.path("cursor"));
            assertThat(downloaded(socket, 2, file.path("id").asText(), 0)).isEqualTo(CONTENT);
            assertThat(downloaded(socket, 3, file.path("id").asText(), 123_456))
                    .isEqualTo(part(123_456, CONTENT.length));
        }
    }

    /** The bytes from there on, with little credit at a time. */
    private static byte[] downloaded(FileSocket socket, int transfer, String file, int from) {
        JsonNode opened = opened(socket.download(transfer, file, from));
        assertThat(opened.at("/file/sha256").asText()).isEqualTo(SHA);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long credit = 0;
        while (from + bytes.size() < CONTENT.length) {
            if (credit == 0) {
                credit = 70_001;
                socket.credit(transfer, credit);
            }
            Piece piece = socket.nextPiece();
            assertThat(piece.transfer()).isEqualTo(transfer);
            assertThat(piece.offset()).isEqualTo(from + bytes.size());
            bytes.writeBytes(piece.bytes());
            credit -= piece.bytes().length;
            assertThat(credit).as("the service keeps to its credit").isNotNegative();
        }
        assertThat(socket.answer(transfer).path("type").asText()).isEqualTo("done");
        return bytes.toByteArray();
    }

    @Test
    void whatIsStoredIsSaidInTheMidst() {
        int size = 9 << 20;
        ApiDocuments documents = ApiDocuments.of(server);
        try (FileSocket socket = open()) {
            JsonNode opened = opened(socket.upload(1, size, ""));
            long credit = opened.path("credit").asLong();
            JsonNode stored = null;
            for (int at = 0; at < size; ) {
                int length = (int) Math.min(Math.min(PIECE, size - at), credit);
                if (length > 0) {
                    socket.piece(1, at, new byte[length]);
                    at += length;
                    credit -= length;
                    continue;
                }
                JsonNode message = socket.message();
                credit += message.path("bytes").asLong();
                stored = message.path("type").asText().equals("stored") ? message : stored;
            }
            assertThat(stored).isNotNull();
            assertThat(stored.path("offset").asInt()).isBetween(8 << 20, size - 1);
            documents.assertFits(ApiDocuments.message("transfer_stored"), stored);
            assertThat(socket.answer(1).path("type").asText()).isEqualTo("done");
        }
    }

    @Test
    void emptyFileIsSharedAtOnceAndGoes() {
        try (FileSocket socket = open()) {
            String file = opened(socket.upload(1, 0, "")).path("file_id").asText();

            assertThat(socket.answer(1).at("/file/size").asInt(-1)).isZero();
            opened(socket.download(2, file, 0));
            assertThat(socket.answer(2).path("type").asText()).isEqualTo("done");
        }
    }

    @Test
    void manyTransfersGoOnAtOnceAndTakeTurns() {
        try (FileSocket socket = open()) {
            int count = 8;
            List<Long> credits = new ArrayList<>();
            for (int n = 1; n <= count; n++) {
                credits.add(opened(socket.upload(n, 100_000, "")).path("credit").asLong());
            }
            for (int n = 1; n <= count; n++) {
                send(socket, n, 0, 40_000, credits.get(n - 1));
            }
            for (int n = count; n >= 1; n--) {
                socket.piece(n, 40_000, part(40_000, 80_000)).piece(n, 80_000, part(80_000, 100_000));
            }
            Set<Integer> done = new TreeSet<>();
            List<String> ids = new ArrayList<>();
            while (done.size() < count) {
                JsonNode message = socket.message();
                if (message.path("type").asText().equals("done")) {
                    done.add(message.path("transfer").asInt());
                    ids.add(message.at("/file/id").asText());
                }
            }
            assertThat(list()).hasSize(count);

            for (int n = 0; n < count; n++) {
                opened(socket.download(100 + n, ids.get(n), 0));
            }
            for (int n = 0; n < count; n++) {
                socket.credit(100 + n, 100_000);
            }
            Set<Integer> firsts = new TreeSet<>();
            for (int n = 0; n < count + 1; n++) {
                firsts.add(socket.nextPiece().transfer());
            }
            assertThat(firsts)
                    .as("nobody waits for the whole file of another one")
                    .hasSizeGreaterThan(count / 2);
        }
    }

    @Test
    void cutUploadGoesOnWhereItWasOverEachProtocol() {
        String file;
        try (FileSocket socket = open()) {
            JsonNode opened = opened(socket.upload(1, CONTENT.length, ""));
            file = opened.path("file_id").asText();
            socket.piece(1, 0, part(0, 50_000)).piece(1, 50_000, part(50_000, 100_000));
            Patience.await().until(() -> files.offset(files.path() + "/" + file) == 100_000);
            socket.reset();
        }
        String path = files.path() + "/" + file;
        Patience.await()
                .until(() -> files.patch(path, CONTENT.length, new byte[0]).status() == 409);
        assertThat(files.patch(path, 100_000, part(100_000, 150_000)).status()).isEqualTo(204);
        try (FileSocket socket = open()) {
            JsonNode opened = opened(socket.resume(1, file));
            assertThat(opened.path("offset").asInt()).isEqualTo(150_000);
            assertThat(opened.path("size").asInt()).isEqualTo(CONTENT.length);
            send(socket, 1, 150_000, CONTENT.length, opened.path("credit").asLong());
            assertThat(socket.answer(1).at("/file/sha256").asText()).isEqualTo(SHA);

            JsonNode again = socket.resume(2, file);
            assertThat(again.path("type").asText())
                    .as("who missed the answer asks again")
                    .isEqualTo("done");
            assertThat(again.at("/file/id").asText()).isEqualTo(file);
        }
    }

    @Test
    void closeKeepsWhatCameAndCancelDoesNot() throws IOException {
        try (FileSocket socket = open()) {
            String kept =
                    opened(socket.upload(1, CONTENT.length, "")).path("file_id").asText();
            opened(socket.upload(2, CONTENT.length, ""));
            socket.piece(1, 0, part(0, 1_000)).piece(2, 0, part(0, 1_000));

            JsonNode closed = socket.say("{'type':'close','transfer':1}").answer(1);
            assertThat(closed.path("type").asText()).isEqualTo("closed");
            assertThat(closed.path("offset").asInt()).isEqualTo(1_000);
            assertThat(socket.say("{'type':'cancel','transfer':2}")
                            .answer(2)
                            .path("offset")
                            .asInt())
                    .isZero();
            // What is under way for a transfer that has ended means nothing.
            socket.piece(2, 1_000, part(1_000, 2_000)).piece(1, 1_000, part(1_000, 2_000));
            socket.say("{'type':'close','transfer':1}");
            assertThat(opened(socket.resume(3, kept)).path("offset").asInt()).isEqualTo(1_000);
            assertThat(socket.say("{'type':'cancel','transfer':3}")
                            .answer(3)
                            .path("type")
                            .asText())
                    .isEqualTo("closed");
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void downloadEndsWhenItsClientWantsSo() {
        String file = files.post("?name=a", CONTENT).json().path("id").asText();
        try (FileSocket socket = open()) {
            opened(socket.download(1, file, 0));
            socket.credit(1, 10);
            assertThat(socket.nextPiece().bytes()).hasSize(10);

            assertThat(socket.say("{'type':'close','transfer':1}")
                            .answer(1)
                            .path("offset")
                            .asInt())
                    .isEqualTo(10);
        }
    }

    @Test
    void uploadIsWrittenByOneAtATime() {
        try (FileSocket socket = open();
                FileSocket other = open()) {
            String file = opened(socket.upload(1, 1_000, "")).path("file_id").asText();

            assertRefused(other.resume(1, file), 1, 423, "upload_locked");
            assertThat(files.patch(files.path() + "/" + file, 0, new byte[1]).status())
                    .isEqualTo(423);
            socket.piece(1, 0, part(0, 1_000));
            assertThat(socket.answer(1).path("type").asText()).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'type':'upload','transfer':1,'size':1}; 1; missing_field",
                "{'type':'upload','transfer':1,'filename':'a'}; 1; missing_field",
                "{'type':'upload','transfer':1,'filename':'a','size':-1}; 1; bad_field",
                "{'type':'upload','transfer':1,'filename':'a/b','size':1}; 1; bad_field",
                "{'type':'upload','transfer':1,'filename':'a','size':1,'sha256':'00'}; 1; bad_field",
                "{'type':'upload','transfer':1,'filename':'a','size':1,'filetype':'x'}; 1; bad_field",
                "{'type':'upload','transfer':1,'filename':'a','size':1,'colour':1}; 1; unknown_field",
                "{'type':'upload','transfer':1,'filename':'a','size':99999999999}; 1; too_big",
                "{'type':'upload','transfer':1,'filename':'a','size':1,'task':'none'}; 1; unknown_task",
                "{'type':'upload','transfer':1,'filename':'a','size':1,'agent':'none'}; 1; unknown_agent",
                "{'type':'upload','transfer':0,'filename':'a','size':1}; ; bad_field",
                "{'type':'upload','filename':'a','size':1}; ; missing_field",
                "{'type':'upload','transfer':'x','filename':'a','size':1}; ; bad_field",
                "{'type':'resume','transfer':1,'file_id':'nothing'}; 1; unknown_file",
                "{'type':'resume','transfer':1,'file_id':'../../etc/passwd'}; 1; unknown_file",
                "{'type':'download','transfer':1,'file_id':'nothing'}; 1; unknown_file",
                "{'type':'download','transfer':1,'file_id':'nothing','offset':-1}; 1; bad_field",
                "{'type':'download','transfer':1,'file_id':'nothing','at_least':'x'}; 1; bad_cursor",
                "{'type':'credit','transfer':7,'bytes':1}; ; bad_field",
                "{'type':'close','transfer':7}; ; bad_field",
                "{'type':'what','transfer':7}; ; unknown_command",
                "{'transfer':7}; ; missing_field",
                "[]; ; bad_json",
                "x; ; bad_json"
            })
    void badMessageIsOneClearErrorAndChangesNothing(String message, Integer transfer, String code) throws IOException {
        try (FileSocket socket = open()) {
            JsonNode answer = socket.say(message).message();

            assertRefused(answer, transfer, answer.path("status").asInt(), code);
            assertThat(stored()).isEmpty();
            assertThat(list()).isEmpty();
            assertThat(opened(socket.upload(9, 0, "")).path("size").asInt())
                    .as("the connection goes on")
                    .isZero();
        }
    }

    /** A quick disk gives credit back between two pieces: then it is tried again. */
    @Test
    void moreThanItsCreditEndsATransferAndKeepsWhatCameWithCredit() {
        try (FileSocket socket = open()) {
            for (int transfer = 1; ; transfer++) {
                assertThat(transfer).as("tries").isLessThan(TRIES);
                String file = opened(socket.upload(transfer, 200_000, ""))
                        .path("file_id")
                        .asText();
                for (int from = 0; from < 180_000; from += 60_000) {
                    socket.piece(transfer, from, part(from, from + 60_000));
                }
                JsonNode answer = socket.say("{'type':'cancel','transfer':" + transfer + "}")
                        .answer(transfer);
                if (!answer.path("type").asText().equals("closed")) {
                    assertRefused(answer, transfer, 429, "too_many_in_flight");
                    assertThat(opened(socket.resume(transfer + 1, file))
                                    .path("offset")
                                    .asLong())
                            .isGreaterThanOrEqualTo(120_000);
                    return;
                }
            }
        }
    }

    @Test
    void badPieceEndsItsTransferAndKeepsWhatCameBefore() {
        try (FileSocket socket = open()) {
            String file = opened(socket.upload(1, 200_000, "")).path("file_id").asText();
            socket.piece(1, 0, part(0, 1_000));
            assertRefused(socket.piece(1, 999, part(0, 1)).answer(1), 1, 409, "wrong_offset");

            long offset = opened(socket.resume(2, file)).path("offset").asLong();
            assertThat(offset).as("what came before is kept").isEqualTo(1_000);
            socket.say("{'type':'close','transfer':2}").answer(2);

            JsonNode small = opened(socket.upload(4, 10, ""));
            assertRefused(socket.piece(4, 0, new byte[11]).answer(4), 4, 413, "too_big");
            assertThat(opened(socket.resume(5, small.path("file_id").asText()))
                            .path("offset")
                            .asInt())
                    .isZero();
            assertRefused(socket.credit(5, 1).answer(5), 5, 400, "bad_field");
            assertRefused(socket.piece(77, 0, new byte[1]).message(), null, 400, "bad_field");
            assertRefused(socket.send(new Frame(Frame.BINARY, new byte[12])).message(), null, 400, "bad_request");
        }
        assertThat(list()).isEmpty();
    }

    @Test
    void wrongHashLeavesNothing() throws IOException {
        try (FileSocket socket = open()) {
            opened(socket.upload(1, 1_000, ",'sha256':'" + "0".repeat(64) + "'"));

            assertRefused(socket.piece(1, 0, part(0, 1_000)).answer(1), 1, 460, "checksum_mismatch");
        }
        assertThat(stored()).isEmpty();
        assertThat(list()).isEmpty();
    }

    @Test
    void offsetBehindTheEndAndBytesForADownloadAreRefused() {
        String file = files.post("?name=a", CONTENT).json().path("id").asText();
        try (FileSocket socket = open()) {
            assertRefused(socket.download(1, file, CONTENT.length + 1), 1, 416, "range_not_satisfiable");
            opened(socket.download(2, file, 0));
            assertRefused(socket.piece(2, 0, new byte[1]).answer(2), 2, 400, "bad_field");
        }
    }

    @Test
    void fileAndUploadOfAnotherSwarmAreUnknown() {
        String file = files.post("?name=a", CONTENT).json().path("id").asText();
        String begun = files.begin(10, "b");
        String upload = begun.substring(begun.lastIndexOf('/') + 1);
        Rest another = Rest.inNewSwarm(server);
        try (FileSocket socket = FileSocket.open(server, another.swarm())) {
            assertRefused(socket.download(1, file, 0), 1, 404, "unknown_file");
            assertRefused(socket.resume(2, upload), 2, 404, "unknown_file");
        }
        assertThat(files.offset(begun)).isZero();
    }

    @Test
    void numbersGoUpAndTransfersAreLimited() {
        try (FileSocket socket = open()) {
            opened(socket.upload(5, 10, ""));
            assertRefused(
                    socket.say("{'type':'resume','transfer':5,'file_id':'x'}").message(), null, 400, "bad_field");
            int most = settings.maxTransfers();
            for (int n = 1; n < most; n++) {
                opened(socket.upload(5 + n, 10, ""));
            }
            assertRefused(socket.upload(5 + most, 10, ""), 5 + most, 429, "too_many_open");

            socket.say("{'type':'cancel','transfer':5}").answer(5);
            opened(socket.upload(6 + most, 10, ""));
        }
    }

    @Test
    void fileThatIsRemovedMeanwhileIsReadToItsEnd() {
        String path = files.post("?name=a", CONTENT).header("Location");
        String file = path.substring(path.lastIndexOf('/') + 1);
        try (FileSocket socket = open()) {
            opened(socket.download(1, file, 0));
            assertThat(files.plain("DELETE", path).status()).isEqualTo(204);

            socket.credit(1, CONTENT.length);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (bytes.size() < CONTENT.length) {
                bytes.writeBytes(socket.nextPiece().bytes());
            }
            assertThat(bytes.toByteArray()).isEqualTo(CONTENT);
            assertRefused(socket.download(2, file, 0), 2, 404, "unknown_file");
        }
    }

    @Test
    void largerMessageEndsTheConnectionAndKeepsTheUpload() {
        String file;
        try (FileSocket socket = open()) {
            file = opened(socket.upload(1, CONTENT.length, "")).path("file_id").asText();
            socket.piece(1, 0, part(0, 1_000));
            // In two frames: the limit is that of the message.
            socket.send(new Frame(0x02, new byte[60_000])).send(new Frame(0x80, new byte[60_000]));

            assertThat(socket.closeCode()).isEqualTo(1009);
        }
        String path = files.path() + "/" + file;
        Patience.await()
                .until(() -> files.patch(path, CONTENT.length, new byte[0]).status() == 409);
        assertThat(files.offset(path)).isEqualTo(1_000);
    }

    @Test
    void abandonedUploadsGiveTheirLocksBack() {
        try (FileSocket socket = open()) {
            for (int n = 1; n <= 5; n++) {
                opened(socket.upload(n, 10, ""));
            }
            socket.reset();
        }

        try (FileSocket socket = open()) {
            JsonNode found = opened(socket.upload(1, 10, ""));
            socket.reset();
            String path = files.path() + "/" + found.path("file_id").asText();
            Patience.await().until(() -> files.patch(path, 9, new byte[0]).status() == 409);
        }
    }

    @Test
    void pathIsAWebSocketOnly() {
        String path = FileSocket.path(rest.swarm());
        assertThat(files.plain("GET", path).json().path("code").asText()).isEqualTo("upgrade_required");
        for (String method : List.of("POST", "PUT", "DELETE")) {
            RawConnection.Response answer = files.plain(method, path, "Content-Length", "0");
            assertThat(answer.status()).as(method).isEqualTo(405);
        }
        assertThat(RawConnection.askToUpgrade(server, path + "?x=1")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("unknown_parameter");
        assertThat(RawConnection.askToUpgrade(server, FileSocket.path("-"))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("bad_identifier");
    }

    @Test
    void messagesFitTheDocument() {
        ApiDocuments documents = ApiDocuments.of(server);
        try (FileSocket socket = open()) {
            JsonNode opened = socket.upload(1, CONTENT.length, ",'sha256':'" + SHA + "'");
            send(socket, 1, 0, CONTENT.length, opened.path("credit").asLong());
            String file = socket.answer(1).at("/file/id").asText();
            socket.download(2, file, CONTENT.length);
            socket.answer(2);
            socket.download(3, file, 0);
            socket.say("{'type':'close','transfer':3}").answer(3);
            socket.say("{'type':'close','transfer':9}").message();

            Set<String> seen = new TreeSet<>();
            for (JsonNode message : socket.messages()) {
                String type = message.path("type").asText();
                seen.add(type);
                documents.assertFits(ApiDocuments.message("transfer_" + type), message);
            }
            assertThat(seen).contains("opened", "credit", "done", "closed", "error");
        }
    }
}
