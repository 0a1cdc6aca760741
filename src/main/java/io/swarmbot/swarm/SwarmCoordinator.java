package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.SwarmStore;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of the swarms' logs, and the way to their present state.
 *
 * <p>Ordering: the commands of one swarm are decided in order of arrival. What is answered is in the log, and a read after
 * it sees it.
 *
 * <p>Thread-safety: any thread may call; no call waits. Stages complete on the swarm's own way: what is chained to them
 * without {@code Async} must return at once.
 *
 * <p>Failure: a stage completes with a {@link Rejection} that says why nothing was done.
 */
@ApplicationScoped
public class SwarmCoordinator {

    /** The swarm of those who name none. It is always there. */
    public static final String DEFAULT_SWARM = "default";

    private final SwarmContext context;
    private final ConcurrentHashMap<String, CompletableFuture<LiveSwarm>> loaded = new ConcurrentHashMap<>();
    private SwarmStore.@Nullable Subscription tail;
    private long lastSweepMillis;

    public SwarmCoordinator(
            SwarmStore store,
            SwarmCodec codec,
            Publisher publisher,
            Clock clock,
            @SwarmThreads Executor executor,
            @SwarmThreads ScheduledExecutorService timer,
            SwarmSettings settings) {
        this.context = new SwarmContext(store, codec, publisher, clock, executor, timer, settings);
        this.lastSweepMillis = clock.millis();
    }

    @PostConstruct
    public void start() {
        tail = context.store().tail(this::moved);
        context.store().create(DEFAULT_SWARM);
    }

    @PreDestroy
    void stop() {
        if (tail != null) {
            tail.close();
        }
    }

    /** Gives a swarm a command. Canceling the stage withdraws a command that is not decided yet. */
    public CompletableFuture<Answer> submit(String swarm, Command command) {
        CompletableFuture<LiveSwarm> found = find(swarm);
        if (isReady(found)) {
            return found.join().submit(command);
        }
        return found.handle((live, failure) ->
                        failure == null ? CompletableFuture.completedFuture(live) : orCreate(swarm, failure))
                .thenCompose(ready -> ready)
                .thenCompose(live -> live.submit(command));
    }

    /** Changes a known agent's status, in the default swarm, and emits {@code agent_status_changed}. */
    public CompletableFuture<Answer> updateAgentStatus(String agentId, AgentStatus status) {
        return submit(DEFAULT_SWARM, new AgentCommand.UpdateAgentStatus(agentId, status, null));
    }

    /** Completes a task of the default swarm for whoever holds it, and emits {@code task_status_changed}. */
    public CompletableFuture<Answer> completeTask(String taskId, @Nullable Json result) {
        return submit(DEFAULT_SWARM, new TaskCommand.CompleteTask(taskId, null, null, result));
    }

    /** The swarm, to look at again and again. */
    public CompletableFuture<SwarmView> view(String swarm) {
        return find(swarm).thenApply(live -> live);
    }

    /** The swarm as it is now. */
    public CompletableFuture<SwarmState> state(String swarm) {
        return find(swarm).thenApply(LiveSwarm::state);
    }

    /**
     * The swarm as it is once it has reached that cursor.
     *
     * @param patience after which the stage fails with {@code behind}
     */
    public CompletableFuture<SwarmState> stateAt(String swarm, Cursor atLeast, Duration patience) {
        return find(swarm).thenCompose(live -> {
            if (!atLeast.epoch().equals(live.state().cursor().epoch())) {
                return CompletableFuture.failedFuture(behind(atLeast));
            }
            CompletableFuture<SwarmState> reached = live.reached(atLeast);
            if (!reached.isDone()) {
                var alarm = context.timer()
                        .schedule(
                                () -> reached.completeExceptionally(behind(atLeast)),
                                patience.toMillis(),
                                TimeUnit.MILLISECONDS);
                reached.whenComplete((state, failure) -> alarm.cancel(false));
            }
            return reached;
        });
    }

    /** The swarms that are there, in order of their names. */
    public CompletableFuture<List<SwarmState>> states() {
        return context.store().swarms().toCompletableFuture().thenCompose(names -> {
            List<CompletableFuture<@Nullable SwarmState>> found = new ArrayList<>();
            for (String name : names) {
                // One that is deleted meanwhile is left out.
                found.add(state(name).handle((state, failure) -> state));
            }
            return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                    .thenApply(all -> {
                        List<SwarmState> states = new ArrayList<>();
                        for (CompletableFuture<@Nullable SwarmState> each : found) {
                            SwarmState state = each.join();
                            if (state != null) {
                                states.add(state);
                            }
                        }
                        return states;
                    });
        });
    }

    /** Makes a swarm; false where it is there already. */
    public CompletableFuture<Boolean> create(String swarm) {
        Identifiers.require("swarm", swarm);
        return context.store().swarms().toCompletableFuture().thenCompose(names -> {
            if (!names.contains(swarm) && names.size() >= context.settings().maxSwarms()) {
                return CompletableFuture.failedFuture(new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "there are " + context.settings().maxSwarms() + " swarms, the limit"));
            }
            return context.store().create(swarm);
        });
    }

    /** Removes a swarm and all that is in it, for good. */
    public CompletableFuture<Void> delete(String swarm) {
        if (swarm.equals(DEFAULT_SWARM)) {
            return CompletableFuture.failedFuture(
                    new Rejection(ErrorCode.SWARM_PROTECTED, "swarm '" + DEFAULT_SWARM + "' is always there"));
        }
        return context.store().delete(swarm).toCompletableFuture().thenAccept(existed -> {
            if (!existed) {
                throw unknown(swarm);
            }
        });
    }

    /**
     * Judges the silence of the agents of every loaded swarm. May run in every replica: what one has written, the others
     * find done.
     */
    public void sweep() {
        SwarmSettings settings = context.settings();
        long now = context.clock().millis();
        boolean isLate = now - lastSweepMillis > settings.sweepEvery().toMillis() * 3;
        lastSweepMillis = now;
        for (CompletableFuture<LiveSwarm> each : loaded.values()) {
            if (!isReady(each)) {
                continue;
            }
            LiveSwarm live = each.join();
            if (isLate) {
                // This process slept; it cannot know who spoke meanwhile.
                live.lastSeen().restart();
            }
            live.claimsAreDue();
            live.lastSeen().retain(live.state());
            SweepLiveness sweep =
                    new SweepLiveness(live.lastSeen()::silence, settings.staleAfter(), settings.lostAfter());
            if (sweep.isDue(live.state())) {
                live.submit(sweep);
            }
        }
    }

    private CompletableFuture<LiveSwarm> find(String swarm) {
        CompletableFuture<LiveSwarm> present = loaded.get(swarm);
        if (present != null) {
            return present;
        }
        CompletableFuture<LiveSwarm> loading = new CompletableFuture<>();
        CompletableFuture<LiveSwarm> first = loaded.putIfAbsent(swarm, loading);
        if (first != null) {
            return first;
        }
        context.store().load(swarm).whenComplete((image, failure) -> {
            try {
                if (failure == null && image.isPresent()) {
                    loading.complete(new LiveSwarm(context.stateOf(swarm, image.get()), context));
                    return;
                }
            } catch (RuntimeException unreadable) {
                loaded.remove(swarm, loading);
                loading.completeExceptionally(unreadable);
                return;
            }
            loaded.remove(swarm, loading);
            loading.completeExceptionally(
                    failure == null
                            ? unknown(swarm)
                            : new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store does not answer"));
        });
        return loading;
    }

    private CompletableFuture<LiveSwarm> orCreate(String swarm, Throwable failure) {
        boolean isUnknown = Rejection.in(failure)
                .filter(rejection -> rejection.code() == ErrorCode.UNKNOWN_SWARM)
                .isPresent();
        return isUnknown && context.settings().autoCreate()
                ? create(swarm).thenCompose(created -> find(swarm))
                : CompletableFuture.failedFuture(failure);
    }

    private void moved(String swarm, @Nullable Cursor head) {
        if (head == null) {
            CompletableFuture<LiveSwarm> removed = loaded.remove(swarm);
            if (removed != null) {
                removed.thenAccept(LiveSwarm::gone);
            }
            context.publisher().publish(new SwarmDeleted(swarm));
            return;
        }
        CompletableFuture<LiveSwarm> live = loaded.get(swarm);
        if (live != null && isReady(live)) {
            live.join().moved(head);
        }
    }

    private static boolean isReady(CompletableFuture<?> future) {
        return future.isDone() && !future.isCompletedExceptionally();
    }

    private static Rejection unknown(String swarm) {
        return new Rejection(ErrorCode.UNKNOWN_SWARM, "there is no swarm '" + swarm + "'");
    }

    private static Rejection behind(Cursor cursor) {
        return new Rejection(ErrorCode.BEHIND, "this replica has not reached " + cursor);
    }
}
