package io.swarmbot.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreContract;
import io.swarmbot.swarm.SettableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends SwarmStoreContract {

    @Override
    protected SwarmStore open(int retainedEvents) {
        return new MemoryStore(retainedEvents, 256 << 20);
    }

    @Test
    void oneLogTakesAQuarterOfTheMemoryAtMost() {
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
    void whatIsTooOldExpires() {
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
    void aDeletedSwarmGivesItsMemoryBack() {
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
