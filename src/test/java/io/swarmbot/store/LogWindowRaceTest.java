package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.testing.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread writes and others read without a lock. Readers see each entry as it was written, or not at all. */
class LogWindowRaceTest {

    private final LogWindow window = new LogWindow(new Cursor("e0", 0), 100, 20_000, new ByteBudget(40_000));
    private final AtomicBoolean isDone = new AtomicBoolean();
    private final AtomicLong seen = new AtomicLong();

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void readSeesEachEntryAsWrittenOrNotAtAll(long seed) {
        Random random = Seeds.random("readSeesEachEntryAsWrittenOrNotAtAll", seed);
        List<CompletableFuture<Void>> readers = startReaders(random);

        for (int n = 0; n < 150_000; n++) {
            window.add(LogEntries.at(window.head().plus(1), random.nextInt(400)));
        }

        isDone.set(true);
        readers.forEach(CompletableFuture::join);
        assertThat(seen).hasPositiveValue();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void pageNeverMixesEntriesFromBeforeAndAfterARestart(long seed) {
        Random random = Seeds.random("pageNeverMixesEntriesFromBeforeAndAfterARestart", seed);
        List<CompletableFuture<Void>> readers = startReaders(random);

        for (int life = 1; life < 150_000; life++) {
            LogEntries.after(window.head(), 1 + random.nextInt(8)).forEach(window::add);
            // The new epoch may begin before the end of the old one, so that both have entries of the same number.
            window.restart(new Cursor("e" + life, Math.max(0, window.head().seq() - random.nextInt(6))));
        }

        isDone.set(true);
        readers.forEach(CompletableFuture::join);
        assertThat(seen).hasPositiveValue();
    }

    /** The read begins in the middle of a restart, just before the writer drops the old entry of this number. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void readThatBeginsInTheMiddleOfARestartNeverMixesTwoEpochs(int beginsBeforeDrop) {
        SteppedWindow stepped = new SteppedWindow(new Cursor("e0", 0));
        LogEntries.after(stepped.head(), 4).forEach(stepped::add);
        CompletableFuture<Void> hasLookedOnce = new CompletableFuture<>();
        CompletableFuture<Void> mayGoOn = new CompletableFuture<>();
        stepped.beforeSecondLook = () -> {
            hasLookedOnce.complete(null);
            mayGoOn.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        };
        List<CompletableFuture<Optional<List<LogEntry>>>> reads = new ArrayList<>();
        stepped.beforeDrop = number -> {
            if (number == beginsBeforeDrop) {
                PageLimit all = new PageLimit(100, 1 << 20);
                CompletableFuture<Optional<List<LogEntry>>> read =
                        CompletableFuture.supplyAsync(() -> stepped.read(number - 1, all));
                reads.add(read);
                CompletableFuture.anyOf(hasLookedOnce, read)
                        .orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .join();
            }
        };

        stepped.restart(new Cursor("e1", 0));
        LogEntries.after(stepped.head(), 4).forEach(stepped::add);
        mayGoOn.complete(null);

        assertThat(reads).hasSize(1);
        Optional<List<LogEntry>> page = reads.get(0)
                .orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        assertThat(page.orElse(List.of()).stream()
                        .map(entry -> entry.cursor().epoch())
                        .distinct())
                .as("the lives in %s", page)
                .hasSizeLessThanOrEqualTo(1);
    }

    /** A window whose writer and reader a test can stop, so that they take turns in a chosen order. */
    private static final class SteppedWindow extends LogWindow {

        private IntConsumer beforeDrop = number -> {};
        private Runnable beforeSecondLook = () -> {};
        private int drops;
        private int looks;

        SteppedWindow(Cursor base) {
            super(base, 100, 1 << 20, new ByteBudget(1 << 20));
        }

        @Override
        void dropOldest() {
            beforeDrop.accept(++drops);
            super.dropOldest();
        }

        @Override
        @Nullable
        LogEntry slot(AtomicReferenceArray<@Nullable LogEntry> held, long seq) {
            if (++looks == 2) {
                beforeSecondLook.run();
            }
            return super.slot(held, seq);
        }
    }

    private List<CompletableFuture<Void>> startReaders(Random random) {
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            Random own = new Random(random.nextLong());
            readers.add(CompletableFuture.runAsync(() -> {
                while (!isDone.get()) {
                    readOnce(own);
                }
            }));
        }
        return readers;
    }

    private void readOnce(Random random) {
        long after = Math.max(0, window.head().seq() - random.nextInt(10));
        PageLimit limit = new PageLimit(1 + random.nextInt(50), 1 + random.nextInt(20_000));

        Optional<List<LogEntry>> page = window.read(after, limit);

        page.ifPresent(entries -> {
            long size = 0;
            for (int i = 0; i < entries.size(); i++) {
                LogEntry entry = entries.get(i);
                assertThat(entry.seq()).isEqualTo(after + 1 + i);
                assertThat(entry.cursor().epoch())
                        .isEqualTo(entries.get(0).cursor().epoch());
                assertThat(LogEntries.text(entry)).startsWith("{\"cursor\":\"" + entry.cursor() + "\"");
                size += entry.footprint();
            }
            assertThat(entries.size()).isLessThanOrEqualTo(limit.entries());
            assertThat(entries.size() <= 1 || size <= limit.bytes()).isTrue();
            seen.addAndGet(entries.size());
        });
    }
}
