package io.swarmbot.coordinator;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SwarmStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes a store in memory one that replicas share. Each answer can be put off. */
class SharedHeads implements SharedStore {

    private final SwarmStore store;
    /** Questions are answered when this completes. */
    volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    /** How long agents have been silent to other replicas. */
    volatile Map<String, Duration> silences = Map.of();

    SharedHeads(SwarmStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Map<String, Cursor>> heads(Collection<String> swarms) {
        Map<String, Cursor> heads = new HashMap<>();
        for (String swarm : swarms) {
            store.load(swarm).toCompletableFuture().join().ifPresent(image -> heads.put(swarm, image.head()));
        }
        return gate.thenApply(open -> heads);
    }

    @Override
    public CompletionStage<Map<String, Duration>> exchange(String swarm, Sightings mine) {
        return gate.thenApply(open -> silences);
    }
}
