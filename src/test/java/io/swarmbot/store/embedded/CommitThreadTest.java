package io.swarmbot.store.embedded;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.Retention;
import io.swarmbot.swarm.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitThreadTest {

    private static final int SWARMS = 40;
    private static final int FULL = 2;
    private static final int SHORT_IN_PAGES = 5_000;

    @TempDir
    Path directory;

    private static Append append(Cursor head) {
        return new Append(newId(), head, LogEntries.after(head, 2), List.of());
    }

    @Test
    void commitIsSharedByAllWaitingSwarmsAndAConflictConcernsOnlyItsOwnAppend() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            List<LogDriver> logs = new ArrayList<>();
            for (int n = 0; n < SWARMS; n++) {
                logs.add(LogDriver.in(store.store, "s" + n));
            }
            List<Append> appends = logs.stream().map(log -> append(log.head())).toList();
            int before = store.disk.commits();
            Disk.Held held = store.disk.holdCommit();
            var first = store.store.append(StoreOnDisk.SWARM, append(store.log.head()));
            held.awaitTurn();

            List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < SWARMS; n++) {
                answers.add(store.store.append("s" + n, appends.get(n)).toCompletableFuture());
            }
            Cursor start = appends.get(0).expectedHead();
            var conflict = store.store.append("s0", append(start)).toCompletableFuture();
            var next = store.store.append("s0", append(start.plus(2))).toCompletableFuture();
            var again = store.store.append("s1", appends.get(1)).toCompletableFuture();
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            held.release();

            join(first);
            for (int n = 0; n < SWARMS; n++) {
                assertThat(join(answers.get(n)))
                        .isEqualTo(new Appended(appends.get(n).head()));
            }
            assertThat(join(conflict)).isInstanceOf(Conflict.class);
            assertThat(join(next)).isEqualTo(new Appended(start.plus(4)));
            assertThat(join(again)).isEqualTo(new Appended(appends.get(1).head()));
            assertThat(store.disk.commits()).isEqualTo(before + 2);
        }
    }

    @Test
    void appendIsNotAnsweredAnnouncedOrReadBeforeItsCommit() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            List<Cursor> told = new ArrayList<>();
            store.store.tail((swarm, head) -> told.add(head));
            Append append = append(store.log.head());
            Disk.Held held = store.disk.holdCommit();

            var answer = store.store.append(StoreOnDisk.SWARM, append).toCompletableFuture();
            held.awaitTurn();

            assertThat(store.log.head()).isEqualTo(append.expectedHead());
            assertThat(store.log.entriesAfter(append.expectedHead())).isEmpty();
            assertThat(answer).isNotDone();
            assertThat(told).isEmpty();
            held.release();
            join(answer);
            assertThat(store.log.head()).isEqualTo(append.head());
        }
    }

    @Test
    void writerWaitsForTheDiskIfTheDurabilityIsFsync() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            store.log.append(1);
            assertThat(store.disk.number("PRAGMA synchronous")).isEqualTo(FULL);
        }
        try (StoreOnDisk store = StoreOnDisk.in(directory.resolve("os"), Durability.OS)) {
            store.log.append(1);
            assertThat(store.disk.number("PRAGMA synchronous")).isEqualTo(FULL - 1);
        }
    }

    /** Otherwise an idle store would make a transaction each second, because the log of tokens always has an age. */
    @Test
    void onlyEveryMinuteLooksForOldEntriesIfOnlyOtherLogsHaveAnAge() {
        Retention forADay = new Retention(100, Optional.empty(), Optional.of(Duration.ofDays(1)));
        EmbeddedSettings settings = new EmbeddedSettings(
                directory,
                Durability.FSYNC,
                new Retention(100, Optional.empty(), Optional.empty()),
                Map.of(StoreOnDisk.SWARM, forADay));
        SettableClock clock;
        try (StoreOnDisk store = StoreOnDisk.keeping(directory, settings.retention(), settings.others())) {
            clock = store.clock;
            store.log.append(3);
        }
        Disk disk = new Disk(directory, Durability.FSYNC);
        try (CommitThread commits =
                new CommitThread(disk, settings, new Epochs(), clock, Ticker.system(), new StoreHealth())) {
            commits.start();
            assertThat(rowsAfterTicks(1, commits, disk)).isEqualTo(1);
            clock.advance(Duration.ofDays(2));

            assertThat(rowsAfterTicks(59, commits, disk)).isEqualTo(1);
            assertThat(rowsAfterTicks(1, commits, disk)).isZero();
        }
    }

    private static int rowsAfterTicks(int ticks, CommitThread commits, Disk disk) {
        for (int n = 0; n < ticks; n++) {
            commits.tick();
        }
        SimpleRequest<Boolean> next = new SimpleRequest<>(session -> true);
        commits.offer(next);
        join(next.answer());
        return disk.number("SELECT count(*) FROM append");
    }

    @Test
    void writeAheadLogIsKeptShortWhileCommitsGoOn() {
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            // Each append writes 125 pages.
            for (int n = 0; n < 3 * SHORT_IN_PAGES / 125; n++) {
                store.log.append(64, 8_000);
            }

            // The log may become longer while the thread that copies it does not run. But some commit starts it anew.
            // An exception is ignored, because the writer may use its connection at the same time.
            await().ignoreExceptions().untilAsserted(() -> {
                store.log.append(1);
                assertThat(store.disk.logPages()).isLessThan(SHORT_IN_PAGES);
            });
            assertThat(store.disk.number("PRAGMA wal_autocheckpoint")).isZero();
        }
    }
}
