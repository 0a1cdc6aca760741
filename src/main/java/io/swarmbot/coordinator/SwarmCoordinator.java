package io.swarmbot.coordinator;

import io.swarmbot.command.Command;
import io.swarmbot.command.CompleteTask;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.concurrent.OpenWaits;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.Inbox.Submission;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.coordinator.time.LogsAhead;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.SwarmInbox;
import io.swarmbot.swarm.view.SwarmOverview;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of the swarms' logs, and the way to their present state.
 *
 * <p>Ordering: the commands of one swarm are decided in order of arrival. What is answered is in the log, and a read
 * after it sees it.
 *
 * <p>Thread-safety: any thread may call; no call waits. Stages complete on a thread that works for the swarm: what is
 * chained to them without {@code Async} must return at once.
 *
 * <p>Failure: a stage completes with a {@link Rejection} that says why nothing was done.
 */
@ApplicationScoped
public class SwarmCoordinator {

    /** The swarm of those who name none. It is always there. */
    public static final String DEFAULT_SWARM = "default";

    /** The log of tokens. It is run like a swarm, and is none: no swarm's name begins with a dot. */
    public static final String REGISTRY = ".registry";

    private final SwarmContext context;
    private final SwarmRegistry registry;
    private final SwarmList list;
    private final CursorReads reads;
    private final StoreWatch watch;
    private final Sweep sweep;
    private final OpenWaits waits = new OpenWaits();
    /** Of the container's thread that starts and stops this bean. */
    private SwarmStore.@Nullable Tail tail;

    public SwarmCoordinator(
            SwarmStore store,
            SwarmCodec codec,
            Publisher publisher,
            Clock clock,
            Ticker ticker,
            @SwarmThreads Executor executor,
            @SwarmThreads ScheduledExecutorService timer,
            SwarmSettings settings,
            CoordinatorMeter meter) {
        this.context = new SwarmContext(
                store, codec, RegistryLog.hiddenFrom(publisher), clock, ticker, executor, timer, settings, meter);
        this.registry = new SwarmRegistry(context);
        SwarmSurvey survey = new SwarmSurvey(context, registry);
        this.reads = new CursorReads(context);
        this.watch = new StoreWatch(context, new StoreNews(registry, context.publisher()));
        this.list = new SwarmList(context, registry, survey, watch);
        this.sweep = new Sweep(context, registry, survey, watch);
    }

    /** The name of this process among the replicas on the same store. */
    public String replica() {
        return context.rules().replica();
    }

    @PostConstruct
    public void start() {
        tail = context.store().tail(this::hear);
        context.store().create(DEFAULT_SWARM);
    }

    /** From here on a store that does not answer is one that was closed, and whoever is to be told may be gone. */
    void beforeEnd(
            @Observes(notifyObserver = Reception.IF_EXISTS) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        context.failures().end();
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
    public CompletableFuture<Outcome.Committed> submit(String swarm, Command command) {
        return submit(swarm, command, Giver.ANYBODY);
    }

    /** Like {@link #submit(String, Command)}, with the one who gives it: givers take turns. */
    public CompletableFuture<Outcome.Committed> submit(String swarm, Command command, Giver giver) {
        return submit(swarm, command, giver, new CompletableFuture<>());
    }

    /**
     * Like {@link #submit(String, Command, Giver)}, for a caller that may stop waiting before the patience of its
     * command is over.
     *
     * @param stopWaiting if it completes, the command is answered with what there is then
     * @return fails with {@code shutting_down} if the command would wait after {@link #endWaits}
     */
    public CompletableFuture<Outcome.Committed> submit(
            String swarm, Command command, Giver giver, CompletableFuture<?> stopWaiting) {
        Request request = new Request(context.logs().sampled(swarm, command), giver.name(), context.ticker());
        stopWaiting.whenComplete((done, failure) -> request.stopWaiting());
        if (request.nanosLeft() > 0) {
            try {
                beginWait(request, giver);
            } catch (Rejection refused) {
                return CompletableFuture.failedFuture(refused);
            }
        }
        request.tell(registry.meter(swarm));
        give(swarm, registry.runner(swarm), request);
        return request.answer();
    }

    private void beginWait(Request request, Giver giver) {
        giver.beginWait();
        Runnable end = request::stopWaiting;
        if (!waits.begin(end)) {
            giver.endWait();
            throw new Rejection(ErrorCode.SHUTTING_DOWN, "this replica stops; ask another one, or without a wait");
        }
        request.answer().whenComplete((answer, failure) -> {
            waits.end(end);
            giver.endWait();
        });
    }

    /**
     * Answers every command that waits with what there is: this process is about to end. From now on no command waits;
     * one that is willing to is refused, because an answer at once would make agents ask as fast as they can.
     */
    public void endWaits() {
        waits.endAll();
    }

    /**
     * Gives a swarm many commands. They are decided in this order, each on its own; commands of others may come between
     * them.
     *
     * @param giver of all of them
     * @return the outcome of each, in the same order. Fails with a {@link Rejection} if none was taken: there is no
     *     such swarm, it has too much to do, or the store is away
     */
    public CompletableFuture<List<Outcome>> submitAll(String swarm, List<Command> commands, Giver giver) {
        List<Command> sampled = new ArrayList<>(commands.size());
        commands.forEach(command -> sampled.add(context.logs().sampled(swarm, command)));
        RequestBatch batch = new RequestBatch(sampled, giver.name(), context.ticker(), registry.meter(swarm));
        give(swarm, registry.runner(swarm), batch);
        return batch.outcomes();
    }

    private void giveWhenFound(String swarm, Submission submission) {
        registry.find(swarm).whenReady((runner, failure) -> {
            if (runner != null) {
                give(swarm, runner, submission);
            } else if (Rejections.isUnknownSwarm(failure)
                    && context.settings().swarms().autoCreate()) {
                createAndGive(swarm, submission);
            } else {
                submission.refuse(Rejections.of(Objects.requireNonNull(failure), swarm));
            }
        });
    }

    private void give(String swarm, @Nullable SwarmRunner runner, Submission submission) {
        if (runner == null || !runner.take(submission)) {
            giveWhenFound(swarm, submission);
        }
    }

    private void createAndGive(String swarm, Submission submission) {
        try {
            create(swarm).whenComplete((created, failure) -> {
                if (failure == null) {
                    give(swarm, registry.runner(swarm), submission);
                } else {
                    submission.refuse(Rejections.of(failure, swarm));
                }
            });
        } catch (Rejection badName) {
            submission.refuse(badName);
        }
    }

    /** The swarms that are loaded in this process, as they are now. One that nobody uses is not loaded. */
    public List<SwarmState> loaded() {
        return registry.runners().stream()
                .map(SwarmRunner::state)
                .filter(state -> !RegistryLog.is(state.swarm()))
                .toList();
    }

    /** Changes a known agent's status, in the default swarm, and emits {@code agent_status_changed}. */
    public CompletableFuture<Outcome.Committed> updateAgentStatus(String agentId, AgentStatus status) {
        return submit(DEFAULT_SWARM, new UpdateAgentStatus(agentId, status, null));
    }

    /** Completes a task of the default swarm for whoever holds it, and emits {@code task_status_changed}. */
    public CompletableFuture<Outcome.Committed> completeTask(String taskId, @Nullable Json result) {
        return submit(DEFAULT_SWARM, new CompleteTask(taskId, null, null, result));
    }

    private CompletableFuture<SwarmRunner> use(String swarm) {
        return registry.find(swarm).ready().thenApply(runner -> {
            runner.touch();
            return runner;
        });
    }

    /** The swarm, to look at now. */
    public CompletableFuture<SwarmView> view(String swarm) {
        return use(swarm).thenApply(runner -> runner);
    }

    /** The swarm, to look at again and again. It stays loaded until {@link SwarmView#release}. */
    public CompletableFuture<SwarmView> watch(String swarm) {
        return use(swarm)
                .thenCompose(runner -> runner.retain() ? CompletableFuture.completedFuture(runner) : watch(swarm));
    }

    /** The swarm as it is now. */
    public CompletableFuture<SwarmState> state(String swarm) {
        return use(swarm).thenApply(SwarmRunner::state);
    }

    /**
     * The swarm as it is once it has reached that cursor.
     *
     * @param patience after this time the stage fails with {@code behind}. It fails with {@code cursor_lost} if the log
     *     lost that place, so that no waiting helps
     */
    public CompletableFuture<SwarmState> stateAt(String swarm, Cursor atLeast, Duration patience) {
        return use(swarm).thenCompose(runner -> reads.stateAt(runner, atLeast, patience));
    }

    /** The swarm as it is, after its log was asked whether the cursor's epoch has begun there. */
    public CompletableFuture<SwarmState> informedOf(String swarm, Cursor cursor) {
        return use(swarm).thenCompose(runner -> runner.informedOf(cursor));
    }

    /** Notes when things of a swarm were used last. It is no event, so nobody hears of it. */
    public CompletableFuture<Void> noteUses(String swarm, Map<String, Instant> uses) {
        return context.answered(swarm, context.store().noteUses(swarm, uses));
    }

    /** Forgets when things of a swarm were used last. */
    public CompletableFuture<Void> forgetUses(String swarm, Collection<String> names) {
        return context.answered(swarm, context.store().forgetUses(swarm, names));
    }

    /** When things of a swarm were used last, as all replicas noted it. */
    public CompletableFuture<Map<String, Instant>> uses(String swarm) {
        return context.answered(swarm, context.store().uses(swarm));
    }

    /**
     * Since when what is known of this swarm may have been overtaken: the store does not answer or takes nothing, it
     * does not say what became of an append, or this replica has not been sure for a second to know what others wrote.
     * Empty if none of that is so.
     */
    public Optional<Instant> staleSince(String swarm) {
        SwarmRunner runner = registry.runner(swarm);
        return watch.awaySince().or(() -> runner == null ? watch.unsureSince() : runner.staleSince());
    }

    /** The same, only if those who watch the swarm were told so. Then they will be told when it is over, too. */
    public Optional<Instant> toldStaleSince(String swarm) {
        SwarmRunner runner = registry.runner(swarm);
        return watch.awaySince().or(() -> runner == null ? Optional.empty() : runner.toldStaleSince());
    }

    /** The loaded swarms whose newest event is ahead of this machine's clock, if there are any. */
    public Optional<LogsAhead.Found> logsAhead() {
        return sweep.logsAhead();
    }

    /**
     * Lets a name lead to the swarm of that name of another coordinator: commands to it and reads of it go there. It is
     * in no list, count or sweep of this coordinator, and its events are published by the other one. One swarm at a
     * time is mounted; this process only uses it to exercise its own path before it is ready.
     *
     * @param swarm a name that no swarm of the store has
     */
    public void mount(String swarm, SwarmCoordinator other) {
        registry.mount(swarm, other.registry);
    }

    /** Ends {@link #mount}: the name leads nowhere. */
    public void unmount() {
        registry.unmount();
    }

    /** Whether the swarm is in memory. */
    boolean isLoaded(String swarm) {
        return registry.place(swarm) instanceof LoadedSwarm;
    }

    /** How many swarms are in memory. */
    int loadedSwarms() {
        return registry.runners().size();
    }

    /** What a list says of each swarm that is there, in order of their names. Loads no swarm that did not move. */
    public CompletableFuture<List<SwarmOverview>> overviews() {
        return list.overviews();
    }

    /**
     * What waits for a person in each swarm. Loads no swarm that did not move.
     *
     * @param swarms the names of those that are asked for; nothing of others is read or shown
     */
    public CompletableFuture<List<SwarmInbox>> inboxes(Predicate<String> swarms) {
        return list.inboxes(swarms);
    }

    /** Makes a swarm; false if it is there already. */
    public CompletableFuture<Boolean> create(String swarm) {
        return list.create(Identifiers.require("swarm", swarm));
    }

    /** Removes a swarm and all that is in it, for good. */
    public CompletableFuture<Void> delete(String swarm) {
        if (swarm.equals(DEFAULT_SWARM)) {
            return CompletableFuture.failedFuture(
                    new Rejection(ErrorCode.SWARM_PROTECTED, "swarm '" + DEFAULT_SWARM + "' is always there"));
        }
        return list.delete(swarm);
    }

    /**
     * Does what time asks for in every swarm: judges the silence of the agents, ends what takes too long, unloads
     * swarms that are idle. To be called at regular intervals, one call after another. It may run in every replica:
     * what one has written, the others find done.
     */
    public void sweep() {
        sweep.run();
    }

    /**
     * Looks at the store once. The stage says whether it answered. To be called about once a second, one after another.
     */
    public CompletableFuture<Boolean> lookAtStore() {
        return watch.look();
    }

    private void hear(String swarm, @Nullable Cursor head) {
        if (head == null) {
            registry.hearEnd(swarm);
        } else {
            registry.hear(swarm, head);
        }
    }
}
