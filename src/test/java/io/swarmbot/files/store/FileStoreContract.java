package io.swarmbot.files.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.files.store.FileStore.Kept;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store of files does, also for processes that were killed or that share it. */
public abstract class FileStoreContract {

    protected static final String SHA = "0123456789abcdef".repeat(4);
    protected static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    /** The store, as another process has it: it has all that the others have stored. */
    protected abstract FileStore store();

    protected static Upload upload(String swarm, String id) {
        return new Upload(swarm, id, "Zürich \"1\"\n.txt", "text/plain", 10, null, "t1", null, "ann");
    }

    protected static Upload begun(FileStore store, String id) throws IOException {
        Upload upload = upload("acme", id);
        store.begin(upload);
        return upload;
    }

    protected static void write(FileStore store, Upload upload, String text) throws IOException {
        write(store, upload, text.getBytes(UTF_8));
    }

    protected static void write(FileStore store, Upload upload, byte[] bytes) throws IOException {
        try (UploadWriter writer = store.open(upload)) {
            writer.write(ByteBuffer.wrap(bytes));
            writer.sync();
        }
    }

    protected static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    protected static void finish(FileStore store, Upload upload) throws IOException {
        try (UploadWriter writer = store.open(upload)) {
            writer.finish(SHA);
        }
    }

    /** Makes a file of an upload, as the service does. */
    protected static void finishAndEnd(FileStore store, Upload upload) throws IOException {
        try (UploadWriter writer = store.open(upload)) {
            writer.finish(SHA);
            assertThat(writer.finishedAs()).isEqualTo(SHA);
            store.end(upload);
        }
    }

    /** The bytes of a file of the swarm acme, from that one on. */
    protected static String text(FileStore store, String id, long size, long from) throws IOException {
        StoredFile file = store.find("acme", id, SHA, size).orElseThrow();
        try (InputStream bytes = Channels.newInputStream(file.open(from))) {
            return new String(bytes.readAllBytes(), UTF_8);
        }
    }

    @Test
    void uploadIsFoundAgainAsItWasBegunByAnotherProcess() throws IOException {
        Upload upload = begun(store(), "a1");
        write(store(), upload, "12345");

        UploadState state = store().upload("acme", "a1").orElseThrow();

        assertThat(state.upload()).isEqualTo(upload);
        assertThat(state.offset()).isEqualTo(5);
        assertThat(store().uploads("acme")).extracting(UploadState::upload).containsExactly(upload);
    }

    @Test
    void nothingOfAnUploadIsVisibleBeforeItIsFinished() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        assertThat(store.find("acme", "a1", SHA, 10)).isEmpty();
        assertThat(store.keptBefore("acme", LATER)).isEmpty();

        finish(store, upload);

        assertThat(store.find("acme", "a1", SHA, 10)).isPresent();
        assertThat(store.find("acme", "a1", SHA, 11)).as("of another size").isEmpty();
        assertThat(text(store, "a1", 10, 0)).isEqualTo("1234567890");
    }

    @Test
    void fileIsReadFromAnyByteOn() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finishAndEnd(store, upload);

        assertThat(text(store(), "a1", 10, 7)).isEqualTo("890");
        assertThat(text(store(), "a1", 10, 10)).isEmpty();
    }

    @Test
    void emptyFileIsAFile() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        finishAndEnd(store, upload);

        assertThat(text(store(), "a1", 0, 0)).isEmpty();
    }

    @Test
    void secondWriterIsLockedOutUntilTheFirstOneCloses() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");

        try (UploadWriter first = store.open(upload)) {
            assertThatThrownBy(() -> store.open(upload)).isInstanceOf(UploadLockedException.class);
            assertThat(first.offset()).isZero();
            assertThat(store.upload("acme", "a1"))
                    .as("who only looks needs no lock")
                    .isPresent();
            assertThatThrownBy(() -> store.open(upload)).isInstanceOf(UploadLockedException.class);
        }

        store.open(upload).close();
    }

    @Test
    void writerOfAnotherProcessIsLockedOutToo() throws IOException {
        Upload upload = begun(store(), "a1");
        try (UploadWriter first = store().open(upload)) {
            assertThat(first.offset()).isZero();

            // The lock of another store of this process is one that the operating system refuses.
            assertThatThrownBy(() -> store().open(upload)).isInstanceOf(UploadLockedException.class);
        }
        store().open(upload).close();
    }

    @Test
    void interruptedFinishIsFoundAndFinishedAgain() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finish(store, upload);

        // The process was killed before the log said so.
        assertThat(store().upload("acme", "a1").orElseThrow().offset()).isEqualTo(10);
        try (UploadWriter again = store().open(upload)) {
            assertThat(again.offset()).isEqualTo(10);
            again.finish(SHA);
            assertThat(again.finishedAs()).isEqualTo(SHA);
            store().end(upload);
        }

        assertThat(text(store(), "a1", 10, 0)).isEqualTo("1234567890");
        assertThat(store().uploads("acme")).isEmpty();
        assertThatThrownBy(() -> store().open(upload)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatWasOnTrialWhenTheProcessWasKilledIsTakenBack() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "12345");
        UploadWriter killed = store.open(upload);
        killed.beginTrial();
        killed.write(bytes("wrong"));
        assertThat(store.upload("acme", "a1").orElseThrow().offset()).isEqualTo(5);
        killed.close();

        try (UploadWriter next = store.open(upload)) {
            assertThat(next.offset()).isEqualTo(5);
            next.beginTrial();
            next.write(bytes("67890"));
            next.keep();
        }

        finish(store, upload);
        assertThat(text(store, "a1", 10, 0)).isEqualTo("1234567890");
    }

    @Test
    void endedUploadIsGone() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        try (UploadWriter writer = store.open(upload)) {
            writer.beginTrial();
            writer.write(bytes("12345"));
            store.end(upload);
        }

        assertThat(store.upload("acme", "a1")).isEmpty();
        assertThat(store.uploads("acme")).isEmpty();
    }

    @Test
    void swarmsHaveNothingInCommonEvenIfTheirNamesDifferOnlyInCase() throws IOException {
        FileStore store = store();
        for (String swarm : List.of("acme", "Acme", "ACME.1")) {
            Upload upload = upload(swarm, "a1");
            store.begin(upload);
            write(store, upload, "1234567890");
            finishAndEnd(store, upload);
        }
        store.delete("acme", "a1", SHA);

        assertThat(store.swarms()).containsExactlyInAnyOrder("acme", "Acme", "ACME.1");
        assertThat(store.find("acme", "a1", SHA, 10)).isEmpty();
        assertThat(store.find("ACME.1", "a1", SHA, 10)).isPresent();
        assertThat(store.keptBefore("Acme", LATER)).containsExactly(new Kept("Acme", "a1", SHA));
        assertThat(store.keptBefore("Acme", Instant.EPOCH)).isEmpty();
        assertThat(store.keptBefore("nobody", LATER)).isEmpty();
    }

    @Test
    void deletedFileIsGoneAndCanBeDeletedAgain() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finish(store, upload);

        store.delete("acme", "a1", SHA);
        store.delete("acme", "a1", SHA);

        assertThat(store.find("acme", "a1", SHA, 10)).isEmpty();
    }

    @Test
    void remainsAreDeletedWithoutFilesAndUploads() throws IOException {
        FileStore store = store();
        Upload shared = begun(store, "a1");
        write(store, shared, "1234567890");
        finishAndEnd(store, shared);
        Upload open = begun(store, "a2");
        write(store, open, "12345");

        store.deleteRemainsBefore(LATER);

        assertThat(text(store, "a1", 10, 0)).isEqualTo("1234567890");
        assertThat(store.upload("acme", "a2").orElseThrow().offset()).isEqualTo(5);
    }

    @Test
    void storeIsEmptyUntilSomethingComes() throws IOException {
        FileStore store = store();

        assertThat(store.swarms()).isEmpty();
        assertThat(store.uploads("acme")).isEmpty();
        assertThat(store.upload("acme", "a1")).isEmpty();
        assertThat(store.find("acme", "a1", SHA, 10)).isEmpty();
    }
}
