package io.swarmbot.swarm;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmImage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One loaded swarm: its state, and the only way to change it. Commands are decided in the order of its {@link Agenda} and
 * committed in groups, one group at a time.
 *
 * <p>Thread-safety: whoever sets {@code isRunning} is the runner until it clears it; the runner alone decides, appends and
 * applies. Between an append and its answer no thread is held: the store's answer takes the run up again. Fields say who
 * writes them.
 */
final class LiveSwarm implements SwarmView {

    private static final Logger LOG = System.getLogger(LiveSwarm.class.getName());
    /** An append that takes longer is worth a word to those who watch. */
    private static final Duration STALL = Duration.ofSeconds(1);

    private static final PageLimit CATCH_UP = new PageLimit(1_000, 1 << 20);

    /** What the runner does with a store's answer; true where it goes on right after. */
    private interface Continuation<T> {

        boolean goOn(@Nullable T result, @Nullable Throwable failure);
    }

    private final String name;
    private final SwarmContext context;
    private final Runnable ended;
    private final boolean isLasting;
    private final Presence presence;

    // Any thread.
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicBoolean isEndDue = new AtomicBoolean();
    private final AtomicBoolean isSweepDue = new AtomicBoolean();
    private final Readers readers = new Readers();
    private final ConcurrentLinkedQueue<CompletableFuture<SwarmState>> lookers = new ConcurrentLinkedQueue<>();

    // Any thread may add to them; the rest is the runner's.
    private final Agenda agenda;
    private final Outlook outlook;

    // Written by the runner, read by all.
    private volatile SwarmState state;
    /** Null while every append's outcome is known. */
    private volatile @Nullable Instant settlingSince;

    private volatile UsualDurations usual;

    // The store watch's.
    private boolean isStallTold;

    // The runner's own.
    private boolean isGone;
    /** What others write must not keep our own commands waiting for ever. */
    private boolean isTurnOfCommands;

    private @Nullable Group underWay;

    /** @param ended is run, perhaps more than once, when the swarm is found to be no more */
    LiveSwarm(SwarmState state, SwarmContext context, Runnable ended) {
        this.name = state.swarm();
        this.state = state;
        this.context = context;
        this.ended = ended;
        this.usual = UsualDurations.of(state);
        this.isLasting = name.equals(SwarmCoordinator.DEFAULT_SWARM);
        this.presence = new Presence(name, context);
        SwarmSettings settings = context.settings();
        this.agenda = new Agenda(
                new Inbox(settings.queuedCommands(), settings.queuedBytes()),
                new WaitingClaims(context.timer(), this::schedule, settings.queuedCommands()),
                this::heard);
        this.outlook = new Outlook(context.timer(), this::schedule);
    }

    @Override
    public SwarmState state() {
        return state;
    }

    /** Takes a command; the stage completes after its group is committed, or with a {@link Rejection}. */
    CompletableFuture<Answer> submit(Command command) {
        Request request = new Request(command);
        Rejection refusal = take(List.of(request));
        if (refusal != null) {
            request.reject(refusal);
        }
        return request.answer();
    }

    /**
     * Takes all of the commands, in this order, or none. The stage completes when each is answered, with what became of
     * them; it fails with a {@link Rejection} where none was taken.
     */
    CompletableFuture<List<Outcome>> submitAll(List<Command> commands) {
        Bundle bundle = new Bundle(commands);
        Rejection refusal = take(bundle.requests());
        return refusal == null ? bundle.outcomes() : CompletableFuture.failedFuture(refusal);
    }

    /** Why none of them was taken; null where all were. */
    private @Nullable Rejection take(List<Request> requests) {
        if (isSettling()) {
            return unavailable();
        }
        if (!agenda.offer(requests)) {
            return new Rejection(ErrorCode.SWARM_BUSY, "too many commands wait for swarm '" + name + "'");
        }
        schedule();
        return null;
    }

    @Override
    public CompletableFuture<SwarmState> reached(Cursor cursor) {
        SwarmState present = state;
        if (present.cursor().seq() >= cursor.seq()) {
            return CompletableFuture.completedFuture(present);
        }
        CompletableFuture<SwarmState> reached = readers.await(cursor);
        // It may have come there between the look and the entry.
        readers.tell(state);
        moved(cursor);
        return reached;
    }

    /**
     * The state once the log has been asked whether that cursor's epoch is the present one: it may have begun elsewhere.
     * The stage completes with what is known, too, where the log cannot be read.
     */
    CompletableFuture<SwarmState> informedOf(Cursor cursor) {
        CompletableFuture<SwarmState> informed = new CompletableFuture<>();
        moved(cursor);
        lookers.add(informed);
        schedule();
        return informed;
    }

    /** The log may have entries up to there. */
    void moved(Cursor head) {
        if (isNews(head)) {
            outlook.hear(head);
            schedule();
        }
    }

    /** A head further on; or in another epoch, wherever it is: the log may have lost what this state has. */
    private boolean isNews(Cursor head) {
        Cursor known = state.cursor();
        return head.seq() > known.seq() || !head.epoch().equals(known.epoch());
    }

    /** The store has no such swarm: what waits is told so, and whatever comes later. The lasting one is made again. */
    void gone() {
        isEndDue.set(true);
        schedule();
    }

    /**
     * Judges the silence of the agents.
     *
     * @param isLate where this process slept: it cannot know who spoke meanwhile
     */
    void sweep(boolean isLate) {
        if (isLate) {
            presence.restart();
        }
        isSweepDue.set(true);
        schedule();
        Instant now = context.clock().instant();
        UsualDurations learnt = usual;
        presence.judge(this::state, task -> learnt.isExceededBy(task, now), this::submit);
        TakeMetrics metrics = new TakeMetrics(context.settings().metrics());
        if (metrics.isDue(state, now)) {
            submit(metrics);
        }
    }

    private boolean isSettling() {
        return settlingSince != null;
    }

    /** Since when it is not known what became of an append, where that takes its time: streams stand still meanwhile. */
    Optional<Instant> stalledSince() {
        Instant since = settlingSince;
        boolean isLong =
                since != null && !since.plus(STALL).isAfter(context.clock().instant());
        return isLong ? Optional.ofNullable(since) : Optional.empty();
    }

    /** Says so to whoever watches, and when it is over. Called by one thread at a time. */
    void tellStall() {
        Optional<Instant> since = stalledSince();
        if (since.isPresent() != isStallTold) {
            isStallTold = since.isPresent();
            context.publisher()
                    .publish(new StoreAvailability(
                            !isStallTold, since.orElseGet(() -> context.clock().instant()), name));
        }
    }

    /** Silence until now says nothing: nobody could be heard. */
    void restartClocks() {
        presence.restart();
    }

    private void schedule() {
        if (isRunning.compareAndSet(false, true)) {
            context.executor().execute(() -> run(this::runOnce));
        }
    }

    private boolean hasWork() {
        return agenda.isDue() || outlook.isDue() || isSweepDue.get() || isEndDue.get() || !lookers.isEmpty();
    }

    /** Runs until there is nothing to do, or until the store is to take the run up again. */
    private void run(BooleanSupplier firstStep) {
        try {
            boolean goesOn = firstStep.getAsBoolean();
            while (goesOn) {
                goesOn = runOnce();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, () -> "swarm " + name + " failed at " + state.cursor(), e);
            Rejection failed = new Rejection(ErrorCode.INTERNAL, "the service failed");
            if (underWay != null) {
                underWay.reject(failed);
                underWay = null;
            }
            agenda.rejectAll(failed);
            isRunning.set(false);
            if (hasWork()) {
                schedule();
            }
        }
    }

    /** Does one thing; false where the run is over, or is taken up again elsewhere. */
    private boolean runOnce() {
        if (isEndDue.getAndSet(false)) {
            if (isLasting) {
                return await(context.store().create(name), this::remade);
            }
            isGone = true;
            ended.run();
        }
        Cursor target = isTurnOfCommands ? null : outlook.take();
        isTurnOfCommands = false;
        if (isGone) {
            Rejection gone = new Rejection(ErrorCode.UNKNOWN_SWARM, "swarm '" + name + "' is no more");
            agenda.rejectAll(gone);
            readers.reject(gone);
        } else if (target != null && isNews(target)) {
            return await(context.store().read(name, state.cursor(), CATCH_UP), caughtUp(target));
        }
        tellLookers();
        agenda.expire(state);
        if (isSweepDue.getAndSet(false)) {
            presence.retain(state);
            agenda.hearThoseWhoWait(state);
        }
        Group group = new Group(state, context.codec(), context.settings().replica());
        underWay = group;
        agenda.fill(group, Instant.ofEpochMilli(context.clock().millis()));
        if (group.hasEvents()) {
            Batch batch = group.batch(context.nextBatchId());
            return await(context.store().append(name, batch), appended(group, batch, new Backoff()));
        }
        group.answer();
        underWay = null;
        if (!group.isEmpty()) {
            return true;
        }
        isRunning.set(false);
        return hasWork() && isRunning.compareAndSet(false, true);
    }

    private void tellLookers() {
        if (outlook.isDue()) {
            return;
        }
        for (var looker = lookers.poll(); looker != null; looker = lookers.poll()) {
            looker.complete(state);
        }
    }

    /** What was here is lost: whoever watches is told by the epoch. */
    private boolean remade(@Nullable Boolean made, @Nullable Throwable failure) {
        if (failure != null) {
            context.failures().add("swarm " + name + " could not be made again", failure);
            return true;
        }
        return await(context.store().read(name, state.cursor(), CATCH_UP), caughtUp(state.cursor()));
    }

    private void heard(Command command, SwarmState present) {
        String speaker = command.speaker();
        if (speaker != null && present.agent(speaker).isPresent()) {
            presence.spoke(speaker);
            command.leases(present).forEach(presence::renewed);
        }
    }

    private void learn(List<SwarmEvent> events) {
        for (SwarmEvent event : events) {
            if (event instanceof SwarmEvent.TaskStatusChanged change && change.status() == TaskStatus.COMPLETED) {
                state.task(change.taskId()).ifPresent(usual::learn);
            }
        }
    }

    private Continuation<AppendResult> appended(Group group, Batch batch, Backoff backoff) {
        return (result, failure) -> {
            // While an earlier outcome is open, a refusal settles nothing: it only speaks of the last time.
            if (failure instanceof StoreException store && (isSettling() || !store.isOutcomeKnown())) {
                return settle(group, batch, backoff, store);
            }
            if (isSettling()) {
                settlingSince = null;
                // Nobody could be heard meanwhile.
                presence.restart();
            }
            if (result instanceof AppendResult.Conflict conflict) {
                agenda.undo(group, state);
                underWay = null;
                return applied(conflict.missed());
            }
            if (result instanceof AppendResult.Appended) {
                commit(group);
            } else {
                agenda.reject(group, rejectionOf(Objects.requireNonNull(failure)), state);
            }
            underWay = null;
            return true;
        };
    }

    private void commit(Group group) {
        Cursor from = state.cursor();
        state = group.state();
        learn(group.events());
        if (Settlement.isUnfinished(state)) {
            // What did not fit into that append.
            submit(SweepTasks.ofWhatIsLeft());
        }
        tell(new GroupCommitted(name, from, state.cursor(), group.entries(), true));
        group.answer();
    }

    /**
     * Sends the same batch until the store says what became of it. Until then no other batch of this swarm leaves, since a
     * store that was only slow may still carry the first one out.
     */
    private boolean settle(Group group, Batch batch, Backoff backoff, StoreException failure) {
        context.failures().add("swarm " + name + ": an append's outcome is not known, it is sent again", failure);
        if (!isSettling()) {
            settlingSince = context.clock().instant();
        }
        group.reject(new Rejection(ErrorCode.OUTCOME_UNKNOWN, "the store did not say whether it was done"));
        agenda.rejectAll(unavailable());
        return await(
                context.after(backoff.nextMillis())
                        .thenCompose(ignored -> context.store().append(name, batch)),
                appended(group, batch, backoff));
    }

    private Continuation<ReadResult> caughtUp(Cursor target) {
        return (result, failure) -> {
            if (result == null) {
                unreadable(target, failure);
                return true;
            }
            outlook.wasRead();
            return applied(result);
        };
    }

    /** Takes over what others committed. */
    private boolean applied(ReadResult missed) {
        isTurnOfCommands = true;
        if (missed instanceof ReadResult.Gap gap) {
            return await(context.store().load(name), (image, failure) -> reloaded(gap, image, failure));
        }
        ReadResult.Page page = (ReadResult.Page) missed;
        if (page.entries().isEmpty()) {
            // A new epoch that begins where this state stands has nothing to tell but its name.
            state = state.inEpoch(page.head().epoch());
            return true;
        }
        Cursor from = state.cursor();
        List<SwarmEvent> events = new ArrayList<>(page.entries().size());
        SwarmState next = state;
        for (LogEntry entry : page.entries()) {
            SwarmEvent event = context.codec().decode(name, entry, false);
            next = event.foldInto(next.inEpoch(entry.cursor().epoch()));
            events.add(event);
            if (event instanceof SwarmEvent.AgentLivenessChanged change && change.liveness() == Liveness.LIVE) {
                // It spoke to another replica, which may say so only later.
                presence.spoke(change.agentId());
            }
        }
        state = next;
        learn(events);
        moved(page.head());
        tell(new GroupCommitted(name, from, next.cursor(), page.entries(), false));
        agenda.look(events, next);
        return true;
    }

    private boolean reloaded(ReadResult.Gap gap, @Nullable Optional<SwarmImage> image, @Nullable Throwable failure) {
        if (image == null) {
            unreadable(gap.head(), failure);
            agenda.rejectUndone(unavailable());
        } else if (image.isEmpty()) {
            gone();
        } else {
            state = context.stateOf(name, image.get());
            usual = UsualDurations.of(state);
            presence.restart();
            context.publisher().publish(new SwarmReset(name, gap.reason(), state.cursor(), gap.shared()));
            readers.tell(state);
            agenda.doubtAll(state);
        }
        return true;
    }

    private void unreadable(Cursor target, @Nullable Throwable failure) {
        if (failure instanceof NoSuchSwarmException) {
            gone();
            return;
        }
        context.failures().add("swarm " + name + " could not be read up to " + target, failure);
        outlook.failed(target);
    }

    private void tell(GroupCommitted committed) {
        context.publisher().publish(committed);
        readers.tell(state);
    }

    /** Goes on with {@code then} when the stage is complete: at once where it is, else on the executor, still as the runner. */
    private <T> boolean await(CompletionStage<T> stage, Continuation<T> then) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            future.whenCompleteAsync(
                    (result, failure) -> run(() -> then.goOn(result, causeOf(failure))), context.executor());
            return false;
        }
        T result;
        try {
            result = future.join();
        } catch (CompletionException | CancellationException e) {
            return then.goOn(null, causeOf(e));
        }
        return then.goOn(result, null);
    }

    private static @Nullable Throwable causeOf(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private Rejection rejectionOf(Throwable failure) {
        if (failure instanceof NoSuchSwarmException) {
            gone();
            if (isLasting) {
                return unavailable();
            }
        } else {
            context.failures().add("swarm " + name + ": nothing was appended", failure);
        }
        return Rejection.of(failure, name);
    }

    private static Rejection unavailable() {
        return new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store does not answer; nothing was done");
    }
}
