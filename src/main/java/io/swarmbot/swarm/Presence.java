package io.swarmbot.swarm;

import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SharedStore.Sightings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

    /** Somebody is at work on that attempt. */
    void renewed(Lease lease) {
        lastSeen.spoke(lease.key());
    }

    /** Nobody has been silent before now. */
    void restart() {
        lastSeen.restart();
    }

    /** Forgets those that are no longer there. */
    void retain(SwarmState state) {
        gone.addAll(lastSeen.retain(state));
    }

    /**
     * Gives the verdict on those who have been silent for too long, if there are any, and on what else is due.
     *
     * @param isSlow whether a running task takes unusually long
     */
    void judge(Supplier<SwarmState> present, Predicate<Task> isSlow, Consumer<Command> verdict) {
        SharedStore shared = context.store().shared().orElse(null);
        if (shared == null) {
            gone.clear();
            judge(present.get(), Duration.ZERO, isSlow, verdict);
            return;
        }
        // Who spoke to another replica may be known a sweep later, on either side.
        Duration allowance = context.settings().sweepEvery().multipliedBy(2);
        if (!isAsking.compareAndSet(false, true)) {
            return;
        }
        SwarmState state = present.get();
        List<String> suspects = new ArrayList<>(sweep(allowance).suspects(state));
        suspects.addAll(sweepTasks(allowance, isSlow).suspects(state, now()));
        Sightings mine = new Sightings(lastSeen.takeUntold(), List.copyOf(gone), suspects);
        if (mine.isEmpty()) {
            isAsking.set(false);
            judge(state, allowance, isSlow, verdict);
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
            judge(present.get(), allowance, isSlow, verdict);
        });
    }

    private Instant now() {
        return context.clock().instant();
    }

    private SweepLiveness sweep(Duration allowance) {
        SwarmSettings settings = context.settings();
        return new SweepLiveness(
                lastSeen::silence,
                settings.staleAfter().plus(allowance),
                settings.lostAfter().plus(allowance));
    }

    private SweepTasks sweepTasks(Duration allowance, Predicate<Task> isSlow) {
        return new SweepTasks(key -> lastSeen.silence(key).minus(allowance), lastSeen.start(), isSlow);
    }

    private void judge(SwarmState state, Duration allowance, Predicate<Task> isSlow, Consumer<Command> verdict) {
        SweepLiveness liveness = sweep(allowance);
        if (!liveness.suspects(state).isEmpty()) {
            verdict.accept(liveness);
        }
        SweepTasks tasks = sweepTasks(allowance, isSlow);
        if (tasks.isDue(state, now())) {
            verdict.accept(tasks);
        }
    }
}
