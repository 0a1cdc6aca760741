package io.swarmbot.swarm;

import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SharedStore.Sightings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who of a swarm has been silent for how long: to this process, and, where the store is shared, to any. Replicas tell each
 * other at each sweep who spoke to them, and nobody is judged before they were asked.
 *
 * <p>Thread-safety: any thread.
 */
final class Presence {

    private final String swarm;
    private final SwarmContext context;
    private final LastSeen lastSeen;
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isAsking = new AtomicBoolean();

    Presence(String swarm, SwarmContext context) {
        this.swarm = swarm;
        this.context = context;
        this.lastSeen = new LastSeen(context.clock());
    }

    void spoke(String agentId) {
        lastSeen.spoke(agentId);
    }

    /** Nobody has been silent before now. */
    void restart() {
        lastSeen.restart();
    }

    /** Forgets those that are no longer there. */
    void retain(SwarmState state) {
        gone.addAll(lastSeen.retain(state));
    }

    /** Gives the verdict on those who have been silent for too long, if there are any. */
    void judge(Supplier<SwarmState> present, Consumer<Command> verdict) {
        SharedStore shared = context.store().shared().orElse(null);
        if (shared == null) {
            gone.clear();
            judge(present.get(), sweep(Duration.ZERO), verdict);
            return;
        }
        // Who spoke to another replica may be known a sweep later, on either side.
        SweepLiveness sweep = sweep(context.settings().sweepEvery().multipliedBy(2));
        if (!isAsking.compareAndSet(false, true)) {
            return;
        }
        Sightings mine = new Sightings(lastSeen.takeUntold(), List.copyOf(gone), sweep.suspects(present.get()));
        if (mine.isEmpty()) {
            isAsking.set(false);
            return;
        }
        shared.exchange(swarm, mine).whenComplete((silences, failure) -> {
            isAsking.set(false);
            if (failure != null) {
                lastSeen.giveBack(mine.spoke().keySet());
                return;
            }
            gone.removeAll(mine.gone());
            lastSeen.learn(silences);
            judge(present.get(), sweep, verdict);
        });
    }

    private SweepLiveness sweep(Duration allowance) {
        SwarmSettings settings = context.settings();
        return new SweepLiveness(
                lastSeen::silence,
                settings.staleAfter().plus(allowance),
                settings.lostAfter().plus(allowance));
    }

    private static void judge(SwarmState state, SweepLiveness sweep, Consumer<Command> verdict) {
        if (!sweep.suspects(state).isEmpty()) {
            verdict.accept(sweep);
        }
    }
}
