package io.swarmbot.store.metered;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ForwardingStore;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each append is measured once, by what became of it. */
class MeteredStoreTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ManualTicker ticker = ManualTicker.aboveZero();

    private static Append append(String id, Cursor head, int entries) {
        return new Append(id, head, LogEntries.after(head, entries), List.of());
    }

    private void assertMeasured(String outcome, long count, Duration longest) {
        assertThat(meters.timer("swarmbot.commit", "outcome", outcome))
                .as(outcome)
                .returns(count, timer -> timer.count())
                .returns((double) longest.toMillis(), timer -> timer.max(TimeUnit.MILLISECONDS));
    }

    @Test
    void appendIsMeasuredByItsOutcomeAndEventsOnlyIfItIsCommitted() {
        MemoryStore memory = new MemoryStore(100, 1 << 20);
        try (SwarmStore store = new MeteredStore(new Slow(memory, Duration.ofMillis(20)), ticker, meters)) {
            store.create("s").toCompletableFuture().join();
            Cursor head =
                    store.load("s").toCompletableFuture().join().orElseThrow().head();

            store.append("s", append("a", head, 3)).toCompletableFuture().join();
            store.append("s", append("b", head, 2)).toCompletableFuture().join();

            assertMeasured("committed", 1, Duration.ofMillis(20));
            assertMeasured("conflict", 1, Duration.ofMillis(20));
            assertMeasured("failed", 0, Duration.ZERO);
            assertThat(meters.summary("swarmbot.commit.events").totalAmount()).isEqualTo(3);
        }
    }

    @Test
    void appendThatFailsIsMeasuredAsSuch() {
        try (SwarmStore store = new MeteredStore(new Broken(new MemoryStore(100, 1 << 20)), ticker, meters)) {
            assertThat(store.append("s", append("a", new Cursor("e", 0), 1)).toCompletableFuture())
                    .isCompletedExceptionally();

            assertMeasured("failed", 1, Duration.ZERO);
            assertThat(meters.summary("swarmbot.commit.events").count()).isZero();
        }
    }

    /** A store whose appends take that time. */
    private final class Slow extends ForwardingStore {

        private final Duration time;

        Slow(SwarmStore store, Duration time) {
            super(store);
            this.time = time;
        }

        @Override
        public CompletionStage<AppendResult> append(String swarm, Append append) {
            CompletionStage<AppendResult> result = super.append(swarm, append);
            ticker.advance(time);
            return result;
        }
    }

    private static final class Broken extends ForwardingStore {

        Broken(SwarmStore store) {
            super(store);
        }

        @Override
        public CompletionStage<AppendResult> append(String swarm, Append append) {
            return CompletableFuture.failedFuture(new IllegalStateException("broken"));
        }
    }
}
