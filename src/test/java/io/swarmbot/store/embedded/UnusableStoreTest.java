package io.swarmbot.store.embedded;

import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.Cursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that cannot be used is refused when it is opened. The reason is one sentence, and the files stay as they are.
 */
class UnusableStoreTest {

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve(Database.FILE);
    }

    private void assertRefused(String... words) throws IOException {
        List<ByteBuffer> before = content();
        assertThatThrownBy(() -> StoreOnDisk.in(directory))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
        assertThat(content()).isEqualTo(before);
    }

    /** The content of the database file and of the write-ahead log. */
    private List<ByteBuffer> content() throws IOException {
        List<ByteBuffer> content = new ArrayList<>();
        for (Path file : List.of(file(), directory.resolve(Database.FILE + "-wal"))) {
            content.add(ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]));
        }
        return content;
    }

    @Test
    void secondStoreOnADirectoryIsRefusedAndTheFirstGoesOn() throws IOException {
        try (StoreOnDisk first = StoreOnDisk.in(directory)) {
            Cursor head = first.log.append(1);

            assertRefused("is in use", directory.toString(), "swarmbot.store.embedded.directory");
            // A second time, because the first refusal must not have released the lock.
            assertRefused("is in use");

            assertThat(first.log.append(1)).isEqualTo(head.plus(1));
        }
        try (StoreOnDisk second = StoreOnDisk.in(directory)) {
            assertThat(second.log.head().seq()).isEqualTo(2);
        }
    }

    @Test
    void fileThatIsNoDatabaseIsRefused() throws IOException {
        byte[] garbage = new byte[10_000];
        Arrays.fill(garbage, (byte) 'x');
        Files.write(file(), garbage);

        assertRefused("cannot be opened", "damaged", "restore it from a copy");
    }

    @Test
    void damagedHeaderIsRefused() throws IOException {
        StoreOnDisk.in(directory).close();
        overwrite(0, 100);

        assertRefused("damaged");
    }

    @Test
    void damagedTableOfSwarmsIsRefused() throws IOException {
        StoreOnDisk.in(directory).close();
        overwrite(2 * 4_096, (int) Files.size(file()) - 2 * 4_096);

        assertRefused("damaged");
    }

    @Test
    void writeAheadLogOfACrashIsLeftAloneIfTheFileIsDamagedOrOfALaterVersion(@TempDir Path other) throws IOException {
        try (StoreOnDisk store = StoreOnDisk.in(other)) {
            store.log.append(3);
            store.disk.crash(directory.resolve("damaged"), 0);
            store.disk.execute("PRAGMA user_version = 7");
            store.log.append(3);
            store.disk.crash(directory.resolve("later"), 0);
        }

        directory = directory.resolve("damaged");
        overwrite(0, 200);
        assertRefused("damaged");
        directory = directory.resolveSibling("later");
        assertRefused("later version", "schema is 7");
    }

    @Test
    void missingFileIsNotTakenForANewStore() throws IOException {
        StoreOnDisk.in(directory).close();
        Files.delete(file());

        assertRefused("is gone or empty");
        assertThat(file()).doesNotExist();
    }

    @Test
    void emptyFileIsNotTakenForANewStore() throws IOException {
        StoreOnDisk.in(directory).close();
        Files.write(file(), new byte[0]);

        assertRefused("is gone or empty");
    }

    @Test
    void directoryThatCannotBeMadeIsRefused() throws IOException {
        Path blocked = directory.resolve("file");
        Files.writeString(blocked, "in the way");

        assertThatThrownBy(() -> StoreOnDisk.in(blocked.resolve("below")))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining("cannot be made");
    }

    @Test
    void directoryIsMadeWithItsParents() {
        Path deep = directory.resolve("a").resolve("b c").resolve("ü?#%41");
        try (StoreOnDisk made = StoreOnDisk.in(deep)) {
            made.log.append(1);
        }
        try (StoreOnDisk again = StoreOnDisk.in(deep)) {
            assertThat(again.log.head().seq()).isEqualTo(1);
            assertThat(join(again.store.check())).isNull();
        }
        assertThat(deep.resolve(Database.FILE)).exists();
    }

    private void overwrite(int from, int count) throws IOException {
        byte[] bytes = Files.readAllBytes(file());
        Arrays.fill(bytes, from, from + count, (byte) 0x5a);
        Files.write(file(), bytes);
    }
}
