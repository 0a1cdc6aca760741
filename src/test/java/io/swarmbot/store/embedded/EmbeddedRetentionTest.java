package io.swarmbot.store.embedded;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.seqs;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which entries a store deletes, and when. */
class EmbeddedRetentionTest {

    @TempDir
    Path directory;

    private static int rows(StoreOnDisk store) {
        return store.disk.number("SELECT count(*) FROM append");
    }

    @Test
    void entriesThatAreTooOldExpire() {
        try (StoreOnDisk store = StoreOnDisk.keeping(directory, Duration.ofHours(1))) {
            LogDriver other = LogDriver.in(store.store, "other");
            Cursor start = store.log.head();
            Cursor old = store.log.append(3, row("agent", "a", 3, "a3"));
            other.append(1);
            store.clock.advance(Duration.ofMinutes(40));
            Cursor head = store.log.append(2);

            store.clock.advance(Duration.ofMinutes(40));

            await().until(() -> rows(store) == 1);
            assertThat(store.log.read(start, EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, head));
            assertThat(seqs(store.log.entriesAfter(old))).containsExactly(4L, 5L);
            assertThat(store.log.rows()).containsKey("agent/a");
        }
    }

    @Test
    void logKeepsItsHeadAfterAllItsEntriesExpired() {
        Cursor start;
        Cursor head;
        try (StoreOnDisk store = StoreOnDisk.keeping(directory, Duration.ofHours(1))) {
            start = store.log.head();
            head = store.log.append(5);
            store.clock.advance(Duration.ofHours(2));
            await().until(() -> rows(store) == 0);

            assertThat(store.log.head()).isEqualTo(head);
            assertThat(store.log.entriesAfter(head)).isEmpty();
            assertThat(store.log.read(start, EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, head));
        }
        try (StoreOnDisk again = StoreOnDisk.keeping(directory, Duration.ofHours(1))) {
            assertThat(again.log.head()).isEqualTo(head);
            Conflict late =
                    (Conflict) again.log.append(new Append(newId(), start, LogEntries.after(start, 1), List.of()));
            assertThat(late.missed()).isEqualTo(new Gap(GapReason.EXPIRED, head));
            assertThat(again.log.append(1)).isEqualTo(head.plus(1));
            assertThat(seqs(again.log.entriesAfter(head))).containsExactly(6L);
        }
    }

    @Test
    void trimmingDeletesManyRowsInSmallStepsBetweenAppends() {
        int appends = 2_000;
        try (StoreOnDisk store = StoreOnDisk.in(directory)) {
            Cursor start = store.log.head();
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int n = 0; n < appends; n++) {
                Cursor head = start.plus(n);
                Append append = new Append(newId(), head, LogEntries.after(head, 1), List.of());
                answers.add(store.store.append(StoreOnDisk.SWARM, append).toCompletableFuture());
            }
            answers.forEach(LogDriver::join);
            assertThat(rows(store)).isEqualTo(appends);
        }

        try (StoreOnDisk store = StoreOnDisk.keeping(directory, 100)) {
            Cursor end = store.log.append(1);
            assertThat(end.seq()).isEqualTo(appends + 1);
            int left = rows(store);
            await().until(() -> rows(store) <= 101);

            // While nothing is appended, a commit deletes at most 32 rows.
            assertThat(store.disk.commits()).isGreaterThanOrEqualTo((left - 101) / 32);
            assertThat(seqs(store.log.entriesAfter(end.plus(-100)))).isEqualTo(seqs(end.seq() - 99, end.seq()));
        }
    }

    @Test
    void trimmingKeepsUpWithAppendsToManySwarms() throws Exception {
        int swarms = 100;
        try (StoreOnDisk store = StoreOnDisk.keeping(directory, 50)) {
            List<LogDriver> logs = new ArrayList<>();
            for (int n = 0; n < swarms; n++) {
                logs.add(LogDriver.in(store.store, "s" + n));
            }
            for (int round = 0; round < 100; round++) {
                List<CompletableFuture<?>> answers = new ArrayList<>();
                for (LogDriver log : logs) {
                    Cursor head = new Cursor(epochOf(log), round);
                    Append append = new Append(newId(), head, LogEntries.after(head, 1), List.of());
                    answers.add(store.store.append(log.swarm, append).toCompletableFuture());
                }
                for (var answer : answers) {
                    LogDriver.join(answer);
                }
            }

            await().until(() -> rows(store) <= swarms * 54);
            for (LogDriver log : logs) {
                assertThat(log.entriesAfter(new Cursor(epochOf(log), 50))).hasSize(50);
            }
        }
    }

    private final java.util.Map<String, String> epochs = new java.util.HashMap<>();

    private String epochOf(LogDriver log) {
        return epochs.computeIfAbsent(log.swarm, swarm -> log.head().epoch());
    }
}
