package io.swarmbot.coordinator;

import io.swarmbot.command.Command;
import io.swarmbot.command.Elapsed;
import io.swarmbot.command.SweepLiveness;
import io.swarmbot.command.SweepTasks;
import io.swarmbot.coordinator.time.LastSeen;
import io.swarmbot.coordinator.time.TaskClocks;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SharedStore.Sightings;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How long each agent of a swarm has been silent: to this process, and to every replica if the store is shared. At each
 * sweep replicas tell one another who spoke to them, and no agent is judged before they were asked.
 *
 * <p>Thread-safety: any thread.
 */
final class Presence {

    private final CurrentState current;
    private final SwarmContext context;
    private final LastSeen lastSeen;
    /** The time of day when this was made, and the ticker then. */
    private final Instant begun;

    private final long begunNanos;
    /** Agents and leases that are no longer there; the other replicas do not know it yet. */
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean isAsking = new AtomicBoolean();

    Presence(CurrentState current, SwarmContext context) {
        this.current = current;
        this.context = context;
        this.lastSeen = new LastSeen(context.ticker());
        this.begun = context.clock().instant();
        this.begunNanos = context.ticker().nanos();
    }

    void spoke(String agentId) {
        lastSeen.spoke(agentId);
    }

    /** An agent showed that it works on that attempt. */
    void renewed(Lease lease) {
        lastSeen.spoke(lease.key());
    }

    /** Silence before now does not count. */
    void restart() {
        lastSeen.restart();
    }

    /** Forgets agents and leases that are no longer in the state. */
    void retain(SwarmState state) {
        gone.addAll(lastSeen.retain(state));
    }

    /** Whether the other replicas know all that this one has heard. */
    boolean isTold() {
        return context.store().shared().isEmpty() || (!isAsking.get() && gone.isEmpty() && !lastSeen.hasUntold());
    }

    /**
     * Gives the commands that judge agents which were silent for too long, and that do what else is due, if there is
     * any.
     *
     * @param isSlow whether a running task takes unusually long
     */
    void judge(Predicate<Task> isSlow, Consumer<Command> verdict) {
        long asOf = context.ticker().nanos();
        SharedStore shared = context.store().shared().orElse(null);
        if (shared == null) {
            gone.clear();
            judge(elapsed(Duration.ZERO, asOf), Duration.ZERO, isSlow, verdict);
            return;
        }
        // Each replica tells at its own sweep, so it may take two until this one knows who spoke to another.
        Duration allowance = context.settings().agents().sweepEvery().multipliedBy(2);
        if (!isAsking.compareAndSet(false, true)) {
            return;
        }
        SwarmState state = current.get();
        // Whoever is silent for too long only while the others are asked was not asked about.
        Elapsed elapsed = elapsed(allowance, asOf);
        List<String> suspects = new ArrayList<>(sweep(elapsed, allowance, state).suspects(state));
        suspects.addAll(new SweepTasks(elapsed, isSlow).suspects(state));
        Sightings mine = new Sightings(lastSeen.takeUntold(), List.copyOf(gone), suspects);
        if (mine.isEmpty()) {
            isAsking.set(false);
            judge(elapsed, allowance, isSlow, verdict);
            return;
        }
        shared.exchange(current.get().swarm(), mine).whenComplete((silences, failure) -> {
            isAsking.set(false);
            if (failure != null) {
                lastSeen.giveBack(mine.spoke().keySet());
                return;
            }
            gone.removeAll(mine.gone());
            lastSeen.learn(silences);
            judge(elapsed, allowance, isSlow, verdict);
        });
    }

    /** How much time has passed, as far as this replica knows now. */
    Elapsed elapsed() {
        return elapsed(Duration.ZERO, context.ticker().nanos());
    }

    private SweepLiveness sweep(Elapsed elapsed, Duration allowance, SwarmState state) {
        SwarmSettings.Agents settings = context.settings().agents();
        return new SweepLiveness(
                agent -> elapsed.silence(agent).plus(allowance),
                settings.staleAfter().plus(allowance),
                settings.lostAfter().plus(allowance),
                this::isForgotten,
                task -> !elapsed.isLeaseOver(task, state.rules()));
    }

    /**
     * Whether an agent has been lost for so long that it is removed. The log knows since when it is lost, so a restart
     * of the service does not put it off; but then the agent has the usual time to speak. A clock that jumps later
     * brings it no nearer.
     */
    private boolean isForgotten(Agent lost) {
        SwarmSettings.Agents settings = context.settings().agents();
        Duration limit = settings.forgetAfter();
        Duration silent = lastSeen.silence(lost.id());
        Instant now = begun.plusNanos(context.ticker().nanos() - begunNanos);
        return !limit.isZero()
                && silent.compareTo(settings.lostAfter()) >= 0
                && (Duration.between(lost.updatedAt(), now).compareTo(limit) >= 0
                        || silent.minus(settings.lostAfter()).compareTo(limit) >= 0);
    }

    /**
     * @param allowance is taken off each silence, because another replica may have heard what this one has not
     * @param asOf a moment of the ticker: silence after it does not count
     */
    private Elapsed elapsed(Duration allowance, long asOf) {
        TaskClocks clocks = current.clocks();
        return new Elapsed() {

            private Duration until(Duration now) {
                return now.minusNanos(context.ticker().nanos() - asOf);
            }

            @Override
            public Duration heard() {
                return until(lastSeen.heard());
            }

            @Override
            public Duration silence(String key) {
                return until(lastSeen.silence(key)).minus(allowance);
            }

            @Override
            public Duration inStatus(Task task) {
                return clocks.inStatus(task);
            }

            @Override
            public Duration idle(Task task) {
                return until(clocks.idle(task));
            }

            @Override
            public Collection<String> overPauses() {
                return clocks.overPauses();
            }
        };
    }

    private void judge(Elapsed elapsed, Duration allowance, Predicate<Task> isSlow, Consumer<Command> verdict) {
        SwarmState state = current.get();
        SweepLiveness liveness = sweep(elapsed, allowance, state);
        if (!liveness.suspects(state).isEmpty()) {
            verdict.accept(liveness);
        }
        SweepTasks tasks = new SweepTasks(elapsed, isSlow);
        if (tasks.isDue(state, context.clock().instant())) {
            verdict.accept(tasks);
        }
    }
}
