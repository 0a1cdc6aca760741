package io.swarmbot.coordinator;

import io.swarmbot.store.Cursor;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Passes what the looks at the store bring on to the swarms. Each look asks about every loaded swarm, and about some of
 * those that are not loaded, in turn.
 *
 * <p>Thread-safety: one look follows another.
 */
final class StoreNews implements StoreWatch.Listener {

    /** How many swarms that are not loaded one look asks about. */
    private static final int UNLOADED_AT_ONCE = 500;

    private final SwarmRegistry registry;
    private final Publisher publisher;
    /** What was known of the swarms of the present look when it began. A swarm that came since is no business of it. */
    private Map<String, SwarmRegistry.Place> looked = Map.of();
    /** The swarms that are not loaded and were not asked about in this round. */
    private final ArrayDeque<String> unloaded = new ArrayDeque<>();

    StoreNews(SwarmRegistry registry, Publisher publisher) {
        this.registry = registry;
        this.publisher = publisher;
    }

    @Override
    public Set<String> interests() {
        Map<String, SwarmRegistry.Place> places = registry.places();
        Map<String, SwarmRegistry.Place> asked = new HashMap<>();
        places.forEach((swarm, place) -> {
            if (place instanceof LoadedSwarm loaded && loaded.runner() != null) {
                asked.put(swarm, place);
            }
        });
        if (unloaded.isEmpty()) {
            unloaded.addAll(places.keySet());
        }
        for (int n = 0; n < UNLOADED_AT_ONCE && !unloaded.isEmpty(); ) {
            String swarm = unloaded.remove();
            if (places.get(swarm) instanceof SwarmRegistry.Unloaded place) {
                asked.put(swarm, place);
                n++;
            }
        }
        looked = asked;
        Set<String> names = new HashSet<>(asked.keySet());
        names.add(SwarmCoordinator.DEFAULT_SWARM);
        return names;
    }

    @Override
    public void onHeads(Map<String, Cursor> heads, long askedNanos) {
        if (!heads.containsKey(SwarmCoordinator.DEFAULT_SWARM)) {
            registry.hearEnd(SwarmCoordinator.DEFAULT_SWARM);
        }
        looked.forEach((swarm, place) -> {
            Cursor head = heads.get(swarm);
            if (head != null) {
                registry.hear(swarm, head);
                if (place instanceof LoadedSwarm loaded && loaded.runner() != null) {
                    loaded.runner().learn(head, askedNanos);
                }
            } else if (!swarm.equals(SwarmCoordinator.DEFAULT_SWARM) && registry.place(swarm) == place) {
                registry.hearEnd(swarm);
            }
        });
    }

    @Override
    public void onChange(StoreAvailability availability) {
        if (availability.isAvailable()) {
            // Nobody could be heard meanwhile.
            registry.runners().forEach(SwarmRunner::restartClocks);
        }
        publisher.publish(availability);
    }

    @Override
    public void onAnswer() {
        registry.runners().forEach(SwarmRunner::announceStaleness);
    }
}
