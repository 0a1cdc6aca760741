package io.swarmbot.files.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.files.directory.DirectoryStore;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.FileStoreContract;
import io.swarmbot.files.store.StoreUnavailableException;
import io.swarmbot.files.store.StoredFile;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadWriter;
import io.swarmbot.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The contract of a store of files, on a real server, and what is between the store and that server. */
@Tag("stress-only")
class S3StoreTest extends FileStoreContract {

    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final byte[] LARGE = new byte[2 * ObjectUpload.PART_BYTES + 1_000];

    private static S3Server server;

    @TempDir
    Path staging;

    /** Every test has objects of its own. */
    private final String prefix = "test" + TESTS.incrementAndGet();

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        // The client's own chain finds them there.
        System.setProperty("aws.accessKeyId", S3Server.KEY_ID);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET);
        server = S3Server.withBucket();
        new Random(1).nextBytes(LARGE);
    }

    @AfterAll
    static void stop() {
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @AfterEach
    void closeStores() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private S3Settings settings(String bucket) {
        return new S3Settings(
                bucket, server.endpoint(), null, prefix, S3Settings.Addressing.PATH, Duration.ofSeconds(30));
    }

    @Override
    protected FileStore store() {
        return store(S3Server.BUCKET);
    }

    private FileStore store(String bucket) {
        S3Store store = S3Store.open(settings(bucket), new DirectoryStore(staging), Runnable::run);
        opened.add(store);
        return store;
    }

    private S3Bucket bucket() {
        S3Bucket bucket = S3Bucket.of(settings(S3Server.BUCKET));
        opened.add(bucket);
        return bucket;
    }

    private List<String> objects() {
        return server.objects().stream()
                .filter(each -> each.startsWith(prefix + "/"))
                .toList();
    }

    private static Upload large(FileStore store) throws IOException {
        Upload upload = upload("acme", "a1").ofSize(LARGE.length);
        store.begin(upload);
        write(store, upload, LARGE);
        return upload;
    }

    @Test
    void objectHasTheHashAndTheIdInItsName() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finishAndEnd(store, upload);

        assertThat(objects()).containsExactly(prefix + "/acme/" + SHA + "-a1");
    }

    @Test
    void fileThatIsFinishedLeavesNothingOnTheDisk() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finishAndEnd(store, upload);

        try (Stream<Path> all = Files.walk(staging)) {
            assertThat(all.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void largeFileGoesInPartsAndIsReadFromAnyByteOn() throws IOException {
        FileStore store = store();
        finishAndEnd(store, large(store));

        StoredFile file = store.find("acme", "a1", SHA, LARGE.length).orElseThrow();
        try (InputStream bytes = Channels.newInputStream(file.open(0))) {
            assertThat(bytes.readAllBytes()).isEqualTo(LARGE);
        }
        try (InputStream bytes = Channels.newInputStream(file.open(LARGE.length - 3))) {
            assertThat(bytes.readAllBytes())
                    .containsExactly(LARGE[LARGE.length - 3], LARGE[LARGE.length - 2], LARGE[LARGE.length - 1]);
        }
        HeadObjectResponse head = bucket().ask(
                        "look",
                        asked -> asked.headObject(
                                look -> look.bucket(S3Server.BUCKET).key(prefix + "/acme/" + SHA + "-a1")));
        assertThat(head.eTag()).as("the tag of three parts").endsWith("-3\"");
    }

    @Test
    void numberOfPartsIsBounded() {
        assertThat(ObjectUpload.partBytes(1)).isEqualTo(ObjectUpload.PART_BYTES);
        long most = 5L << 40;
        assertThat((most + ObjectUpload.partBytes(most) - 1) / ObjectUpload.partBytes(most))
                .isLessThanOrEqualTo(10_000);
    }

    @Test
    void uploadOutlivesAServerThatIsGoneAndIsFinishedWhenItIsBack() throws IOException {
        FileStore store = store();
        Upload upload = large(store);
        server.kill();
        try {
            assertThatThrownBy(() -> finish(store, upload))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("bucket files");
            assertThatThrownBy(() -> store.find("acme", "a1", SHA, LARGE.length))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.delete("acme", "a1", SHA)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(store::swarms).isInstanceOf(StoreUnavailableException.class);
            assertThat(store.upload("acme", "a1").orElseThrow().offset()).isEqualTo(LARGE.length);
        } finally {
            server.start();
        }

        finishAndEnd(store(), upload);

        assertThat(store.find("acme", "a1", SHA, LARGE.length)).isPresent();
    }

    @Test
    void readerGoesOnAfterTheConnectionBrokeOff() throws IOException {
        FileStore store = store();
        finishAndEnd(store, large(store));
        ByteBuffer read = ByteBuffer.allocate(LARGE.length);
        try (ReadableByteChannel channel =
                store.find("acme", "a1", SHA, LARGE.length).orElseThrow().open(0)) {
            assertThat(channel.read(read)).isPositive();
            server.kill();
            server.start();

            while (read.hasRemaining()) {
                assertThat(channel.read(read)).isPositive();
            }
            assertThat(channel.read(ByteBuffer.allocate(1))).isNegative();
        }

        assertThat(read.array()).isEqualTo(LARGE);
    }

    @Test
    void readerFailsIfTheServerIsGone() throws IOException {
        FileStore store = store();
        finishAndEnd(store, large(store));
        try (ReadableByteChannel channel =
                store.find("acme", "a1", SHA, LARGE.length).orElseThrow().open(0)) {
            assertThat(channel.read(ByteBuffer.allocate(1))).isPositive();
            server.kill();

            // What had been received before comes first.
            ByteBuffer piece = ByteBuffer.allocate(64 * 1024);
            assertThatThrownBy(() -> {
                        while (channel.read(piece.clear()) > 0) {}
                    })
                    .isInstanceOf(StoreUnavailableException.class);
        } finally {
            server.start();
        }
    }

    @Test
    void wrongBucketIsAClearFailure() throws IOException {
        FileStore store = store("nobodys");
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");

        assertThatThrownBy(() -> finish(store, upload))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("bucket nobodys");
        assertThat(store.upload("acme", "a1")).isPresent();
    }

    @Test
    void requestsWithAWrongSignatureAreRefused() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        System.setProperty("aws.secretAccessKey", "wrong");
        try {
            assertThatThrownBy(() -> finish(store(), upload))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("403");
        } finally {
            System.setProperty("aws.secretAccessKey", S3Server.SECRET);
        }
        assertThat(objects()).isEmpty();
    }

    @Test
    void bytesThatChangeOnTheirWayAreRefused() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        try (UploadWriter writer = store.open(upload)) {
            ObjectUpload sending = new ObjectUpload(bucket(), prefix + "/acme/" + SHA + "-a1", new OtherBytes(writer));

            assertThatThrownBy(sending::send).isInstanceOf(StoreUnavailableException.class);
        }

        assertThat(objects()).isEmpty();
        assertThat(store.find("acme", "a1", SHA, 10)).isEmpty();
    }

    /** An upload that has another byte from its second reading on: only its MD5, which was taken first, shows it. */
    private static final class OtherBytes implements UploadWriter {

        private final UploadWriter writer;
        private int reads;

        OtherBytes(UploadWriter writer) {
            this.writer = writer;
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            int start = into.position();
            int read = writer.read(position, into);
            into.put(start, (byte) (reads++ == 0 ? 0 : 1));
            return read;
        }

        @Override
        public long offset() {
            return writer.offset();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public void beginTrial() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void keep() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void takeBack() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sync() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void finish(String sha256) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable String finishedAs() {
            return null;
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void listGoesOnBehindItsFirstThousandFiles() throws IOException {
        int files = 1_001;
        Path directory = Files.createDirectories(server.bucket().resolve(prefix).resolve("acme"));
        for (int i = 0; i < files; i++) {
            Files.createFile(directory.resolve(SHA + "-a" + i));
        }
        Files.createFile(directory.resolve("other"));

        assertThat(store().keptBefore("acme", LATER)).hasSize(files);
    }

    @Test
    void partsOfAnInterruptedUploadAreDeletedWhenTheyAreOld() throws IOException {
        S3Bucket bucket = bucket();
        String key = prefix + "/acme/" + SHA + "-a1";
        bucket.ask(
                "begin",
                asked -> asked.createMultipartUpload(
                        create -> create.bucket(S3Server.BUCKET).key(key)));

        store().deleteRemainsBefore(Instant.EPOCH);
        assertThat(unfinished(bucket)).hasSize(1);
        store().deleteRemainsBefore(LATER);
        assertThat(unfinished(bucket)).isEmpty();
    }

    private List<MultipartUpload> unfinished(S3Bucket bucket) throws IOException {
        return bucket.ask(
                "list",
                asked -> asked.listMultipartUploads(
                                list -> list.bucket(S3Server.BUCKET).prefix(prefix + "/"))
                        .uploads());
    }

    @Test
    void sendingThatFailsLeavesNoParts() throws IOException {
        FileStore store = store();
        Upload upload = large(store);
        S3Bucket bucket = bucket();
        try (UploadWriter writer = store.open(upload)) {
            ObjectUpload sending = new ObjectUpload(bucket, prefix + "/acme/" + SHA + "-a1", new OtherBytes(writer));

            assertThatThrownBy(sending::send).isInstanceOf(StoreUnavailableException.class);
        }

        assertThat(unfinished(bucket)).isEmpty();
        assertThat(store.find("acme", "a1", SHA, LARGE.length)).isEmpty();
    }
}
