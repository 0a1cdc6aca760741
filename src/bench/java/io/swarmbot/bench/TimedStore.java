package io.swarmbot.bench;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A store in front of another that takes the time of each append, from the call to the answer. */
final class TimedStore implements SwarmStore {

    private final SwarmStore store;
    private final Latencies appends = new Latencies();

    TimedStore(SwarmStore store) {
        this.store = store;
    }

    Latencies appends() {
        return appends;
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append batch) {
        long start = System.nanoTime();
        CompletionStage<AppendResult> answer = store.append(swarm, batch);
        return answer.whenComplete((result, failure) -> appends.add(System.nanoTime() - start));
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return store.read(swarm, after, limit);
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> load(String swarm) {
        return store.load(swarm);
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
    public Tail tail(TailListener listener) {
        return store.tail(listener);
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
