package io.swarmbot.store.embedded;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.texts;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store contains when it is opened again, after an end in good order and after a crash. */
class EmbeddedRestartTest {

    @TempDir
    Path directory;

    private Path first() {
        return directory.resolve("first");
    }

    private Path second() {
        return directory.resolve("second");
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void storeClosedInGoodOrderOpensWithEverythingInTheSameEpoch(Durability durability) {
        Append append;
        try (StoreOnDisk store = StoreOnDisk.in(first(), durability)) {
            Cursor head = store.log.append(2, row("agent", "a", 2, "a2"), row("task", "t", 1, "t1"));
            append = new Append(newId(), head, LogEntries.after(head, 3), List.of(row("task", "t", 5, null)));
            store.log.append(append);
        }

        try (StoreOnDisk again = StoreOnDisk.in(first(), durability)) {
            assertThat(again.log.head()).isEqualTo(append.head());
            assertThat(again.log.rows()).containsExactlyEntriesOf(Map.of("agent/a", "2 a2"));
            assertThat(texts(again.log.entriesAfter(append.expectedHead()))).isEqualTo(texts(append.entries()));
            assertThat(again.log.append(append)).isEqualTo(new Appended(append.head()));
            assertThat(again.log.append(1)).isEqualTo(append.head().plus(1));
            assertThat(again.directory.resolve("swarmbot.db-wal")).exists();
        }
        assertThat(first().resolve("swarmbot.db-wal")).doesNotExist();
    }

    @Test
    void acknowledgedAppendsSurviveACrashInTheSameEpoch() {
        Append append;
        Path left;
        try (StoreOnDisk store = StoreOnDisk.in(first())) {
            store.log.append(500, row("agent", "a", 500, "a500"));
            Cursor head = store.log.head();
            append = new Append(newId(), head, LogEntries.after(head, 2), List.of(row("agent", "a", 502, "a502")));
            store.log.append(append);
            left = store.disk.crash(second(), 0);
        }

        try (StoreOnDisk again = StoreOnDisk.in(left)) {
            assertThat(again.log.head()).isEqualTo(append.head());
            assertThat(again.log.rows()).containsEntry("agent/a", "502 a502");
            assertThat(again.log.append(append)).isEqualTo(new Appended(append.head()));
            assertThat(again.log.entriesAfter(new Cursor(append.head().epoch(), 0)))
                    .hasSize(502);
        }
    }

    @Test
    void appendThatWasWrittenInPartIsNotThereAfterACrash() {
        Cursor head;
        Path left;
        try (StoreOnDisk store = StoreOnDisk.in(first())) {
            head = store.log.append(2, row("agent", "a", 2, "a2"));
            store.log.append(5, 1_000, row("agent", "a", 7, "a7"));
            left = store.disk.crash(second(), 1);
        }

        try (StoreOnDisk again = StoreOnDisk.in(left)) {
            assertThat(again.log.head()).isEqualTo(head);
            assertThat(again.log.rows()).containsEntry("agent/a", "2 a2");
        }
    }

    @Test
    void storeThatDoesNotWaitForTheDiskBeginsANewEpochAfterACrash() {
        Cursor left;
        Cursor lost;
        Append survivor;
        Path crashed;
        try (StoreOnDisk store = StoreOnDisk.in(first(), Durability.OS)) {
            Cursor head = store.log.append(2);
            survivor = new Append(newId(), head, LogEntries.after(head, 2), List.of(row("agent", "a", 4, "a4")));
            left = ((Appended) store.log.append(survivor)).head();
            lost = store.log.append(3, row("agent", "a", 7, "a7"));
            crashed = store.disk.crash(second(), 1);
        }

        try (StoreOnDisk again = StoreOnDisk.in(crashed, Durability.OS)) {
            Cursor head = again.log.head();
            assertThat(head.seq()).isEqualTo(left.seq());
            assertThat(head.epoch()).isNotEqualTo(left.epoch());
            assertThat(again.log.rows()).containsEntry("agent/a", "4 a4");
            assertThat(again.log.read(lost, EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, head, left.seq()));
            assertThat(again.log.append(survivor)).isEqualTo(new Appended(left));
            assertThat(again.log.append(new Append(newId(), left, LogEntries.after(left, 1), List.of())))
                    .isEqualTo(new Conflict(new Page(List.of(), head)));

            Cursor end = again.log.append(3);

            List<LogEntry> resumed = again.log.entriesAfter(left.plus(-1));
            assertThat(resumed.stream().map(LogEntry::cursor))
                    .containsExactly(left, head.plus(1), head.plus(2), head.plus(3));
            assertThat(texts(resumed)).isEqualTo(texts(concat(left, head)));
            assertThat(again.log.read(lost, EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, end, left.seq()));
        }
        // The durability of the process before decides about a new epoch, not the present one.
        try (StoreOnDisk once = StoreOnDisk.in(crashed, Durability.FSYNC)) {
            assertThat(once.log.head().seq()).isEqualTo(left.seq() + 3);
            assertThat(once.log.read(left, EVERYTHING)).isInstanceOf(Page.class);
        }
    }

    private static List<LogEntry> concat(Cursor left, Cursor head) {
        List<LogEntry> entries = new java.util.ArrayList<>(List.of(LogEntries.at(left)));
        entries.addAll(LogEntries.after(head, 3));
        return entries;
    }

    @Test
    void crashBeginsANewEpochEvenIfTheDurabilityIsChangedAfterIt() {
        Cursor head;
        Path crashed;
        try (StoreOnDisk store = StoreOnDisk.in(first(), Durability.OS)) {
            head = store.log.append(2);
            crashed = store.disk.crash(second(), 0);
        }

        try (StoreOnDisk again = StoreOnDisk.in(crashed, Durability.FSYNC)) {
            assertThat(again.log.head().epoch()).isNotEqualTo(head.epoch());
            assertThat(again.log.head().seq()).isEqualTo(2);
        }
    }

    @Test
    void deletedSwarmDoesNotComeBackAfterACrashAndItsRowsAreDeleted() {
        Path crashed;
        try (StoreOnDisk store = StoreOnDisk.in(first())) {
            for (int n = 0; n < 200; n++) {
                store.log.append(1, row("task", "t" + n, n, "t"));
            }
            store.disk.onCommit(Disk.Really::commit);
            Disk.Held held = store.disk.holdCommit();
            store.log.delete();
            held.awaitTurn();
            crashed = store.disk.crash(second(), 0);
            held.release();
        }

        try (StoreOnDisk again = StoreOnDisk.in(crashed)) {
            assertThat(again.log.head().seq()).isZero();
            assertThat(again.log.rows()).isEmpty();
            await().until(() -> again.disk.number("SELECT count(*) FROM append") == 0);
            await().until(() -> again.disk.number("SELECT count(*) FROM entity") == 0);
            await().until(() -> again.disk.number("SELECT count(*) FROM deleted_swarm") == 0);
            assertThat(join(again.store.swarms())).containsExactly(StoreOnDisk.SWARM);
        }
    }

    @Test
    void earlierPlacesAreThereAfterARestart() {
        try (StoreOnDisk store = StoreOnDisk.in(first())) {
            store.log.append(10, row("agent", "a", 10, "a10"));
            store.log.append(1_500, row("agent", "a", 1_510, "a1510"));
            store.log.append(1, row("agent", "a", 1_511, "a1511"));
        }

        try (StoreOnDisk again = StoreOnDisk.in(first())) {
            again.log.append(1, row("agent", "a", 1_512, "a1512"));

            assertThat(pastOf(again, 1_511)).containsExactlyEntriesOf(Map.of("agent/a", "1510 a1510"));
            assertThat(pastOf(again, 1_509)).isEmpty();
        }
    }

    @Test
    void earlierPlacesAreForgottenIfAVersionThatDoesNotKnowThemWroteMeanwhile() throws SQLException {
        try (StoreOnDisk store = StoreOnDisk.in(first())) {
            store.log.append(1, row("agent", "a", 1, "a1"));
            store.log.append(1, row("agent", "a", 2, "a2"));
        }
        try (Connection older = DriverManager.getConnection("jdbc:sqlite:" + first().resolve("swarmbot.db"));
                Statement statement = older.createStatement()) {
            // What the older version does, seen from here: the log is further on than the last append that kept.
            statement.executeUpdate("UPDATE past_place SET covered = 1");
        }

        try (StoreOnDisk again = StoreOnDisk.in(first())) {
            assertThat(join(again.log.store.loadPast(again.log.swarm, 2))).isEmpty();
            again.log.append(1, row("agent", "a", 3, "a3"));
            assertThat(join(again.log.store.loadPast(again.log.swarm, 1))).isEmpty();
            assertThat(pastOf(again, 3)).containsExactlyEntriesOf(Map.of("agent/a", "2 a2"));
        }
    }

    private static Map<String, String> pastOf(StoreOnDisk store, long seq) {
        return LogDriver.rows(
                join(store.log.store.loadPast(store.log.swarm, seq)).orElseThrow());
    }
}
