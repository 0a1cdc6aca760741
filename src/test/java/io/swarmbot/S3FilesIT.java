package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.LargeContent;
import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.S3Server;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.TusClient;
import io.swarmbot.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged service keeps its files in a bucket of a real server that speaks S3. */
@Tag("stress-only")
class S3FilesIT {

    /** Goes to the bucket in two parts. */
    private static final byte[] CONTENT = new byte[9 << 20];

    private static final long LARGE = (long) Scale.of(64, 1_024) << 20;

    private S3Server bucket;

    @BeforeEach
    void start() {
        new Random(1).nextBytes(CONTENT);
        bucket = S3Server.withBucket();
    }

    @AfterEach
    void stop() {
        bucket.close();
    }

    private ServiceProcess service() {
        return ServiceProcess.with(bucket.settings().toArray(String[]::new));
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(Sha256.begin().digest(content));
    }

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(CONTENT, from, to);
    }

    private static String idOf(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private String objectOf(TusClient files, String location) {
        String swarm = files.path().split("/")[4];
        return "swarmbot/" + swarm + "/" + hex(CONTENT) + "-" + idOf(location);
    }

    /** What of the uploads is on the disk of the service. */
    private static List<Path> staged(ServiceProcess service) {
        try (Stream<Path> all = Files.walk(service.data().resolve("files"))) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void uploadThatIsCutAndWhoseServiceIsKilledGoesOnAndComesToTheBucket() {
        try (ServiceProcess service = service()) {
            Rest rest = Rest.inNewSwarm(service.server());
            TusClient files = new TusClient(service.server(), rest.swarm());
            String file = files.begin(CONTENT.length, "a");
            try (RawConnection connection = files.beginPatch(file, 0, CONTENT.length)) {
                connection.send(part(0, 3_000_000));
                Patience.await().until(() -> files.offset(file) == 3_000_000);
                service.kill();
                connection.reset();
            }
            service.start();
            assertThat(files.offset(file)).isEqualTo(3_000_000);
            assertThat(bucket.objects()).isEmpty();

            Response done = files.patch(file, 3_000_000, part(3_000_000, CONTENT.length));

            assertThat(done.status()).as(done.body()).isEqualTo(204);
            assertThat(bucket.objects()).containsExactly(objectOf(files, file));
            assertThat(rest.snapshot().at("/files/0/sha256").asText()).isEqualTo(hex(CONTENT));
            assertThat(files.get(file, 200)).isEqualTo(CONTENT);
            assertThat(staged(service)).isEmpty();
        }
    }

    @Test
    void fileInOneRequestIsReadInRangesAndDeleted() {
        try (ServiceProcess service = service()) {
            Rest rest = Rest.inNewSwarm(service.server());
            TusClient files = new TusClient(service.server(), rest.swarm());
            Response shared = files.post("?name=a&sha256=" + hex(CONTENT), CONTENT);
            assertThat(shared.status()).as(shared.body()).isEqualTo(201);
            String file = shared.header("Location");

            assertThat(files.get(file, 200)).isEqualTo(CONTENT);
            assertThat(files.get(file, 206, "Range", "bytes=100-199")).isEqualTo(part(100, 200));
            assertThat(files.get(file, 206, "Range", "bytes=-5")).isEqualTo(part(CONTENT.length - 5, CONTENT.length));
            assertThat(files.plain("GET", file, "Range", "bytes=" + CONTENT.length + "-")
                            .status())
                    .isEqualTo(416);
            assertThat(files.plain("HEAD", file).header("Content-Length")).isEqualTo("" + CONTENT.length);

            assertThat(files.plain("DELETE", file).status()).isEqualTo(204);

            assertThat(bucket.objects()).isEmpty();
            assertThat(files.plain("GET", file).status()).isEqualTo(404);
        }
    }

    @Test
    void bytesWithAnotherHashNeverComeToTheBucket() {
        try (ServiceProcess service = service()) {
            TusClient files = new TusClient(service.server(), "default");

            Response refused = files.post("?name=a&sha256=" + "0".repeat(64), CONTENT);

            assertThat(refused.status()).isEqualTo(460);
            assertThat(bucket.objects()).isEmpty();
            assertThat(staged(service)).isEmpty();
        }
    }

    @Test
    void bucketThatDoesNotAnswerIsAClearErrorAndTheUploadIsSharedWhenItIsBack() {
        try (ServiceProcess service = service()) {
            Rest rest = Rest.inNewSwarm(service.server());
            TusClient files = new TusClient(service.server(), rest.swarm());
            String known = files.post("?name=known", CONTENT).header("Location");
            String file = files.begin(CONTENT.length, "a");
            assertThat(files.patch(file, 0, part(0, 1_000)).status()).isEqualTo(204);
            bucket.kill();

            Response last = files.patch(file, 1_000, part(1_000, CONTENT.length));
            assertUnavailable(last);
            assertThat(files.head(file).status()).isEqualTo(503);
            assertUnavailable(files.plain("GET", known));
            assertUnavailable(files.post("?name=b", CONTENT));
            assertThat(rest.snapshot().path("files")).hasSize(1);
            assertThat(service.output())
                    .contains("the bucket files did not do this")
                    .doesNotContain("\tat ");

            bucket.start();
            assertThat(files.offset(file)).isEqualTo(CONTENT.length);
            JsonNode shared = rest.snapshot().path("files");
            assertThat(shared).as("what came in one request is not kept").hasSize(2);
            assertThat(files.get(file, 200)).isEqualTo(CONTENT);
            assertThat(files.get(known, 200)).isEqualTo(CONTENT);
            assertThat(staged(service)).isEmpty();
        }
    }

    private static void assertUnavailable(Response answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.json().path("code").asText()).isEqualTo("store_unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    @Test
    void fileThatCameToOneReplicaIsReadAtAnotherOne() {
        try (LocalReplicas replicas = LocalReplicas.start(bucket.settings().toArray(String[]::new))) {
            TusClient here = new TusClient(replicas.servers().get(0), "default");
            TusClient there = new TusClient(replicas.servers().get(1), "default");
            Response shared = here.post("?name=a", CONTENT);
            assertThat(shared.status()).as(shared.body()).isEqualTo(201);

            String file = shared.header("Location");
            assertThat(there.get(file + "?at_least=" + shared.header("SwarmBot-Cursor"), 200))
                    .isEqualTo(CONTENT);
        }
    }

    @Test
    void serviceWithoutABucketDoesNotStartAndSaysWhy() {
        try (ServiceProcess any = ServiceProcess.with()) {
            assertThat(refusal(any, "swarmbot.files.kind=s3"))
                    .contains("swarmbot.files.kind=s3 needs swarmbot.files.s3.bucket, the name of a bucket");
            assertThat(refusal(
                            any,
                            "swarmbot.files.kind=s3",
                            "swarmbot.files.s3.bucket=b",
                            "swarmbot.files.s3.endpoint=http://127.0.0.1:1",
                            "swarmbot.files.s3.prefix=/a"))
                    .contains("swarmbot.files.s3 cannot be used: the prefix is names");
            assertThat(refusal(
                            any,
                            "swarmbot.files.kind=s3",
                            "swarmbot.files.s3.bucket=b",
                            "swarmbot.files.upload-expires=25h"))
                    .contains("swarmbot.files.upload-expires is at most 24h with swarmbot.files.kind=s3");
        }
    }

    /** What a service writes that does not start with these settings. */
    private static String refusal(ServiceProcess any, String... settings) {
        any.kill();
        List<String> command = new ArrayList<>(any.command());
        for (String each : settings) {
            command.add(1, "-D" + each);
        }
        try (RunningProgram service = RunningProgram.start(command)) {
            assertThat(service.exitCode(Patience.LIMIT)).isNotZero();
            assertThat(service.output()).doesNotContain("\tat ");
            return service.output();
        }
    }

    @Test
    void largeFilePassesThroughASmallHeap() throws IOException {
        LargeContent content = new LargeContent(Seeds.random("S3FilesIT", 1), LARGE);
        try (ServiceProcess service =
                ServiceProcess.withHeap("64m", bucket.settings().toArray(String[]::new))) {
            TusClient files = new TusClient(service.server(), "default");
            String file = files.begin(LARGE, "large");
            try (RawConnection connection = files.beginPatch(file, 0, LARGE)) {
                for (long at = 0; at < LARGE; ) {
                    byte[] piece = content.from(at);
                    connection.send(piece);
                    at += piece.length;
                }
                Response done = connection.receive();
                assertThat(done.status()).as(done.body()).isEqualTo(204);
            }

            MessageDigest digest = Sha256.begin();
            try (RawConnection connection = RawConnection.to(service.server())) {
                Response head = connection.request("GET", file).receiveHead();
                InputStream body = connection.body(head);
                byte[] buffer = new byte[LargeContent.BLOCK];
                for (long left = LARGE; left > 0; ) {
                    int read = body.read(buffer, 0, (int) Math.min(buffer.length, left));
                    assertThat(read).isPositive();
                    digest.update(buffer, 0, read);
                    left -= read;
                }
            }
            assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(content.sha256());
            assertThat(service.output()).doesNotContain("OutOfMemory").doesNotContain("ERROR");
        }
    }
}
