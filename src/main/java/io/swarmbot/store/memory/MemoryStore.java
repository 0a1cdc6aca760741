package io.swarmbot.store.memory;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.TailListeners;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps everything in memory, so the end of the process loses it. Every stage is complete when it is returned. */
public final class MemoryStore implements SwarmStore {

    private final Epochs epochs = new Epochs();
    private final ConcurrentSkipListMap<String, MemoryLog> logs = new ConcurrentSkipListMap<>();
    private final TailListeners listeners = new TailListeners();
    private final MemoryRetention retention;
    private final Map<String, MemoryRetention> others;

    public MemoryStore(MemoryRetention retention) {
        this(retention, Map.of());
    }

    /** @param others of the logs for which {@code retention} does not hold, by their names */
    public MemoryStore(MemoryRetention retention, Map<String, MemoryRetention> others) {
        this.retention = retention;
        this.others = Map.copyOf(others);
    }

    /**
     * A store in which the age of events does not matter.
     *
     * @param retainedEvents each log keeps at most this many events
     * @param maxBytes all logs together keep at most this many bytes
     */
    public MemoryStore(int retainedEvents, long maxBytes) {
        this(new MemoryRetention(retainedEvents, maxBytes, Optional.empty(), Clock.systemUTC()));
    }

    @Override
    public CompletionStage<Boolean> create(String swarm) {
        MemoryLog made = new MemoryLog(new Cursor(epochs.next(), 0), others.getOrDefault(swarm, retention));
        return CompletableFuture.completedFuture(logs.putIfAbsent(swarm, made) == null);
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        MemoryLog log = logs.remove(swarm);
        if (log == null) {
            return CompletableFuture.completedFuture(false);
        }
        log.delete();
        listeners.publish(swarm, null);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<List<String>> swarms() {
        return CompletableFuture.completedFuture(List.copyOf(logs.keySet()));
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> load(String swarm) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(logs.get(swarm)).flatMap(MemoryLog::image));
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> loadPast(String swarm, long seq) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(logs.get(swarm)).flatMap(log -> log.pastImage(seq)));
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        return withLog(swarm, log -> {
            AppendResult result = log.append(append);
            if (result instanceof AppendResult.Appended appended) {
                listeners.publish(swarm, appended.head());
            }
            return result;
        });
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return withLog(swarm, log -> log.read(after, limit));
    }

    @Override
    public CompletionStage<Void> noteUses(String swarm, Map<String, Instant> uses) {
        Optional.ofNullable(logs.get(swarm)).ifPresent(log -> log.noteUses(uses));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> forgetUses(String swarm, Collection<String> names) {
        Optional.ofNullable(logs.get(swarm)).ifPresent(log -> log.forgetUses(names));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Map<String, Instant>> uses(String swarm) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(logs.get(swarm)).map(MemoryLog::uses).orElse(Map.of()));
    }

    @Override
    public CompletionStage<Map<String, DeliveryRow>> deliveryRows(String swarm) {
        return CompletableFuture.completedFuture(Optional.ofNullable(logs.get(swarm))
                .map(MemoryLog::deliveryRows)
                .orElse(Map.of()));
    }

    @Override
    public CompletionStage<Boolean> replaceDeliveryRow(
            String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        MemoryLog log = logs.get(swarm);
        return CompletableFuture.completedFuture(log != null && log.replaceDeliveryRow(receiver, known, next));
    }

    @Override
    public Tail tail(TailListener listener) {
        return listeners.add(listener);
    }

    @Override
    public CompletionStage<Void> check() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        listeners.clear();
    }

    private <T> CompletionStage<T> withLog(String swarm, Function<MemoryLog, T> work) {
        MemoryLog log = logs.get(swarm);
        if (log == null) {
            return CompletableFuture.failedStage(new NoSuchSwarmException(swarm));
        }
        try {
            return CompletableFuture.completedFuture(work.apply(log));
        } catch (NoSuchSwarmException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
