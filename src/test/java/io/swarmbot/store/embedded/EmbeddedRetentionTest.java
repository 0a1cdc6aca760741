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
import io.swarmbot.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static Retention kept(int events, Duration age) {
        return new Retention(events, Optional.empty(), Optional.of(age));
    }

    private static int rowsOf(StoreOnDisk store, String swarm) {
        return store.disk.number(
                "SELECT count(*) FROM append WHERE swarm = (SELECT number FROM swarm WHERE name = '" + swarm + "')");
    }

    /** Its old rows are the first of all, and there are more of them than one step looks at. */
    @Test
    void logWithARetentionOfItsOwnKeepsItsEntriesByThat() {
        Retention ofSwarms = kept(100_000, Duration.ofHours(1));
        Map<String, Retention> others = Map.of(".registry", kept(200, Duration.ofDays(400)));
        Cursor head = null;
        try (StoreOnDisk store = StoreOnDisk.keeping(directory, ofSwarms, others)) {
            LogDriver registry = LogDriver.in(store.store, ".registry");
            for (int n = 0; n < 150; n++) {
                head = registry.append(1, row("token", "a", n + 1, "a"));
            }
            for (int times = 0; times < 2; times++) {
                store.log.append(1);
                store.clock.advance(Duration.ofHours(2));
                await().until(() -> rowsOf(store, StoreOnDisk.SWARM) == 0);
            }
            store.log.append(1);
        }
        try (StoreOnDisk store = StoreOnDisk.keeping(directory, ofSwarms, others)) {
            LogDriver registry = new LogDriver(store.store, ".registry");
            store.clock.advance(Duration.ofHours(6));
            await().until(() -> rowsOf(store, StoreOnDisk.SWARM) == 0);
            assertThat(registry.entriesAfter(head.plus(-150))).hasSize(150);
            for (int n = 0; n < 100; n++) {
                registry.append(1);
            }
            // It may keep a sixteenth more.
            await().until(() -> rowsOf(store, ".registry") <= 212);
            assertThat(rowsOf(store, ".registry")).isGreaterThanOrEqualTo(200);

            store.clock.advance(Duration.ofDays(401));

            await().until(() -> rows(store) == 0);
            assertThat(registry.head()).isEqualTo(head.plus(100));
            assertThat(registry.rows()).containsOnlyKeys("token/a");
            store.log.append(1);
            store.clock.advance(Duration.ofHours(2));
            await().until(() -> rows(store) == 0);
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

    private static long bytes(StoreOnDisk store) {
        return store.disk.number(
                "SELECT sum(length(entries)) FROM append WHERE swarm = (SELECT min(swarm) FROM append)");
    }

    @Test
    void logKeepsItsNewestEntriesUpToItsBytes() {
        long limit = 20_000;
        Cursor end = null;
        try (StoreOnDisk store = StoreOnDisk.keepingBytes(directory, limit)) {
            for (int n = 0; n < 1_000; n++) {
                end = store.log.append(3);
            }
            await().until(() -> bytes(store) <= limit + limit / 16);
            assertThat(bytes(store)).isGreaterThan(limit / 2);
            int kept = store.disk.number("SELECT sum(last - first + 1) FROM append");
            assertThat(seqs(store.log.entriesAfter(end.plus(-kept)))).isEqualTo(seqs(end.seq() - kept + 1, end.seq()));
        }
        // What is there is counted at the start.
        try (StoreOnDisk again = StoreOnDisk.keepingBytes(directory, limit / 4)) {
            again.log.append(1);
            await().until(() -> bytes(again) <= limit / 4 + limit / 64);
            assertThat(bytes(again)).isPositive();
        }
    }

    @Test
    void newestAppendIsKeptHoweverLargeItIs() {
        try (StoreOnDisk store = StoreOnDisk.keepingBytes(directory, 1)) {
            store.log.append(5);
            Cursor head = store.log.append(50);

            await().until(() -> rows(store) == 1);
            assertThat(store.log.entriesAfter(head.plus(-50))).hasSize(50);
            assertThat(store.log.append(1)).isEqualTo(head.plus(1));
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
