package io.swarmbot.files.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.FileStoreContract;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a store of files, in a directory, and what is in that directory. */
class DirectoryStoreTest extends FileStoreContract {

    @TempDir
    Path directory;

    @Override
    protected FileStore store() {
        return new DirectoryStore(directory);
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
    void fileIsInTheDirectoryOfItsSwarmUnderItsHash() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");

        finish(store, upload);

        assertThat(directory.resolve("acme/" + SHA + "-a1")).hasContent("1234567890");
    }

    @Test
    void finishedUploadKnowsItsHashAndLeavesOnlyTheFile() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        write(store, upload, "1234567890");
        finish(store, upload);

        try (UploadWriter again = store().open(upload)) {
            assertThat(again.finishedAs()).isEqualTo(SHA);
            again.finish(SHA);
            store().end(upload);
        }

        assertThat(names()).containsExactly("acme/" + SHA + "-a1");
        assertThatThrownBy(() -> store().open(upload)).isInstanceOf(NoSuchFileException.class);
        assertThat(names()).as("no lock is left").containsExactly("acme/" + SHA + "-a1");
    }

    @Test
    void endedUploadLeavesNothing() throws IOException {
        FileStore store = store();
        Upload upload = begun(store, "a1");
        try (UploadWriter writer = store.open(upload)) {
            writer.beginTrial();
            writer.write(bytes("12345"));
            store.end(upload);
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void namesThatDifferOnlyInCaseHaveDirectoriesOfTheirOwn() throws IOException {
        FileStore store = store();
        for (String swarm : List.of("acme", "Acme", "ACME.1")) {
            Upload upload = upload(swarm, "a1");
            store.begin(upload);
            write(store, upload, "1234567890");
            finishAndEnd(store, upload);
        }

        assertThat(names().stream().map(each -> each.toLowerCase(Locale.ROOT)))
                .containsExactly("+a+c+m+e.1/" + SHA + "-a1", "+acme/" + SHA + "-a1", "acme/" + SHA + "-a1");
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
