package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One writes, others read without a lock: each entry is seen right, or as gone. */
class LogWindowRaceTest {

    private final LogWindow window = new LogWindow(new Cursor("e0", 0), 100, 20_000, new ByteBudget(40_000));
    private final AtomicBoolean isDone = new AtomicBoolean();
    private final AtomicLong seen = new AtomicLong();

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void aReaderSeesWhatWasWrittenOrThatItIsGone(long seed) {
        Random random = Seeds.random("aReaderSeesWhatWasWrittenOrThatItIsGone", seed);
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
    void aReaderNeverSeesTwoLivesOfTheLogInOnePage(long seed) {
        Random random = Seeds.random("aReaderNeverSeesTwoLivesOfTheLogInOnePage", seed);
        List<CompletableFuture<Void>> readers = startReaders(random);

        for (int life = 1; life < 150_000; life++) {
            LogEntries.after(window.head(), 1 + random.nextInt(8)).forEach(window::add);
            // The new life may begin before the place where the old one was lost.
            window.restart(new Cursor("e" + life, Math.max(0, window.head().seq() - random.nextInt(6))));
        }

        isDone.set(true);
        readers.forEach(CompletableFuture::join);
        assertThat(seen).hasPositiveValue();
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
