package io.swarmbot.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store whose logs have only readable entries: one that cannot be read is replaced by an entry of the type
 * {@link LogEntry#UNREADABLE} with the same cursor. So one bad entry neither ends a reader nor leaves a hole.
 *
 * <p>Everything else is that of the store behind it.
 */
public final class ReadableStore implements SwarmStore {

    private final SwarmStore store;
    private final UnaryOperator<LogEntry> readable;

    /**
     * @param readable returns the entry as it is, or what is shown in its place; called for each entry of each read, on
     *     any thread
     */
    public ReadableStore(SwarmStore store, UnaryOperator<LogEntry> readable) {
        this.store = store;
        this.readable = readable;
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return store.read(swarm, after, limit).thenApply(this::checked);
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        return store.append(swarm, append)
                .thenApply(result -> result instanceof AppendResult.Conflict conflict
                        ? new AppendResult.Conflict(checked(conflict.missed()))
                        : result);
    }

    private ReadResult checked(ReadResult result) {
        if (!(result instanceof ReadResult.Page page)) {
            return result;
        }
        List<LogEntry> entries = page.entries().stream().map(readable).toList();
        return new ReadResult.Page(entries, page.head());
    }

    @Override
    public CompletionStage<Boolean> create(String swarm) {
        return store.create(swarm);
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        return store.delete(swarm);
    }

    @Override
    public CompletionStage<List<String>> swarms() {
        return store.swarms();
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> load(String swarm) {
        return store.load(swarm);
    }

    @Override
    public Tail tail(TailListener listener) {
        return store.tail(listener);
    }

    @Override
    public CompletionStage<Void> noteUses(String swarm, Map<String, Instant> uses) {
        return store.noteUses(swarm, uses);
    }

    @Override
    public CompletionStage<Void> forgetUses(String swarm, Collection<String> names) {
        return store.forgetUses(swarm, names);
    }

    @Override
    public CompletionStage<Map<String, Instant>> uses(String swarm) {
        return store.uses(swarm);
    }

    @Override
    public CompletionStage<Map<String, DeliveryRow>> deliveryRows(String swarm) {
        return store.deliveryRows(swarm);
    }

    @Override
    public CompletionStage<Boolean> replaceDeliveryRow(
            String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        return store.replaceDeliveryRow(swarm, receiver, known, next);
    }

    @Override
    public Optional<SharedStore> shared() {
        return store.shared();
    }

    @Override
    public CompletionStage<Void> check() {
        return store.check();
    }

    @Override
    public void close() {
        store.close();
    }
}
