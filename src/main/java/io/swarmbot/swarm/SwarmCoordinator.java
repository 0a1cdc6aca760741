package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    private static final Logger LOG = System.getLogger(SwarmCoordinator.class.getName());
    private static final PageLimit ONE_ENTRY = new PageLimit(1, 1);

    private final SwarmContext context;
    private final ConcurrentHashMap<String, CompletableFuture<LiveSwarm>> loaded = new ConcurrentHashMap<>();
    private final StoreWatch watch;
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
        this.watch = new StoreWatch(context, new StoreListener());
        this.lastSweepMillis = clock.millis();
    }

    @PostConstruct
    public void start() {
        tail = context.store().tail(this::moved);
        context.store().create(DEFAULT_SWARM);
        watch.start();
    }

    /** From here on a store that does not answer is one that was closed. */
    void ending(
            @Observes(notifyObserver = Reception.IF_EXISTS) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        watch.stop();
    }

    @PreDestroy
    void stop() {
        watch.stop();
        if (tail != null) {
            tail.close();
        }
    }

    /** Gives a swarm a command. Canceling the stage withdraws a command that is not decided yet. */
    public CompletableFuture<Answer> submit(String swarm, Command command) {
        Command sampled = context.logs().sampled(swarm, command);
        CompletableFuture<LiveSwarm> found = find(swarm);
        return isReady(found)
                ? found.join().submit(sampled)
                : foundOrCreated(swarm, found).thenCompose(live -> live.submit(sampled));
    }

    /**
     * Gives a swarm many commands. They are decided in this order, each on its own; what others give may come between
     * them.
     *
     * @return what became of each, in the same order. Fails with a {@link Rejection} where none was taken: there is no such
     *     swarm, it has too much to do, or the store is away
     */
    public CompletableFuture<List<Outcome>> submitAll(String swarm, List<Command> commands) {
        List<Command> sampled = new ArrayList<>(commands.size());
        commands.forEach(command -> sampled.add(context.logs().sampled(swarm, command)));
        CompletableFuture<LiveSwarm> found = find(swarm);
        return isReady(found)
                ? found.join().submitAll(sampled)
                : foundOrCreated(swarm, found).thenCompose(live -> live.submitAll(sampled));
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
     * @param patience after which the stage fails with {@code behind}; with {@code cursor_lost} it fails where the log
     *     lost the place, so that no waiting helps
     */
    public CompletableFuture<SwarmState> stateAt(String swarm, Cursor atLeast, Duration patience) {
        return find(swarm).thenCompose(live -> {
            if (!isOfEpoch(live.state(), atLeast)) {
                return requireKept(swarm, atLeast).thenCompose(kept -> waitFor(live, atLeast, patience));
            }
            // The epoch may end before the place while it is waited for.
            return waitFor(live, atLeast, patience)
                    .thenCompose(state -> isOfEpoch(state, atLeast)
                            ? CompletableFuture.completedFuture(state)
                            : requireKept(swarm, atLeast).thenApply(kept -> state));
        });
    }

    /** The swarm as it is, after its log was asked whether the cursor's epoch has begun there. */
    public CompletableFuture<SwarmState> informedOf(String swarm, Cursor cursor) {
        return find(swarm).thenCompose(live -> live.informedOf(cursor));
    }

    /**
     * When the store answered last, where it does not answer now, or does not say what became of an append to this swarm:
     * what is known may have been overtaken since.
     */
    public Optional<Instant> staleSince(String swarm) {
        Optional<Instant> away = watch.awaySince();
        CompletableFuture<LiveSwarm> live = loaded.get(swarm);
        return away.isPresent() || live == null || !isReady(live)
                ? away
                : live.join().stalledSince();
    }

    private static boolean isOfEpoch(SwarmState state, Cursor cursor) {
        return state.cursor().epoch().equals(cursor.epoch());
    }

    private CompletableFuture<SwarmState> waitFor(LiveSwarm live, Cursor atLeast, Duration patience) {
        CompletableFuture<SwarmState> reached = live.reached(atLeast);
        if (!reached.isDone()) {
            Rejection behind = new Rejection(ErrorCode.BEHIND, "this replica has not reached " + atLeast);
            var alarm = context.timer()
                    .schedule(() -> reached.completeExceptionally(behind), patience.toMillis(), TimeUnit.MILLISECONDS);
            reached.whenComplete((state, failure) -> alarm.cancel(false));
        }
        return reached;
    }

    /** Fails where the place is in an epoch that ended before it. */
    private CompletableFuture<?> requireKept(String swarm, Cursor cursor) {
        return answered(swarm, context.store().read(swarm, cursor, ONE_ENTRY)).thenAccept(read -> {
            if (read instanceof ReadResult.Gap gap && gap.reason() == GapReason.EPOCH) {
                throw new Rejection(ErrorCode.CURSOR_LOST, "the log of swarm '" + swarm + "' lost " + cursor);
            }
        });
    }

    /** The swarms that are there, in order of their names. */
    public CompletableFuture<List<SwarmState>> states() {
        CompletableFuture<List<String>> known = watch.awaySince().isPresent()
                ? CompletableFuture.completedFuture(
                        ready().keySet().stream().sorted().toList())
                : answered("", context.store().swarms());
        return known.thenCompose(names -> {
            List<CompletableFuture<Optional<SwarmState>>> found =
                    names.stream().map(this::stateIfThere).toList();
            return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                    .thenApply(all ->
                            found.stream().flatMap(each -> each.join().stream()).toList());
        });
    }

    /** Empty where it was deleted meanwhile. */
    private CompletableFuture<Optional<SwarmState>> stateIfThere(String swarm) {
        return state(swarm).handle((state, failure) -> {
            if (failure != null && !isUnknown(failure)) {
                throw Rejection.of(failure, swarm);
            }
            return Optional.ofNullable(state);
        });
    }

    /** Makes a swarm; false where it is there already. */
    public CompletableFuture<Boolean> create(String swarm) {
        Identifiers.require("swarm", swarm);
        return answered(swarm, context.store().swarms()).thenCompose(names -> {
            if (!names.contains(swarm) && names.size() >= context.settings().maxSwarms()) {
                return CompletableFuture.failedFuture(new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "there are " + context.settings().maxSwarms() + " swarms, the limit"));
            }
            return answered(swarm, context.store().create(swarm));
        });
    }

    /** Removes a swarm and all that is in it, for good. */
    public CompletableFuture<Void> delete(String swarm) {
        if (swarm.equals(DEFAULT_SWARM)) {
            return CompletableFuture.failedFuture(
                    new Rejection(ErrorCode.SWARM_PROTECTED, "swarm '" + DEFAULT_SWARM + "' is always there"));
        }
        return answered(swarm, context.store().delete(swarm)).thenAccept(existed -> {
            if (!existed) {
                throw Rejection.of(new NoSuchSwarmException(swarm), swarm);
            }
        });
    }

    /**
     * Judges the silence of the agents of every loaded swarm. May run in every replica: what one has written, the others
     * find done.
     */
    public void sweep() {
        if (watch.isStopped() || watch.awaySince().isPresent()) {
            return;
        }
        SwarmSettings settings = context.settings();
        long now = context.clock().millis();
        boolean isLate = now - lastSweepMillis > settings.sweepEvery().toMillis() * 3;
        lastSweepMillis = now;
        ready().values().forEach(live -> live.join().sweep(isLate));
    }

    private Map<String, CompletableFuture<LiveSwarm>> ready() {
        Map<String, CompletableFuture<LiveSwarm>> ready = new HashMap<>();
        loaded.forEach((swarm, live) -> {
            if (isReady(live)) {
                ready.put(swarm, live);
            }
        });
        return ready;
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
        load(swarm).whenComplete((state, failure) -> {
            if (failure == null) {
                loading.complete(new LiveSwarm(state, context, () -> ended(swarm, loading)));
            } else {
                loaded.remove(swarm, loading);
                loading.completeExceptionally(Rejection.of(failure, swarm));
            }
        });
        return loading;
    }

    private CompletableFuture<SwarmState> load(String swarm) {
        CompletionStage<Optional<SwarmImage>> found = context.store().load(swarm);
        if (swarm.equals(DEFAULT_SWARM)) {
            // The store may have been away at the start.
            found = found.thenCompose(image -> image.isPresent()
                    ? CompletableFuture.completedFuture(image)
                    : context.store()
                            .create(swarm)
                            .thenCompose(made -> context.store().load(swarm)));
        }
        return answered(
                swarm,
                found.thenApply(image -> decoded(swarm, image.orElseThrow(() -> new NoSuchSwarmException(swarm)))));
    }

    private SwarmState decoded(String swarm, SwarmImage image) {
        try {
            return context.stateOf(swarm, image);
        } catch (RuntimeException unreadable) {
            LOG.log(Level.ERROR, () -> "swarm " + swarm + " at " + image.head() + " is damaged", unreadable);
            throw new Rejection(ErrorCode.INTERNAL, "the service failed");
        }
    }

    private CompletableFuture<LiveSwarm> foundOrCreated(String swarm, CompletableFuture<LiveSwarm> found) {
        return found.handle((live, failure) ->
                        failure == null ? CompletableFuture.completedFuture(live) : orCreate(swarm, failure))
                .thenCompose(ready -> ready);
    }

    private CompletableFuture<LiveSwarm> orCreate(String swarm, Throwable failure) {
        return isUnknown(failure) && context.settings().autoCreate()
                ? create(swarm).thenCompose(created -> find(swarm))
                : CompletableFuture.failedFuture(failure);
    }

    private void moved(String swarm, @Nullable Cursor head) {
        if (head == null) {
            missing(swarm, loaded.get(swarm));
            return;
        }
        CompletableFuture<LiveSwarm> live = loaded.get(swarm);
        if (live != null) {
            // Where it is being loaded, what moves now may be missing in what is read.
            live.thenAccept(ready -> ready.moved(head));
        }
    }

    /** The store has no such swarm. */
    private void missing(String swarm, @Nullable CompletableFuture<LiveSwarm> live) {
        if (swarm.equals(DEFAULT_SWARM)) {
            // It is always there: who finds it makes it.
            find(swarm).thenAccept(LiveSwarm::gone);
            return;
        }
        if (live != null && loaded.remove(swarm, live)) {
            live.thenAccept(LiveSwarm::gone);
        }
        context.publisher().publish(new SwarmDeleted(swarm));
    }

    /** What the looks at the store bring. */
    private final class StoreListener implements StoreWatch.Listener {

        /** As they were when the present look began: one that came since is none of its business. */
        private Map<String, CompletableFuture<LiveSwarm>> looked = Map.of();

        @Override
        public Set<String> interests() {
            looked = ready();
            Set<String> names = new HashSet<>(looked.keySet());
            names.add(DEFAULT_SWARM);
            return names;
        }

        @Override
        public void saw(Map<String, Cursor> heads) {
            if (!heads.containsKey(DEFAULT_SWARM)) {
                missing(DEFAULT_SWARM, null);
            }
            looked.forEach((swarm, live) -> {
                Cursor head = heads.get(swarm);
                if (head != null) {
                    live.join().moved(head);
                } else if (!swarm.equals(DEFAULT_SWARM) && loaded.get(swarm) == live) {
                    missing(swarm, live);
                }
            });
        }

        @Override
        public void changed(StoreAvailability availability) {
            if (availability.isAvailable()) {
                // Nobody could be heard meanwhile.
                ready().values().forEach(live -> live.join().restartClocks());
            }
            context.publisher().publish(availability);
        }

        @Override
        public void answered() {
            ready().values().forEach(live -> live.join().tellStall());
        }
    }

    /** The swarm found out itself; where it was told, it is not here any more. */
    private void ended(String swarm, CompletableFuture<LiveSwarm> live) {
        if (loaded.remove(swarm, live)) {
            context.publisher().publish(new SwarmDeleted(swarm));
        }
    }

    /** The store's answer, or the {@link Rejection} that its failure means. */
    private <T> CompletableFuture<T> answered(String swarm, CompletionStage<T> stage) {
        return stage.toCompletableFuture().exceptionallyCompose(failure -> {
            Rejection rejection = Rejection.of(failure, swarm);
            if (rejection.code() != ErrorCode.UNKNOWN_SWARM
                    && Rejection.in(failure).isEmpty()) {
                context.failures().add("swarm " + swarm + ": the store failed", failure);
            }
            return CompletableFuture.failedFuture(rejection);
        });
    }

    private static boolean isReady(CompletableFuture<?> future) {
        return future.isDone() && !future.isCompletedExceptionally();
    }

    private static boolean isUnknown(Throwable failure) {
        return Rejection.in(failure)
                .filter(rejection -> rejection.code() == ErrorCode.UNKNOWN_SWARM)
                .isPresent();
    }
}
