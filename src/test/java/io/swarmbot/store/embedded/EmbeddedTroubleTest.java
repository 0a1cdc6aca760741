package io.swarmbot.store.embedded;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.texts;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A store that cannot write refuses appends, says why, still reads, and recovers by itself. */
class EmbeddedTroubleTest {

    @TempDir
    Path directory;

    private static Append append(Cursor head) {
        return new Append(newId(), head, LogEntries.after(head, 2), List.of(row("agent", "a", head.seq() + 2, "a")));
    }

    /** Expects that the append is refused. Returns whether it is certain that nothing was written. */
    private static boolean isKnownNotDone(LogDriver log, Append append) {
        StoreException refusal = (StoreException) catchThrowable(() -> log.append(append));
        assertThat(refusal).isNotNull();
        return refusal.isOutcomeKnown();
    }

    private static String reason(StoreOnDisk store) {
        Throwable refusal = catchThrowable(() -> join(store.store.check()));
        assertThat(refusal).isInstanceOf(StoreException.class);
        return refusal.getMessage();
    }

    private static void awaitWell(StoreOnDisk store) {
        await().ignoreExceptions().until(() -> {
            join(store.store.check());
            return true;
        });
    }

    @Test
    void fullDiskRefusesAppendsServesReadsAndLosesNothing() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.leave(100);
            Cursor head = start;
            Throwable refusal = null;
            while (refusal == null) {
                Cursor last = store.log.head();
                Append next = new Append(newId(), last, LogEntries.after(last, 5, 5_000), List.of());
                refusal = catchThrowable(() -> store.log.append(next));
                head = last;
            }

            assertThat(refusal).isInstanceOf(StoreException.class).hasMessage("the store's disk is full");
            assertThat(((StoreException) refusal).isOutcomeKnown()).isTrue();
            assertThat(reason(store)).isEqualTo("the store's disk is full");
            assertThat(store.log.entriesAfter(start)).hasSize((int) head.seq());
            assertThat(store.log.head()).isEqualTo(head);
            assertThat(join(store.store.swarms())).containsExactly(StoreOnDisk.SWARM);
            assertThat(isKnownNotDone(store.log, append(head))).isTrue();
            assertThatThrownBy(() -> join(store.store.create("other"))).isInstanceOf(StoreException.class);

            store.disk.makeRoom();

            awaitWell(store);
            assertThat(store.log.append(2)).isEqualTo(head.plus(2));
            assertThat(join(store.store.create("other"))).isTrue();
        }
        try (StoreOnDisk again = StoreOnDisk.in(directory)) {
            assertThat(again.log.entriesAfter(new Cursor(again.log.head().epoch(), 0)))
                    .hasSize((int) again.log.head().seq());
        }
    }

    /** The tables of last uses and of deliveries came later than the others. */
    @Test
    void storeWithoutTheLaterTablesIsReadFromAFullDisk() throws SQLException {
        Cursor head;
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            head = store.log.append(2);
        }
        try (Connection connection = Database.connect(directory.resolve(Database.FILE));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE last_use");
            statement.execute("DROP TABLE delivery");
            // So that the pages of those tables are not there to be used again.
            statement.execute("VACUUM");
        }

        try (StoreOnDisk store = StoreOnDisk.onFullDisk(directory)) {
            Instant now = store.clock.instant();
            assertThat(reason(store)).isEqualTo("the store's disk is full");
            assertThat(store.log.entriesAfter(head.plus(-2))).hasSize(2);
            assertThat(join(store.store.uses(StoreOnDisk.SWARM))).isEmpty();
            assertThat(join(store.store.deliveryRows(StoreOnDisk.SWARM))).isEmpty();
            assertThat(isKnownNotDone(store.log, append(head))).isTrue();

            store.disk.makeRoom();

            awaitWell(store);
            join(store.store.noteUses(StoreOnDisk.SWARM, Map.of("a", now)));
            assertThat(join(store.store.uses(StoreOnDisk.SWARM))).isEqualTo(Map.of("a", now));
            assertThat(store.log.append(1)).isEqualTo(head.plus(1));
        }
    }

    @Test
    void repeatedAppendDoesNotMakeAFullDiskLookHealthy() {
        AtomicLong nanos = new AtomicLong();
        try (StoreOnDisk store = StoreOnDisk.with(nanos::get, directory)) {
            Cursor head = store.log.append(2);
            Append known = append(head);
            store.log.append(known);
            store.disk.leave(0);
            assertThat(isKnownNotDone(
                            store.log,
                            new Append(newId(), known.head(), LogEntries.after(known.head(), 5, 50_000), List.of())))
                    .isTrue();

            // After the pause. The append is in the log already, so there is nothing to write.
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
            assertThatThrownBy(() -> store.log.append(known)).isInstanceOf(StoreException.class);

            assertThat(reason(store)).isEqualTo("the store's disk is full");
        }
    }

    @Test
    void commitThatFailedOnceIsWrittenOnce() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.failCommits(1, SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            Append append = append(start);

            assertThat(store.log.append(append)).isEqualTo(new Appended(append.head()));

            assertThat(texts(store.log.entriesAfter(start))).isEqualTo(texts(append.entries()));
        }
    }

    @Test
    void commitThatFailedAfterItWasWrittenIsRecognisedAndNotRepeated() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.onCommit(really -> {
                really.commit();
                throw new SQLiteException("for a test", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            });
            Append append = append(start);

            assertThat(store.log.append(append)).isEqualTo(new Appended(append.head()));

            assertThat(texts(store.log.entriesAfter(start))).isEqualTo(texts(append.entries()));
            assertThat(store.log.append(1)).isEqualTo(append.head().plus(1));
        }
    }

    @Test
    void outcomeIsUnknownAfterTwoFailedCommitsUntilTheSameAppendIsSentAgain() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.onCommit(really -> {
                really.commit();
                throw new SQLiteException("for a test", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            });
            store.disk.failCommits(1, SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            Append append = append(start);

            assertThat(isKnownNotDone(store.log, append)).isFalse();

            awaitWell(store);
            assertThat(store.log.append(append)).isEqualTo(new Appended(append.head()));
            assertThat(texts(store.log.entriesAfter(start))).isEqualTo(texts(append.entries()));
        }
    }

    @Test
    void commitThatWasWrittenInPartIsKnownNotToBeDone() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            store.disk.failCommits(2, SQLiteErrorCode.SQLITE_IOERR_WRITE);

            assertThat(isKnownNotDone(store.log, append(store.log.head()))).isTrue();

            assertThat(reason(store)).contains("disk fails");
            awaitWell(store);
        }
    }

    @Test
    void damagedFileIsReadAsFarAsPossibleAndNotWritten() throws IOException, SQLException {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            LogDriver other = LogDriver.in(store.store, "other");
            other.append(2);
            store.log.append(1, 30_000);
        }
        damage("SELECT entries FROM append WHERE swarm = (SELECT number FROM swarm WHERE name = 'swarm1')");

        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            LogDriver other = new LogDriver(store.store, "other");
            Cursor start = new Cursor(store.log.head().epoch(), 0);

            assertThatThrownBy(() -> store.log.read(start, EVERYTHING))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("restore it from a copy");

            assertThat(reason(store)).contains("damaged");
            assertThat(isKnownNotDone(other, append(other.head()))).isTrue();
            assertThat(other.entriesAfter(new Cursor(other.head().epoch(), 0))).hasSize(2);
        }
    }

    /**
     * Changes one byte in the middle of the value that the query finds, directly in the file. SQLite does not notice
     * it.
     */
    private void damage(String query) throws IOException, SQLException {
        byte[] content;
        try (Connection connection = Database.connect(directory.resolve(Database.FILE));
                Statement statement = connection.createStatement()) {
            content = statement.executeQuery(query).getBytes(1);
        }
        byte[] part = java.util.Arrays.copyOfRange(content, 10_000, 10_200);
        try (FileChannel file =
                FileChannel.open(directory.resolve(Database.FILE), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            file.read(all, 0);
            for (int at = 0; at < all.capacity() - part.length; at++) {
                if (java.util.Arrays.equals(all.array(), at, at + part.length, part, 0, part.length)) {
                    file.write(ByteBuffer.wrap(new byte[] {'!'}), at);
                    return;
                }
            }
        }
        throw new AssertionError("it is not in the file in one piece");
    }

    @Test
    void logOfALaterFormatIsReadAndNotWritten() throws SQLException {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            store.log.append(1);
            LogDriver.in(store.store, "other");
        }
        try (Connection connection = Database.connect(directory.resolve(Database.FILE));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE swarm SET format = 2 WHERE name = 'swarm1'");
        }

        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            assertThat(reason(store)).contains("swarm1", "later version", "format is 2", "knows 1");
            assertThat(isKnownNotDone(store.log, append(store.log.head()))).isTrue();
            assertThat(store.log.head().seq()).isEqualTo(1);
            assertThat(new LogDriver(store.store, "other").append(1).seq()).isEqualTo(1);
        }
    }

    @Test
    void closedStoreRefusesEverything() {
        StoreOnDisk store = StoreOnDisk.in(directory);
        Cursor head = store.log.head();
        store.close();

        assertThat(isKnownNotDone(store.log, append(head))).isTrue();
        assertThatThrownBy(() -> store.log.read(head, EVERYTHING)).isInstanceOf(StoreException.class);
        assertThat(reason(store)).isEqualTo("the store is closed");
    }

    @Test
    void checkDoesNotCompleteWhileTheWriterHangs() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Disk.Held held = store.disk.holdCommit();
            Append append = append(store.log.head());
            var answer = store.store.append(StoreOnDisk.SWARM, append).toCompletableFuture();
            held.awaitTurn();

            var check = store.store.check().toCompletableFuture();

            assertThat(check).isNotDone();
            assertThat(store.log.read(append.expectedHead(), EVERYTHING)).isNotNull();
            held.release();
            join(check);
            assertThat(join(answer)).isEqualTo(new Appended(append.head()));
        }
    }
}
