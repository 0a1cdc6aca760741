package io.swarmbot.store.embedded;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.Batch;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a store does that cannot write: it refuses, says why, goes on reading, and takes up its work again by itself. */
class EmbeddedTroubleTest {

    @TempDir
    Path directory;

    private static Batch batch(Cursor head) {
        return new Batch(newId(), head, LogEntries.after(head, 2), List.of(row("agent", "a", head.seq() + 2, "a")));
    }

    /** The append was refused, and whether that means that nothing was done. */
    private static boolean isKnownNotDone(LogDriver log, Batch batch) {
        StoreException refusal = (StoreException) catchThrowable(() -> log.append(batch));
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
    void onAFullDiskAppendsAreRefusedReadsGoOnAndNothingIsLost() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.leave(100);
            Cursor head = start;
            Throwable refusal = null;
            while (refusal == null) {
                Cursor last = store.log.head();
                Batch next = new Batch(newId(), last, LogEntries.after(last, 5, 5_000), List.of());
                refusal = catchThrowable(() -> store.log.append(next));
                head = last;
            }

            assertThat(refusal).isInstanceOf(StoreException.class).hasMessage("the store's disk is full");
            assertThat(((StoreException) refusal).isOutcomeKnown()).isTrue();
            assertThat(reason(store)).isEqualTo("the store's disk is full");
            assertThat(store.log.entriesAfter(start)).hasSize((int) head.seq());
            assertThat(store.log.head()).isEqualTo(head);
            assertThat(join(store.store.swarms())).containsExactly(StoreOnDisk.SWARM);
            assertThat(isKnownNotDone(store.log, batch(head))).isTrue();
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

    @Test
    void whatWritesNothingDoesNotMakeAFullDiskLookWell() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor head = store.log.append(2);
            Batch known = batch(head);
            store.log.append(known);
            store.disk.leave(0);
            assertThat(isKnownNotDone(
                            store.log,
                            new Batch(newId(), known.head(), LogEntries.after(known.head(), 5, 50_000), List.of())))
                    .isTrue();

            // Is in the log already, so that there is nothing to write; after the pause, too.
            await().pollDelay(java.time.Duration.ofMillis(300)).until(() -> true);
            assertThatThrownBy(() -> store.log.append(known)).isInstanceOf(StoreException.class);

            assertThat(reason(store)).isEqualTo("the store's disk is full");
        }
    }

    @Test
    void aCommitThatFailedOnceIsCarriedOutOnceAllTheSame() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.failCommits(1, SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            Batch batch = batch(start);

            assertThat(store.log.append(batch)).isEqualTo(new Appended(batch.head()));

            assertThat(texts(store.log.entriesAfter(start))).isEqualTo(texts(batch.entries()));
        }
    }

    @Test
    void aCommitThatFailedAndIsThereIsFoundAndNotRepeated() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.onCommit(really -> {
                really.commit();
                throw new SQLiteException("for a test", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            });
            Batch batch = batch(start);

            assertThat(store.log.append(batch)).isEqualTo(new Appended(batch.head()));

            assertThat(texts(store.log.entriesAfter(start))).isEqualTo(texts(batch.entries()));
            assertThat(store.log.append(1)).isEqualTo(batch.head().plus(1));
        }
    }

    @Test
    void whereItCannotBeSettledTheOutcomeIsUnknownUntilTheSameBatchIsSentAgain() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            store.disk.onCommit(really -> {
                really.commit();
                throw new SQLiteException("for a test", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            });
            store.disk.failCommits(1, SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            Batch batch = batch(start);

            assertThat(isKnownNotDone(store.log, batch)).isFalse();

            awaitWell(store);
            assertThat(store.log.append(batch)).isEqualTo(new Appended(batch.head()));
            assertThat(texts(store.log.entriesAfter(start))).isEqualTo(texts(batch.entries()));
        }
    }

    @Test
    void aCommitThatWasNotWrittenToItsEndIsKnownNotToBeDone() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            store.disk.failCommits(2, SQLiteErrorCode.SQLITE_IOERR_WRITE);

            assertThat(isKnownNotDone(store.log, batch(store.log.head()))).isTrue();

            assertThat(reason(store)).contains("disk fails");
            awaitWell(store);
        }
    }

    @Test
    void aDamagedFileIsReadAsFarAsItGoesAndNoLongerWrittenTo() throws IOException, SQLException {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            LogDriver other = LogDriver.in(store.store, "other");
            Cursor otherStart = other.head();
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
            assertThat(isKnownNotDone(other, batch(other.head()))).isTrue();
            assertThat(other.entriesAfter(new Cursor(other.head().epoch(), 0))).hasSize(2);
        }
    }

    /** Turns over a byte in the middle of what the query finds, past SQLite, which has no checksums of its own. */
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
    void aLogOfALaterFormatIsReadAndNotWrittenTo() throws SQLException {
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
            assertThat(isKnownNotDone(store.log, batch(store.log.head()))).isTrue();
            assertThat(store.log.head().seq()).isEqualTo(1);
            assertThat(new LogDriver(store.store, "other").append(1).seq()).isEqualTo(1);
        }
    }

    @Test
    void aClosedStoreRefuses() {
        StoreOnDisk store = StoreOnDisk.in(directory);
        Cursor head = store.log.head();
        store.close();

        assertThat(isKnownNotDone(store.log, batch(head))).isTrue();
        assertThatThrownBy(() -> store.log.read(head, EVERYTHING)).isInstanceOf(StoreException.class);
        assertThat(reason(store)).isEqualTo("the store is closed");
    }

    @Test
    void aWriterThatHangsIsNotSaidToBeWell() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Disk.Held held = store.disk.holdCommit();
            Batch batch = batch(store.log.head());
            var append = store.store.append(StoreOnDisk.SWARM, batch).toCompletableFuture();
            held.awaitTurn();

            var check = store.store.check().toCompletableFuture();

            assertThat(check).isNotDone();
            assertThat(store.log.read(batch.expectedHead(), EVERYTHING)).isNotNull();
            held.release();
            join(check);
            assertThat(join(append)).isEqualTo(new Appended(batch.head()));
        }
    }
}
