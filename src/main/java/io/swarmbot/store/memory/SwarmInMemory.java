package io.swarmbot.store.memory;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one swarm in the memory of this process, and every other swarm in another store. The end of the process loses
 * that one swarm, and other replicas do not see it. If the other store has a swarm of the same name, it is hidden and
 * left as it is.
 *
 * <p>Thread-safety: any thread.
 */
public final class SwarmInMemory implements SwarmStore {

    private static final Logger LOG = System.getLogger(SwarmInMemory.class.getName());

    private final String name;
    private final MemoryStore memory;
    private final SwarmStore others;
    private final Optional<SharedStore> shared;

    /** @param name the swarm that is kept in memory */
    public SwarmInMemory(String name, MemoryStore memory, SwarmStore others) {
        this.name = name;
        this.memory = memory;
        this.others = others;
        this.shared = others.shared().map(Shared::new);
        others.swarms().thenAccept(this::warnIfHidden);
    }

    private void warnIfHidden(List<String> stored) {
        if (stored.contains(name)) {
            LOG.log(
                    Level.WARNING,
                    () -> "the store has a swarm '" + name + "'. It is hidden by the one of this name in memory");
        }
    }

    private SwarmStore storeOf(String swarm) {
        return swarm.equals(name) ? memory : others;
    }

    @Override
    public CompletionStage<Boolean> create(String swarm) {
        return storeOf(swarm).create(swarm);
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        return storeOf(swarm).delete(swarm);
    }

    @Override
    public CompletionStage<List<String>> swarms() {
        return others.swarms().thenCombine(memory.swarms(), (stored, inMemory) -> {
            TreeSet<String> all = new TreeSet<>(stored);
            all.remove(name);
            all.addAll(inMemory);
            return List.copyOf(all);
        });
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> load(String swarm) {
        return storeOf(swarm).load(swarm);
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> loadPast(String swarm, long seq) {
        return storeOf(swarm).loadPast(swarm, seq);
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        return storeOf(swarm).append(swarm, append);
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return storeOf(swarm).read(swarm, after, limit);
    }

    @Override
    public Tail tail(TailListener listener) {
        Tail ofMemory = memory.tail(listener);
        Tail ofOthers = others.tail((swarm, head) -> {
            if (!swarm.equals(name)) {
                listener.moved(swarm, head);
            }
        });
        return () -> {
            ofOthers.close();
            ofMemory.close();
        };
    }

    @Override
    public CompletionStage<Void> noteUses(String swarm, Map<String, Instant> uses) {
        return storeOf(swarm).noteUses(swarm, uses);
    }

    @Override
    public CompletionStage<Void> forgetUses(String swarm, Collection<String> names) {
        return storeOf(swarm).forgetUses(swarm, names);
    }

    @Override
    public CompletionStage<Map<String, Instant>> uses(String swarm) {
        return storeOf(swarm).uses(swarm);
    }

    @Override
    public CompletionStage<Map<String, DeliveryRow>> deliveryRows(String swarm) {
        return storeOf(swarm).deliveryRows(swarm);
    }

    @Override
    public CompletionStage<Boolean> replaceDeliveryRow(
            String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        return storeOf(swarm).replaceDeliveryRow(swarm, receiver, known, next);
    }

    @Override
    public Optional<SharedStore> shared() {
        return shared;
    }

    @Override
    public CompletionStage<Void> check() {
        return others.check();
    }

    @Override
    public void close() {
        others.close();
        memory.close();
    }

    /** What the other store offers to replicas. They do not share the swarm in memory. */
    private final class Shared implements SharedStore {

        private final SharedStore ofOthers;

        Shared(SharedStore ofOthers) {
            this.ofOthers = ofOthers;
        }

        @Override
        public CompletionStage<Map<String, Cursor>> heads(Collection<String> swarms) {
            List<String> stored =
                    swarms.stream().filter(swarm -> !swarm.equals(name)).toList();
            CompletionStage<Map<String, Cursor>> heads = ofOthers.heads(stored);
            return stored.size() == swarms.size() ? heads : heads.thenCombine(memory.load(name), this::withOwn);
        }

        private Map<String, Cursor> withOwn(Map<String, Cursor> heads, Optional<SwarmImage> own) {
            Map<String, Cursor> all = new HashMap<>(heads);
            own.ifPresent(image -> all.put(name, image.head()));
            return all;
        }

        @Override
        public CompletionStage<Map<String, Duration>> exchange(String swarm, Sightings mine) {
            return swarm.equals(name) ? CompletableFuture.completedFuture(Map.of()) : ofOthers.exchange(swarm, mine);
        }
    }
}
