package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.testing.Burst;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The limits {@code swarmbot.push.ring.events}, {@code swarmbot.push.ring.bytes} and
 * {@code swarmbot.push.ring.total-bytes}. The last is shared by the windows of all swarms.
 */
class LogWindowBurstTest {

    private static final int WRITERS = 8;
    private static final int BURST = 10;
    private static final Cursor BASE = new Cursor("k3f9", 40);
    private static final int FOOTPRINT = LogEntries.at(BASE).footprint();
    private static final PageLimit EVERYTHING = new PageLimit(1_000_000, Integer.MAX_VALUE);

    private final Burst burst = new Burst(WRITERS);

    @AfterEach
    void close() {
        burst.close();
    }

    private static List<LogEntry> kept(LogWindow window) {
        return window.read(window.tail(), EVERYTHING).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void windowsKeepTheirLimitsInABurstOfTenTimesTheirSize(long seed) {
        Random random = Seeds.random("windowsKeepTheirLimitsInABurstOfTenTimesTheirSize", seed);
        for (int round = 0; round < 20; round++) {
            int maxEntries = 1 + random.nextInt(200);
            long maxBytes = (1L + random.nextInt(200)) * FOOTPRINT;
            long total = (WRITERS + random.nextInt(WRITERS * 100)) * (long) FOOTPRINT;
            ByteBudget budget = new ByteBudget(total);
            List<LogWindow> windows = Stream.generate(() -> new LogWindow(BASE, maxEntries, maxBytes, budget))
                    .limit(WRITERS)
                    .toList();
            // The newest entry of a window always stays, so there is room for one of each.
            windows.forEach(window -> window.add(LogEntries.at(window.head().plus(1))));
            AtomicLong mostUsed = new AtomicLong();

            burst.run(n -> {
                LogWindow window = windows.get(n);
                for (long added = 0; added < BURST * total / WRITERS; added += FOOTPRINT) {
                    window.add(LogEntries.at(window.head().plus(1)));
                    mostUsed.accumulateAndGet(budget.used(), Math::max);
                    assertThat(window.head().seq() - window.tail()).isBetween(1L, (long) maxEntries);
                }
                return 0;
            });

            // Each writer adds one entry before it drops others for it.
            assertThat(mostUsed.get()).isLessThanOrEqualTo(total + (long) WRITERS * FOOTPRINT);
            assertThat(budget.used()).isLessThanOrEqualTo(total);
            long used = 0;
            for (LogWindow window : windows) {
                long bytes =
                        kept(window).stream().mapToLong(LogEntry::footprint).sum();
                assertThat(bytes).isBetween((long) FOOTPRINT, maxBytes);
                used += bytes;
            }
            assertThat(budget.used()).isEqualTo(used);
        }
    }
}
