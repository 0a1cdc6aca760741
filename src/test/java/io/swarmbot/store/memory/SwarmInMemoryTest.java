package io.swarmbot.store.memory;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ForwardingStore;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SharedStore.Sightings;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SwarmInMemoryTest extends SwarmStoreContract {

    private static final int BYTES = 256 << 20;

    private final MemoryStore others = new MemoryStore(1_000, BYTES);

    /** The contract's own swarm is the one in memory. */
    @Override
    protected SwarmStore open(int retainedEvents) {
        return new SwarmInMemory(
                "swarm1", new MemoryStore(retainedEvents, BYTES), new MemoryStore(retainedEvents, BYTES));
    }

    private SwarmInMemory beside(SwarmStore stored) {
        return new SwarmInMemory("aside", new MemoryStore(1_000, BYTES), stored);
    }

    @Test
    void swarmInMemoryLeavesNothingInTheOtherStore() {
        SwarmStore both = beside(others);
        LogDriver.in(both, "aside").append(3);
        LogDriver.in(both, "kept").append(2);

        assertThat(join(both.swarms())).containsExactly("aside", "kept");
        assertThat(join(others.swarms())).containsExactly("kept");
        assertThatThrownBy(() -> new LogDriver(others, "aside").head()).isInstanceOf(Exception.class);
    }

    @Test
    void storedSwarmOfTheSameNameIsHiddenAndLeftAsItIs() {
        LogDriver stored = LogDriver.in(others, "aside");
        Cursor before = stored.append(2);
        SwarmStore both = beside(others);
        List<String> told = new ArrayList<>();
        both.tail((swarm, head) -> told.add(swarm));

        assertThat(join(both.swarms())).isEmpty();
        assertThat(join(both.load("aside"))).isEmpty();
        assertThatThrownBy(() -> new LogDriver(both, "aside").read(before, EVERYTHING))
                .isInstanceOf(NoSuchSwarmException.class);
        Cursor after = stored.append(1);
        assertThat(told).isEmpty();
        LogDriver inMemory = LogDriver.in(both, "aside");
        inMemory.append(1);
        inMemory.delete();

        assertThat(told).containsOnly("aside");
        assertThat(stored.head()).isEqualTo(after);
    }

    /** The heads of a shared store say which swarms are there: one that is missing counts as deleted. */
    @Test
    void sharedStoreIsAskedAboutTheOtherSwarmsOnly() {
        Replicated stored = new Replicated();
        SwarmStore both = beside(stored.store());
        Cursor head = LogDriver.in(both, "aside").append(2);
        Cursor kept = LogDriver.in(both, "kept").append(1);
        SharedStore shared = both.shared().orElseThrow();

        Map<String, Cursor> heads = join(shared.heads(Set.of("aside", "kept", "none")));
        Map<String, Duration> silences =
                join(shared.exchange("aside", new Sightings(Map.of("a", Duration.ZERO), List.of(), List.of("a"))));

        assertThat(heads).isEqualTo(Map.of("aside", head, "kept", kept));
        assertThat(silences).isEmpty();
        assertThat(stored.asked).containsExactly("kept", "none");
    }

    /** A memory store that offers what a store for replicas does. */
    private static final class Replicated implements SharedStore {

        private final MemoryStore logs = new MemoryStore(1_000, BYTES);
        private final Set<String> asked = new TreeSet<>();

        SwarmStore store() {
            return new Delegate(logs, this);
        }

        @Override
        public CompletionStage<Map<String, Cursor>> heads(Collection<String> swarms) {
            asked.addAll(swarms);
            Map<String, Cursor> heads = new HashMap<>();
            swarms.forEach(swarm -> join(logs.load(swarm)).ifPresent(image -> heads.put(swarm, image.head())));
            return CompletableFuture.completedFuture(heads);
        }

        @Override
        public CompletionStage<Map<String, Duration>> exchange(String swarm, Sightings mine) {
            throw new AssertionError("nobody else has " + swarm);
        }
    }

    /** Offers what a store offers whose logs other processes write, too. */
    private static final class Delegate extends ForwardingStore {

        private final SharedStore offered;

        Delegate(MemoryStore logs, SharedStore offered) {
            super(logs);
            this.offered = offered;
        }

        @Override
        public Optional<SharedStore> shared() {
            return Optional.of(offered);
        }
    }
}
