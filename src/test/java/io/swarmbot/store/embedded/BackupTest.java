package io.swarmbot.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a store that is in use. */
class BackupTest {

    @TempDir
    Path directory;

    private Path store() {
        return directory.resolve("store");
    }

    private Path target() {
        return directory.resolve("backup.db");
    }

    /** A store on the copy, as operations.md says. */
    private EmbeddedStore restored() throws IOException {
        Path fresh = Files.createDirectory(directory.resolve("restored"));
        Files.copy(target(), fresh.resolve(Database.FILE));
        EmbeddedSettings settings = new EmbeddedSettings(fresh, Durability.FSYNC, 100_000, Optional.empty());
        return EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs());
    }

    private List<Path> filesBesideTheStore() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(each -> !each.equals(store())).toList();
        }
    }

    @Test
    void copyHasWhatWasAcknowledgedAndGoesOnInANewEpoch() throws IOException {
        try (StoreOnDisk origin = StoreOnDisk.in(store())) {
            Cursor last = origin.log.append(3, LogDriver.row("agent", "a1", 1, "{}"));

            long bytes = Backup.of(store(), target());

            Cursor after = origin.log.append(1);
            assertThat(after.seq()).as("the store goes on").isEqualTo(last.seq() + 1);
            assertThat(bytes).isEqualTo(Files.size(target()));
            try (EmbeddedStore copy = restored()) {
                LogDriver log = new LogDriver(copy, StoreOnDisk.SWARM);
                assertThat(log.rows()).isEqualTo(origin.log.rows());
                assertThat(log.entriesAfter(new Cursor(last.epoch(), 0))).hasSize(3);
                assertThat(log.head().seq()).isEqualTo(last.seq());
                assertThat(log.head().epoch()).isNotEqualTo(last.epoch());
                assertThat(log.read(after, LogDriver.EVERYTHING)).isInstanceOf(ReadResult.Gap.class);
            }
        }
    }

    @Test
    void copyOfAStoppedStoreIsTheSame() throws IOException {
        Cursor last;
        try (StoreOnDisk origin = StoreOnDisk.in(store())) {
            last = origin.log.append(2);
        }

        Backup.of(store(), target());

        try (EmbeddedStore copy = restored()) {
            assertThat(new LogDriver(copy, StoreOnDisk.SWARM).entriesAfter(new Cursor(last.epoch(), 0)))
                    .hasSize(2);
        }
    }

    @Test
    void copyIsOfOneMomentWhileAppendsGoOn() throws IOException {
        try (StoreOnDisk origin = StoreOnDisk.in(store())) {
            Cursor begin = origin.log.append(1, LogDriver.row("counter", "c", 1, "1"));
            AtomicBoolean isOver = new AtomicBoolean();
            CompletableFuture<Cursor> writer = CompletableFuture.supplyAsync(() -> {
                Cursor head = begin;
                while (!isOver.get()) {
                    // The row says which entry was the last.
                    long next = head.seq() + 1;
                    head = origin.log.append(1, LogDriver.row("counter", "c", next, Long.toString(next)));
                }
                return head;
            });

            Backup.of(store(), target());
            isOver.set(true);

            assertThat(writer.join().seq()).isGreaterThan(begin.seq());
            try (EmbeddedStore copy = restored()) {
                LogDriver log = new LogDriver(copy, StoreOnDisk.SWARM);
                List<LogEntry> entries = log.entriesAfter(new Cursor(begin.epoch(), 0));
                assertThat(entries).hasSize((int) log.head().seq());
                assertThat(log.rows().values())
                        .singleElement()
                        .asString()
                        .contains("" + log.head().seq());
            }
        }
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        try (StoreOnDisk origin = StoreOnDisk.in(store())) {
            origin.log.append(1);
            Backup.of(store(), target());
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target())))
                .isEqualTo("rw-------");
        assertThat(filesBesideTheStore()).containsExactly(target());
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Files.writeString(target(), "of yesterday");
        try (StoreOnDisk origin = StoreOnDisk.in(store())) {
            origin.log.append(1);

            assertThatThrownBy(() -> Backup.of(store(), target()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is there");
        }
        assertThat(target()).hasContent("of yesterday");
        assertThat(filesBesideTheStore()).containsExactly(target());
    }

    @Test
    void storeThatIsNoneIsLeftAsItIs() throws IOException {
        Files.createDirectory(store());
        Path file = store().resolve(Database.FILE);
        Files.writeString(file, "x".repeat(10_000));

        assertThatThrownBy(() -> Backup.of(store(), target()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");

        assertThat(file).hasContent("x".repeat(10_000));
        assertThat(filesBesideTheStore()).isEmpty();
    }

    @Test
    void backupWithoutADirectoryForItIsRefused() {
        try (StoreOnDisk origin = StoreOnDisk.in(store())) {
            origin.log.append(1);

            assertThatThrownBy(() -> Backup.of(store(), directory.resolve("no/backup.db")))
                    .hasMessageContaining("is no directory");
            assertThatThrownBy(() -> Backup.of(directory.resolve("no"), target()))
                    .hasMessageContaining("there is no");
        }
    }
}
