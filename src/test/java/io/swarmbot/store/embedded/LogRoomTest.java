package io.swarmbot.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.Cursor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRoomTest {

    private static final int APPENDS = 200;

    @TempDir
    Path directory;

    @Test
    void noCommitMakesTheFileOfTheLogLonger() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            assertThat(store.disk.logFileBytes()).isEqualTo(LogRoom.BYTES);
            int pages = store.disk.logPages();

            for (int n = 0; n < APPENDS; n++) {
                store.log.append(1, 1_000);
            }

            assertThat(store.disk.logPages()).isGreaterThan(pages + APPENDS);
            assertThat(store.disk.logFileBytes()).isEqualTo(LogRoom.BYTES);
        }
    }

    @Test
    void whatTheLogHoldsStaysWhenTheFileIsMadeLonger() {
        Path left;
        Cursor head;
        try (StoreOnDisk store = StoreOnDisk.in(directory.resolve("a"), Durability.OS)) {
            store.log.append(3);
            assertThat(store.disk.logFileBytes()).isLessThan(LogRoom.BYTES);

            LogRoom.make(store.disk.file());

            assertThat(store.disk.logFileBytes()).isEqualTo(LogRoom.BYTES);
            head = store.log.append(4);
            left = store.disk.crash(directory.resolve("b"), 0);
        }
        try (StoreOnDisk again = StoreOnDisk.in(left, Durability.OS)) {
            assertThat(again.log.head().seq()).isEqualTo(head.seq());
            assertThat(again.log.entriesAfter(new Cursor(head.epoch(), 0))).hasSize(7);
        }
    }

    @Test
    void logThatIsNotThereIsNotMade() {
        Path database = directory.resolve(Database.FILE);

        LogRoom.make(database);

        assertThat(directory.resolve(Database.FILE + "-wal")).doesNotExist();
        assertThat(Files.exists(database)).isFalse();
    }
}
