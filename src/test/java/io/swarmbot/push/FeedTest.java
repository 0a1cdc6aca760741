package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmView;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a feed goes on in a new life of its log. */
class FeedTest {

    private static final Cursor START = new Cursor("k3f9", 0);

    private int lifeInTheMiddle = -1;

    private final LogWindow ring = new LogWindow(START, 10, 1 << 20, new ByteBudget(1 << 20)) {

        @Override
        public void restart(Cursor base) {
            lifeInTheMiddle = feed.life();
            super.restart(base);
        }
    };
    private final Feed feed = new Feed(
            "default",
            new MemoryStore(10, 1 << 20),
            new NobodyWaits(),
            ring,
            Ticker.system(),
            new StreamReports(new SimpleMeterRegistry()),
            released -> {});

    private record NobodyWaits() implements SwarmView {

        @Override
        public SwarmState state() {
            return SwarmState.empty("default", new SwarmLimits(10, 10, 1_000), START);
        }

        @Override
        public CompletableFuture<SwarmState> reached(Cursor cursor) {
            throw new UnsupportedOperationException("nobody waits here");
        }

        @Override
        public void release() {}
    }

    @Test
    void readThatBeginsOrEndsInTheMiddleOfARestartBelongsToNeitherLife() {
        int before = feed.life();

        int after = feed.restart(new Cursor("k3fa", 0));

        assertThat(lifeInTheMiddle).isNotEqualTo(before).isNotEqualTo(after);
        assertThat(feed.life()).isEqualTo(after).isNotEqualTo(before);
    }
}
