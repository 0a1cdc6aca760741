package io.swarmbot.webhook;

import static io.swarmbot.testing.Patience.LIMIT;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.TailListeners;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.wire.JsonCodec;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The webhook {@code alerts} with its own settings, and a log of the swarm {@code default} that has only the alerts
 * that the test raises, with the cursors that the test gives them.
 */
final class AlertWebhook {

    private final WebhookConfig config;
    private final Clock clock;
    private final MeterRegistry meters;
    private final AlertLog log = new AlertLog();
    private @Nullable SendingWebhooks sending;

    AlertWebhook(WebhookConfig config, Clock clock, MeterRegistry meters) {
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    /** Returns when the webhook has begun, so that it sends what is raised after this. */
    void start(StartupEvent event) {
        sending = new SendingWebhooks(Webhooks.of(Map::of, config), log, clock, Ticker.system(), meters, "replica");
        sending.start();
        sending.begun().orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    void raised(TaskEvent.Alert alert) {
        log.add(alert);
    }

    void stop() {
        sending.close();
    }

    /** What a sender needs of a store. The log may have holes. */
    private static final class AlertLog implements SwarmStore {

        private static final String SWARM = "default";

        private final MemoryStore rows = new MemoryStore(1, 1);
        private final ConcurrentSkipListMap<Long, LogEntry> entries = new ConcurrentSkipListMap<>();
        private final TailListeners listeners = new TailListeners();

        AlertLog() {
            rows.create(SWARM);
        }

        void add(TaskEvent.Alert alert) {
            LogEntry entry = new JsonCodec().encode(alert, "replica");
            entries.put(entry.seq(), entry);
            listeners.publish(SWARM, entry.cursor());
        }

        @Override
        public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
            Cursor head = entries.isEmpty()
                    ? new Cursor("k3f9", 0)
                    : entries.lastEntry().getValue().cursor();
            return CompletableFuture.completedStage(
                    after.epoch().equals(head.epoch())
                            ? new Page(
                                    entries.tailMap(after.seq(), false).values().stream()
                                            .limit(limit.entries())
                                            .toList(),
                                    head)
                            : new Gap(GapReason.EPOCH, head));
        }

        @Override
        public CompletionStage<List<String>> swarms() {
            return rows.swarms();
        }

        @Override
        public CompletionStage<Map<String, DeliveryRow>> deliveryRows(String swarm) {
            return rows.deliveryRows(swarm);
        }

        @Override
        public CompletionStage<Boolean> replaceDeliveryRow(
                String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
            return rows.replaceDeliveryRow(swarm, receiver, known, next);
        }

        @Override
        public Tail tail(TailListener listener) {
            return listeners.add(listener);
        }

        @Override
        public CompletionStage<Boolean> create(String swarm) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Boolean> delete(String swarm) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Optional<SwarmImage>> load(String swarm) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Optional<SwarmImage>> loadPast(String swarm, long seq) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<AppendResult> append(String swarm, Append append) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> check() {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {}
    }
}
