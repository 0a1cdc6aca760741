package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.LargeContent;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.TusClient;
import io.swarmbot.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A large file goes up and down through a small heap, is cut, and outlives a kill of the service. */
class FilesIT {

    private static final long SIZE = (long) Scale.of(64, 2_048) << 20;
    private static final int CUTS = 10;

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void largeFilePassesThroughASmallHeapHoweverOftenItIsCut(long seed) {
        Random random = Seeds.random("FilesIT", seed);
        LargeContent content = new LargeContent(random, SIZE);
        try (ServiceProcess service = ServiceProcess.withHeap("64m")) {
            Rest rest = Rest.inNewSwarm(service.server());
            TusClient files = new TusClient(service.server(), rest.swarm());
            String file = files.begin(SIZE, "large");

            for (int cut = 0; cut < CUTS; cut++) {
                long offset = offset(files, file);
                long until = LargeContent.within(random, offset, offset + (SIZE - offset) / 3);
                try (RawConnection connection = files.beginPatch(file, offset, SIZE - offset)) {
                    send(connection, content, offset, until);
                    if (cut == CUTS / 2) {
                        service.kill();
                        connection.reset();
                        service.start();
                    } else {
                        connection.reset();
                    }
                }
            }
            long offset = offset(files, file);
            try (RawConnection connection = files.beginPatch(file, offset, SIZE - offset)) {
                send(connection, content, offset, SIZE);
                RawConnection.Response done = connection.receive();
                assertThat(done.status()).as(done.body()).isEqualTo(204);
            }

            String sha256 = content.sha256();
            JsonNode shared = rest.snapshot().at("/files/0");
            assertThat(shared.path("sha256").asText()).isEqualTo(sha256);
            assertThat(download(service, file, random)).isEqualTo(sha256);
            assertThat(service.output()).doesNotContain("OutOfMemory").doesNotContain("ERROR");
        }
    }

    /** Sends the bytes from one place to another. */
    private static void send(RawConnection connection, LargeContent content, long from, long to) {
        for (long at = from; at < to; ) {
            byte[] piece = content.from(at);
            int length = (int) Math.min(piece.length, to - at);
            connection.send(length == piece.length ? piece : Arrays.copyOf(piece, length));
            at += length;
        }
    }

    /** The offset as soon as nobody writes any more: the service may not have noticed that a client is gone. */
    private static long offset(TusClient files, String file) {
        Patience.await().until(() -> files.patch(file, SIZE, new byte[0]).status() == 409);
        return files.offset(file);
    }

    /** The hash of the file, which is taken in pieces that are cut. */
    private static String download(ServiceProcess service, String file, Random random) {
        MessageDigest digest = Sha256.begin();
        long at = 0;
        byte[] buffer = new byte[LargeContent.BLOCK];
        for (int cut = 0; at < SIZE; cut++) {
            long until = cut < CUTS ? LargeContent.within(random, at, at + (SIZE - at) / 3) : SIZE;
            try (RawConnection connection = RawConnection.to(service.server())) {
                RawConnection.Response head = connection
                        .request("GET", file, "Range", "bytes=" + at + "-")
                        .receiveHead();
                assertThat(head.status()).isEqualTo(206);
                InputStream body = connection.body(head);
                while (at < until) {
                    int read = body.read(buffer, 0, (int) Math.min(LargeContent.BLOCK, until - at));
                    assertThat(read).isPositive();
                    digest.update(buffer, 0, read);
                    at += read;
                }
                connection.reset();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Both have the directory, as replicas have that share a volume. */
    @Test
    void uploadIsWrittenByOneProcessAtATime() {
        try (ServiceProcess one = ServiceProcess.with();
                ServiceProcess other = ServiceProcess.with(
                        "swarmbot.files.directory=" + one.data().resolve("files"))) {
            TusClient here = new TusClient(one.server(), "default");
            TusClient there = new TusClient(other.server(), "default");
            String file = here.begin(1_000, "a");
            try (RawConnection connection = here.beginPatch(file, 0, 1_000)) {
                connection.send(new byte[400]);
                Patience.await().until(() -> there.offset(file) == 400);

                assertThat(there.patch(file, 400, new byte[600]).status()).isEqualTo(423);
                one.kill();
            }

            Patience.await().until(() -> there.patch(file, 0, new byte[0]).status() == 409);
            assertThat(there.patch(file, 400, new byte[600]).status()).isEqualTo(204);
            assertThat(there.get(file, 200)).hasSize(1_000);
        }
    }
}
