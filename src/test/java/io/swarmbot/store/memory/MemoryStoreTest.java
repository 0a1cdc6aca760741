package io.swarmbot.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.Retention;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreContract;
import io.swarmbot.swarm.SettableClock;
import io.swarmbot.testing.Burst;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryStoreTest extends SwarmStoreContract {

    @Override
    protected SwarmStore open(int retainedEvents) {
        return new MemoryStore(retainedEvents, 256 << 20);
    }

    @Test
    void logUsesAtMostAQuarterOfTheMemory() {
        MemoryStore small = new MemoryStore(100_000, 400_000);
        LogDriver greedy = LogDriver.in(small, "greedy");
        Cursor start = greedy.head();
        int footprint = LogEntries.at(start, 1_000).footprint();

        for (int n = 0; n < 1_000; n++) {
            greedy.append(1, 1_000);
        }

        long kept = 100_000 / footprint;
        assertThat(greedy.entriesAfter(start.plus(1_000 - kept))).hasSize((int) kept);
        assertThat(greedy.read(start.plus(999 - kept), LogDriver.EVERYTHING)).isInstanceOf(Gap.class);
    }

    @Test
    void logUsesAtMostTheBytesOfTheSettings() {
        MemoryRetention bounds = new MemoryRetention(100_000, 400_000, Optional.empty(), new SettableClock())
                .of(new Retention(100_000, Optional.of(20_000L), Optional.empty()));
        LogDriver log = LogDriver.in(new MemoryStore(bounds), "limited");
        Cursor start = log.head();
        int footprint = LogEntries.at(start, 1_000).footprint();

        for (int n = 0; n < 100; n++) {
            log.append(1, 1_000);
        }

        long kept = 20_000 / footprint;
        assertThat(log.entriesAfter(start.plus(100 - kept))).hasSize((int) kept);
        assertThat(log.read(start.plus(99 - kept), LogDriver.EVERYTHING)).isInstanceOf(Gap.class);
    }

    @Test
    void entriesThatAreTooOldExpire() {
        SettableClock clock = new SettableClock();
        MemoryStore store =
                new MemoryStore(new MemoryRetention(100_000, 256 << 20, Optional.of(Duration.ofHours(1)), clock));
        LogDriver log = LogDriver.in(store, "aging");
        Cursor start = log.head();
        Cursor old = log.append(3);
        clock.advance(Duration.ofMinutes(40));
        Cursor head = log.append(2);

        clock.advance(Duration.ofMinutes(40));

        assertThat(log.read(start, LogDriver.EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, head));
        assertThat(log.entriesAfter(old)).hasSize(2);
        clock.advance(Duration.ofMinutes(40));
        assertThat(log.read(old, LogDriver.EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, head));
        assertThat(log.append(1)).isEqualTo(head.plus(1));
    }

    @Test
    void logWithARetentionOfItsOwnKeepsItsEntriesByThat() {
        SettableClock clock = new SettableClock();
        MemoryRetention bounds = new MemoryRetention(5, 256 << 20, Optional.of(Duration.ofHours(1)), clock);
        MemoryRetention own = bounds.of(new Retention(10, Optional.empty(), Optional.of(Duration.ofDays(400))));
        MemoryStore store = new MemoryStore(bounds, Map.of(".registry", own));
        LogDriver swarm = LogDriver.in(store, "swarm");
        LogDriver registry = LogDriver.in(store, ".registry");
        Cursor start = registry.head();
        swarm.append(3);
        Cursor old = registry.append(8);
        clock.advance(Duration.ofDays(399));

        assertThat(registry.entriesAfter(start)).hasSize(8);
        assertThat(swarm.read(swarm.head().plus(-3), LogDriver.EVERYTHING)).isInstanceOf(Gap.class);
        Cursor head = registry.append(4);
        assertThat(registry.entriesAfter(head.plus(-10))).hasSize(10);
        clock.advance(Duration.ofDays(2));
        assertThat(registry.read(old.plus(-1), LogDriver.EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, head));
        assertThat(registry.entriesAfter(old)).hasSize(4);
    }

    /** The limit {@code swarmbot.store.memory.max-bytes}, from many threads. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void logsTogetherUseNoMoreThanTheMemoryInABurstOfTenTimesAsMuch(long seed) {
        Random random = Seeds.random("logsTogetherUseNoMoreThanTheMemoryInABurstOfTenTimesAsMuch", seed);
        int writers = 8;
        int maxBytes = 400_000 + random.nextInt(400_000);
        int padding = random.nextInt(1_000);
        int footprint = LogEntries.at(new Cursor("k3f9", 1), padding).footprint();
        MemoryRetention retention = new MemoryRetention(100_000, maxBytes, Optional.empty(), Clock.systemUTC());
        MemoryStore small = new MemoryStore(retention);
        int appended = 10 * maxBytes / footprint / writers;

        // The newest event of a log always stays, so there is room for one of each.
        List<LogDriver> logs = IntStream.range(0, writers)
                .mapToObj(n -> LogDriver.in(small, "log" + n))
                .toList();
        logs.forEach(log -> log.append(1, padding));

        try (Burst burst = new Burst(writers)) {
            burst.run(n -> {
                LogDriver log = logs.get(n);
                for (int sent = 0; sent < appended; sent++) {
                    log.append(1, padding);
                    // Each writer adds one entry before it drops others for it.
                    assertThat(retention.usedBytes()).isLessThanOrEqualTo(maxBytes + (long) writers * footprint);
                }
                return 0;
            });
        }

        assertThat(retention.usedBytes()).isBetween((long) maxBytes / 2, (long) maxBytes);
        for (LogDriver log : logs) {
            Cursor beyond = log.head().plus(-1L - maxBytes / 4 / footprint);
            assertThat(log.read(beyond, LogDriver.EVERYTHING)).isInstanceOf(Gap.class);
        }
    }

    @Test
    void deletedSwarmGivesItsMemoryBack() {
        MemoryStore small = new MemoryStore(100_000, 400_000);
        for (int n = 0; n < 50; n++) {
            LogDriver passing = LogDriver.in(small, "passing" + n);
            passing.append(90, 1_000);
            passing.delete();
        }
        LogDriver lasting = LogDriver.in(small, "lasting");
        Cursor start = lasting.head();

        lasting.append(80, 1_000);

        assertThat(lasting.entriesAfter(start)).hasSize(80);
    }
}
