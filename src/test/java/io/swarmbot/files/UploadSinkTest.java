package io.swarmbot.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import io.swarmbot.files.directory.DirectoryStore;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.StoreFullException;
import io.swarmbot.files.store.StoredFile;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.files.store.UploadWriter;
import io.swarmbot.files.tus.TusChecksum;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.text.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads that are cut, resumed elsewhere, judged and finished, and a disk that is full. */
class UploadSinkTest {

    private static final String SWARM = "acme";

    @TempDir
    Path directory;

    private Upload begun(FileStore store, long size, @Nullable String sha256) throws IOException {
        Upload upload = new Upload(SWARM, "a1", "name", "text/plain", size, sha256, null, null, null);
        store.begin(upload);
        return upload;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(Sha256.begin().digest(content));
    }

    private static TusChecksum checksumOf(String text) {
        byte[] digest = Sha256.of(text);
        return Objects.requireNonNull(
                TusChecksum.of("sha256 " + Base64.getEncoder().encodeToString(digest)));
    }

    private static ErrorCode refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        ErrorCode[] code = new ErrorCode[1];
        assertThatThrownBy(work).isInstanceOfSatisfying(Rejection.class, refused -> code[0] = refused.code());
        return code[0];
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void hashIsThatOfTheWholeHoweverOftenAndWhereverItIsResumed(long seed) throws IOException {
        Random random = Seeds.random("UploadSinkTest", seed);
        byte[] content = new byte[300_000 + random.nextInt(10_000)];
        random.nextBytes(content);
        FileStore store = new DirectoryStore(directory);
        Upload upload = begun(store, content.length, null);
        // Two replicas, each of which remembers the hashes of what it saw.
        List<Hashes> replicas = List.of(new Hashes(), new Hashes());
        int offset = 0;
        while (offset < content.length) {
            Hashes replica = random.nextInt(4) == 0 ? new Hashes() : replicas.get(random.nextInt(2));
            UploadSink sink = UploadSink.open(store, replica, upload);
            assertThat(sink.offset()).isEqualTo(offset);
            sink.begin(null);
            for (int pieces = random.nextInt(4); pieces > 0 && offset < content.length; pieces--) {
                int length = Math.min(content.length - offset, random.nextInt(50_000));
                sink.write(ByteBuffer.wrap(content, offset, length));
                offset += length;
            }
            if (random.nextBoolean()) {
                sink.end();
            } else {
                sink.interrupt();
            }
            sink.close();
        }

        UploadSink last = UploadSink.open(store, replicas.get(0), upload);
        assertThat(last.isWhole()).isTrue();
        String found = last.finish();
        last.endUpload();
        last.close();

        assertThat(found).isEqualTo(hex(content));
        assertThat(directory.resolve(SWARM + "/" + found + "-a1")).hasBinaryContent(content);
    }

    @Test
    void bytesWithAnotherChecksumAreTakenBackAndTheHashWithThem() throws IOException {
        FileStore store = new DirectoryStore(directory);
        Hashes hashes = new Hashes();
        Upload upload = begun(store, 10, hex("1234567890".getBytes(UTF_8)));
        UploadSink first = UploadSink.open(store, hashes, upload);
        first.begin(checksumOf("12345"));
        first.write(bytes("12345"));
        first.end();
        first.close();

        UploadSink wrong = UploadSink.open(store, hashes, upload);
        wrong.begin(checksumOf("67890"));
        wrong.write(bytes("6789x"));
        assertThat(refusal(wrong::end)).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        wrong.interrupt();
        wrong.close();
        UploadSink cut = UploadSink.open(store, hashes, upload);
        assertThat(cut.offset()).isEqualTo(5);
        cut.begin(checksumOf("67890"));
        cut.write(bytes("67"));
        cut.interrupt();
        cut.close();

        UploadSink last = UploadSink.open(store, hashes, upload);
        assertThat(last.offset())
                .as("nobody judged the bytes of the cut request")
                .isEqualTo(5);
        last.begin(checksumOf("67890"));
        last.write(bytes("67890"));
        last.end();
        assertThat(last.finish()).isEqualTo(hex("1234567890".getBytes(UTF_8)));
        last.close();
    }

    @Test
    void uploadWithAnotherHashThanPromisedLeavesNothing() throws IOException {
        FileStore store = new DirectoryStore(directory);
        Upload upload = begun(store, 5, hex("12345".getBytes(UTF_8)));
        UploadSink sink = UploadSink.open(store, new Hashes(), upload);
        sink.begin(null);
        sink.write(bytes("12x45"));
        sink.end();

        assertThat(refusal(sink::finish)).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        sink.close();

        assertThat(store.upload(SWARM, "a1")).isEmpty();
        assertThat(store.keptBefore(SWARM, Instant.MAX)).isEmpty();
    }

    @Test
    void fullDiskKeepsWhatItTookAndTheUploadGoesOnWhenThereIsRoom() throws IOException {
        FullStore store = new FullStore(new DirectoryStore(directory));
        Hashes hashes = new Hashes();
        Upload upload = begun(store, 10, null);
        UploadSink sink = UploadSink.open(store, hashes, upload);
        sink.begin(null);
        store.room = 7;
        assertThatThrownBy(() -> sink.write(bytes("1234567890"))).isInstanceOf(StoreFullException.class);
        sink.interrupt();
        sink.close();

        store.room = 100;
        UploadSink again = UploadSink.open(store, hashes, upload);
        assertThat(again.offset()).isEqualTo(7);
        again.begin(null);
        again.write(bytes("890"));
        again.end();

        assertThat(again.finish()).isEqualTo(hex("1234567890".getBytes(UTF_8)));
        again.close();
    }

    @Test
    void emptyFileHasTheHashOfNothing() throws IOException {
        FileStore store = new DirectoryStore(directory);
        UploadSink sink = UploadSink.open(store, new Hashes(), begun(store, 0, null));

        assertThat(sink.isWhole()).isTrue();
        assertThat(sink.finish()).isEqualTo(hex(new byte[0]));
        sink.close();
    }

    /** A store whose disk has only so much room. */
    private static final class FullStore implements FileStore {

        private final FileStore store;
        private int room = Integer.MAX_VALUE;

        FullStore(FileStore store) {
            this.store = store;
        }

        @Override
        public UploadWriter open(Upload upload) throws IOException {
            UploadWriter writer = store.open(upload);
            return new UploadWriter() {
                @Override
                public long offset() {
                    return writer.offset();
                }

                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    int fits = Math.min(room, bytes.remaining());
                    writer.write(bytes.slice(bytes.position(), fits));
                    bytes.position(bytes.position() + fits);
                    room -= fits;
                    if (bytes.hasRemaining()) {
                        throw new StoreFullException(new IOException("full"));
                    }
                }

                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    return writer.read(position, into);
                }

                @Override
                public void beginTrial() throws IOException {
                    writer.beginTrial();
                }

                @Override
                public void keep() throws IOException {
                    writer.keep();
                }

                @Override
                public void takeBack() throws IOException {
                    writer.takeBack();
                }

                @Override
                public void sync() throws IOException {
                    writer.sync();
                }

                @Override
                public void finish(String sha256) throws IOException {
                    writer.finish(sha256);
                }

                @Override
                public @Nullable String finishedAs() {
                    return writer.finishedAs();
                }

                @Override
                public void close() throws IOException {
                    writer.close();
                }
            };
        }

        @Override
        public void begin(Upload upload) throws IOException {
            store.begin(upload);
        }

        @Override
        public Optional<UploadState> upload(String swarm, String id) throws IOException {
            return store.upload(swarm, id);
        }

        @Override
        public List<UploadState> uploads(String swarm) throws IOException {
            return store.uploads(swarm);
        }

        @Override
        public void end(Upload upload) throws IOException {
            store.end(upload);
        }

        @Override
        public Optional<StoredFile> find(String swarm, String id, String sha256, long size) throws IOException {
            return store.find(swarm, id, sha256, size);
        }

        @Override
        public void delete(String swarm, String id, String sha256) throws IOException {
            store.delete(swarm, id, sha256);
        }

        @Override
        public List<String> swarms() throws IOException {
            return store.swarms();
        }

        @Override
        public List<Kept> keptBefore(String swarm, Instant time) throws IOException {
            return store.keptBefore(swarm, time);
        }
    }
}
