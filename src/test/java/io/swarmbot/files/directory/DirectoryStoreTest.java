package io.swarmbot.files.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.files.store.FileStore.Kept;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadLockedException;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads and files in a directory, also of processes that were killed or share it. */
class DirectoryStoreTest {

    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private DirectoryStore store() {
        return new DirectoryStore(directory);
    }

    private static Upload upload(String swarm, String id) {
        return new Upload(swarm, id, "Zürich \"1\"\n.txt", "text/plain", 10, null, "t1", null, "ann");
    }

    private static Upload begun(DirectoryStore store, String id) throws IOException {
        Upload upload = upload("acme", id);
        store.begin(upload);
        return upload;
    }

    private static void write(DirectoryStore store, Upload upload, String text) throws IOException {
        try (UploadWriter writer = store.open(upload)) {
            writer.write(bytes(text));
            writer.sync();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static void finish(DirectoryStore store, Upload upload) throws IOException {
        try (UploadWriter writer = store.open(upload)) {
            writer.finish(SHA);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(each -> directory.relativize(each).toString())
                    .sorted()
                    .toList();
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
        DirectoryStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        assertThat(store.find("acme", "a1", SHA, 10)).isEmpty();
        assertThat(store.keptBefore("acme", LATER)).isEmpty();

        finish(store, upload);

        assertThat(store.find("acme", "a1", SHA, 10)).isPresent();
        assertThat(store.find("acme", "a1", SHA, 11)).as("of another size").isEmpty();
        assertThat(directory.resolve("acme/" + SHA + "-a1")).hasContent("1234567890");
    }

    @Test
    void secondWriterIsLockedOutUntilTheFirstOneCloses() throws IOException {
        DirectoryStore store = store();
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
        DirectoryStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finish(store, upload);

        // The process was killed before the log said so.
        assertThat(store().upload("acme", "a1").orElseThrow().offset()).isEqualTo(10);
        try (UploadWriter again = store().open(upload)) {
            assertThat(again.finishedAs()).isEqualTo(SHA);
            assertThat(again.offset()).isEqualTo(10);
            again.finish(SHA);
            store().end(upload);
        }

        assertThat(names()).containsExactly("acme/" + SHA + "-a1");
        assertThatThrownBy(() -> store().open(upload)).isInstanceOf(NoSuchFileException.class);
        assertThat(names()).as("no lock is left").containsExactly("acme/" + SHA + "-a1");
    }

    @Test
    void whatWasOnTrialWhenTheProcessWasKilledIsTakenBack() throws IOException {
        DirectoryStore store = store();
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
        assertThat(directory.resolve("acme/" + SHA + "-a1")).hasContent("1234567890");
    }

    @Test
    void endedUploadLeavesNothing() throws IOException {
        DirectoryStore store = store();
        Upload upload = begun(store, "a1");
        try (UploadWriter writer = store.open(upload)) {
            writer.beginTrial();
            writer.write(bytes("12345"));
            store.end(upload);
        }

        assertThat(names()).isEmpty();
        assertThat(store.upload("acme", "a1")).isEmpty();
        assertThat(store.uploads("acme")).isEmpty();
    }

    @Test
    void swarmsHaveNothingInCommonEvenIfTheirNamesDifferOnlyInCase() throws IOException {
        DirectoryStore store = store();
        for (String swarm : List.of("acme", "Acme", "ACME.1")) {
            Upload upload = upload(swarm, "a1");
            store.begin(upload);
            write(store, upload, "1234567890");
            finish(store, upload);
            try (UploadWriter writer = store.open(upload)) {
                assertThat(writer.offset()).isEqualTo(10);
                store.end(upload);
            }
        }
        store.delete("acme", "a1", SHA);

        assertThat(store.swarms()).containsExactlyInAnyOrder("acme", "Acme", "ACME.1");
        assertThat(names().stream().map(each -> each.toLowerCase(java.util.Locale.ROOT)))
                .containsExactly("+a+c+m+e.1/" + SHA + "-a1", "+acme/" + SHA + "-a1");
        assertThat(store.keptBefore("Acme", LATER)).containsExactly(new Kept("Acme", "a1", SHA));
        assertThat(store.keptBefore("Acme", Instant.EPOCH)).isEmpty();
        assertThat(store.keptBefore("nobody", LATER)).isEmpty();
    }

    @Test
    void deletedFileIsGoneAndCanBeDeletedAgain() throws IOException {
        DirectoryStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finish(store, upload);

        store.delete("acme", "a1", SHA);
        store.delete("acme", "a1", SHA);

        assertThat(store.find("acme", "a1", SHA, 10)).isEmpty();
    }

    @Test
    void emptyDirectoryIsMadeOnlyWhenSomethingComes() throws IOException {
        DirectoryStore store = new DirectoryStore(directory.resolve("files"));

        assertThat(store.swarms()).isEmpty();
        assertThat(store.uploads("acme")).isEmpty();
        assertThat(store.upload("acme", "a1")).isEmpty();
        assertThat(directory.resolve("files")).doesNotExist();
    }
}
