package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.FileSocket;
import io.swarmbot.testing.FileSocket.Piece;
import io.swarmbot.testing.LargeContent;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.TusClient;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.text.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A large file goes up and down over WebSocket through a small heap, is cut, and outlives a kill of the service. */
class FileSocketIT {

    private static final long SIZE = (long) Scale.of(64, 2_048) << 20;
    private static final int CUTS = 10;

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void largeFilePassesThroughASmallHeapHoweverOftenItIsCut(long seed) {
        Random random = Seeds.random("FileSocketIT", seed);
        LargeContent content = new LargeContent(random, SIZE);
        try (ServiceProcess service = ServiceProcess.withHeap("64m")) {
            Rest rest = Rest.inNewSwarm(service.server());
            String file = null;

            for (int cut = 0; cut < CUTS; cut++) {
                try (FileSocket socket = FileSocket.open(service.server(), rest.swarm())) {
                    JsonNode opened = file == null ? socket.upload(1, SIZE, "") : resumed(socket, file);
                    file = opened.path("file_id").asText();
                    long offset = opened.path("offset").asLong();
                    long until = LargeContent.within(random, offset, offset + (SIZE - offset) / 3);
                    send(socket, opened, content, until);
                    if (cut == CUTS / 2) {
                        service.kill();
                        socket.reset();
                        service.start();
                    } else {
                        socket.reset();
                    }
                }
            }
            String sha256 = content.sha256();
            try (FileSocket socket = FileSocket.open(service.server(), rest.swarm())) {
                JsonNode opened = resumed(socket, file);
                int transfer = opened.path("transfer").asInt();
                send(socket, opened, content, SIZE);
                JsonNode done = socket.answer(transfer);
                assertThat(done.at("/file/sha256").asText()).as(done.toString()).isEqualTo(sha256);
            }
            assertThat(rest.snapshot().at("/files/0/sha256").asText()).isEqualTo(sha256);
            assertThat(download(service, rest.swarm(), file, random)).isEqualTo(sha256);
            assertThat(service.output()).doesNotContain("OutOfMemory").doesNotContain("ERROR");
        }
    }

    /** Goes on as soon as nobody writes any more: the service may not have noticed that a client is gone. */
    private static JsonNode resumed(FileSocket socket, String file) {
        int[] transfer = {0};
        JsonNode[] answer = new JsonNode[1];
        Patience.await().until(() -> {
            answer[0] = socket.resume(++transfer[0], file);
            return answer[0].path("type").asText().equals("opened");
        });
        return answer[0];
    }

    /** Sends the bytes up to that place, as far as there is credit. */
    private static void send(FileSocket socket, JsonNode opened, LargeContent content, long until) {
        int transfer = opened.path("transfer").asInt();
        long at = opened.path("offset").asLong();
        long credit = opened.path("credit").asLong();
        while (at < until) {
            byte[] piece = content.from(at);
            if (piece.length > credit) {
                JsonNode message = socket.message();
                if (message.path("type").asText().equals("credit")) {
                    credit += message.path("bytes").asLong();
                } else {
                    assertThat(message.path("type").asText())
                            .as(message.toString())
                            .isEqualTo("stored");
                    assertThat(message.path("offset").asLong()).isLessThanOrEqualTo(at);
                }
                continue;
            }
            socket.piece(transfer, at, piece);
            at += piece.length;
            credit -= piece.length;
        }
    }

    /** The hash of the file, which is taken in pieces that are cut. */
    private static String download(ServiceProcess service, String swarm, String file, Random random) {
        MessageDigest digest = Sha256.begin();
        long at = 0;
        for (int cut = 0; at < SIZE; cut++) {
            long until = cut < CUTS ? LargeContent.within(random, at, at + (SIZE - at) / 3) : SIZE;
            try (FileSocket socket = FileSocket.open(service.server(), swarm)) {
                assertThat(socket.download(1, file, at).path("type").asText()).isEqualTo("opened");
                socket.credit(1, 256 * 1024);
                int taken = 0;
                while (at < until) {
                    Piece piece = socket.nextPiece();
                    assertThat(piece.offset()).isEqualTo(at);
                    digest.update(piece.bytes());
                    at += piece.bytes().length;
                    taken += piece.bytes().length;
                    if (taken > 128 * 1024) {
                        socket.credit(1, taken);
                        taken = 0;
                    }
                }
                socket.reset();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Both have the directory, as replicas have that share a volume. */
    @Test
    void clientThatIsSentAwayGoesOnAtAnotherReplica() {
        try (ServiceProcess one = ServiceProcess.with();
                ServiceProcess other = ServiceProcess.with(
                        "swarmbot.files.directory=" + one.data().resolve("files"))) {
            String file;
            try (FileSocket socket = FileSocket.open(one.server(), "default")) {
                file = socket.upload(1, 1_000, "").path("file_id").asText();
                socket.piece(1, 0, new byte[400]);
                TusClient there = new TusClient(other.server(), "default");
                Patience.await().until(() -> there.offset(there.path() + "/" + file) == 400);

                one.terminate();

                JsonNode notice = socket.message();
                assertThat(notice.path("type").asText()).as(notice.toString()).isEqualTo("reconnect");
                assertThat(socket.closeCode()).isEqualTo(1001);
            }
            try (WebSocketClient live = WebSocketClient.open(other.server(), "default", "");
                    FileSocket socket = FileSocket.open(other.server(), "default")) {
                JsonNode opened = resumed(socket, file);
                int transfer = opened.path("transfer").asInt();
                assertThat(opened.path("offset").asInt()).isEqualTo(400);
                socket.piece(transfer, 400, new byte[600]);
                assertThat(socket.answer(transfer).path("type").asText()).isEqualTo("done");
                live.await("file_shared");
            }
        }
    }
}
