package io.swarmbot.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A store in front of another, which passes each call on. A class that extends it says only what it does in another
 * way.
 *
 * <p>Everything else is that of the store behind it.
 */
public abstract class ForwardingStore implements SwarmStore {

    private final SwarmStore store;

    /** @param store is closed with this one */
    protected ForwardingStore(SwarmStore store) {
        this.store = store;
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
    public CompletionStage<Optional<SwarmImage>> loadPast(String swarm, long seq) {
        return store.loadPast(swarm, seq);
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        return store.append(swarm, append);
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return store.read(swarm, after, limit);
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
