package io.swarmbot.store.embedded;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {

    private static final int SWARMS = 40;
    private static final int FULL = 2;
    private static final int SHORT_IN_PAGES = 5_000;

    @TempDir
    Path directory;

    private static Batch batch(Cursor head) {
        return new Batch(newId(), head, LogEntries.after(head, 2), List.of());
    }

    @Test
    void whateverWaitsOfAllSwarmsSharesOneCommitAndAConflictHarmsNobody() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            List<LogDriver> logs = new ArrayList<>();
            for (int n = 0; n < SWARMS; n++) {
                logs.add(LogDriver.in(store.store, "s" + n));
            }
            List<Batch> batches = logs.stream().map(log -> batch(log.head())).toList();
            int before = store.disk.commits();
            Disk.Held held = store.disk.holdCommit();
            var first = store.store.append(StoreOnDisk.SWARM, batch(store.log.head()));
            held.awaitTurn();

            List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < SWARMS; n++) {
                answers.add(store.store.append("s" + n, batches.get(n)).toCompletableFuture());
            }
            Cursor start = batches.get(0).expectedHead();
            var conflict = store.store.append("s0", batch(start)).toCompletableFuture();
            var next = store.store.append("s0", batch(start.plus(2))).toCompletableFuture();
            var again = store.store.append("s1", batches.get(1)).toCompletableFuture();
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            held.release();

            join(first);
            for (int n = 0; n < SWARMS; n++) {
                assertThat(join(answers.get(n)))
                        .isEqualTo(new Appended(batches.get(n).head()));
            }
            assertThat(join(conflict)).isInstanceOf(Conflict.class);
            assertThat(join(next)).isEqualTo(new Appended(start.plus(4)));
            assertThat(join(again)).isEqualTo(new Appended(batches.get(1).head()));
            assertThat(store.disk.commits()).isEqualTo(before + 2);
        }
    }

    @Test
    void nothingIsAnsweredOrReadBeforeItsCommit() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            List<Cursor> told = new ArrayList<>();
            store.store.tail((swarm, head) -> told.add(head));
            Batch batch = batch(store.log.head());
            Disk.Held held = store.disk.holdCommit();

            var answer = store.store.append(StoreOnDisk.SWARM, batch).toCompletableFuture();
            held.awaitTurn();

            assertThat(store.log.head()).isEqualTo(batch.expectedHead());
            assertThat(store.log.entriesAfter(batch.expectedHead())).isEmpty();
            assertThat(answer).isNotDone();
            assertThat(told).isEmpty();
            held.release();
            join(answer);
            assertThat(store.log.head()).isEqualTo(batch.head());
        }
    }

    @Test
    void theWritersOwnConnectionWaitsForTheDisk() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            store.log.append(1);
            assertThat(store.disk.number("PRAGMA synchronous")).isEqualTo(FULL);
        }
        try (StoreOnDisk store = StoreOnDisk.in(directory.resolve("os"), Durability.OS)) {
            store.log.append(1);
            assertThat(store.disk.number("PRAGMA synchronous")).isEqualTo(FULL - 1);
        }
    }

    @Test
    void theWriteAheadLogIsKeptShortBesideTheCommits() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            // 125 pages each.
            for (int n = 0; n < 3 * SHORT_IN_PAGES / 125; n++) {
                store.log.append(64, 8_000);
            }

            // It begins anew at some commit, however long it became while the one who copies it had no turn.
            // (The writer's connection may be in the middle of something when it is asked.)
            await().ignoreExceptions().untilAsserted(() -> {
                store.log.append(1);
                assertThat(store.disk.logPages()).isLessThan(SHORT_IN_PAGES);
            });
            assertThat(store.disk.number("PRAGMA wal_autocheckpoint")).isZero();
        }
    }
}
