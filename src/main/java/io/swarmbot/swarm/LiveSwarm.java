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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
 * One loaded swarm: its state, and the only way to change it. Commands are decided in order of arrival and committed in
 * groups, one group at a time.
 *
 * <p>Thread-safety: whoever sets {@code isRunning} is the runner until it clears it; the runner alone decides, appends and
 * applies. Between an append and its answer no thread is held: the store's answer takes the run up again. Fields say who
 * writes them.
 */
final class LiveSwarm implements SwarmView {

    private static final Logger LOG = System.getLogger(LiveSwarm.class.getName());
    private static final PageLimit CATCH_UP = new PageLimit(1_000, 1 << 20);
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LAST_RETRY_MILLIS = 2_000;

    private record Reader(long seq, CompletableFuture<SwarmState> reached) {}

    /** What the runner does with a store's answer; true where it goes on right after. */
    private interface Continuation<T> {

        boolean goOn(@Nullable T result, @Nullable Throwable failure);
    }

    private final String name;
    private final SwarmContext context;
    private final LastSeen lastSeen;

    // Any thread.
    private final Inbox inbox;
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicBoolean isExpiryDue = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Reader> readers = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Cursor rumour;
    private volatile boolean isGone;

    // Written by the runner, read by all.
    private volatile SwarmState state;
    private volatile boolean isSettling;

    // The runner's own.
    private final ArrayDeque<Request> again = new ArrayDeque<>();
    private final WaitingClaims waitingClaims;
    private @Nullable Group underWay;

    LiveSwarm(SwarmState state, SwarmContext context) {
        this.name = state.swarm();
        this.state = state;
        this.context = context;
        this.lastSeen = new LastSeen(context.clock());
        this.inbox = new Inbox(
                context.settings().queuedCommands(), context.settings().queuedBytes());
        this.waitingClaims = new WaitingClaims(
                context.timer(), this::claimsAreDue, context.settings().queuedCommands());
    }

    @Override
    public SwarmState state() {
        return state;
    }

    LastSeen lastSeen() {
        return lastSeen;
    }

    /** Takes a command; the stage completes after its group is committed, or with a {@link Rejection}. */
    CompletableFuture<Answer> submit(Command command) {
        Request request = new Request(command);
        if (isSettling) {
            request.reject(unavailable());
        } else if (inbox.offer(request)) {
            schedule();
        } else {
            request.reject(new Rejection(ErrorCode.SWARM_BUSY, "too many commands wait for swarm '" + name + "'"));
        }
        return request.answer();
    }

    @Override
    public CompletableFuture<SwarmState> reached(Cursor cursor) {
        CompletableFuture<SwarmState> reached = new CompletableFuture<>();
        if (state.cursor().seq() >= cursor.seq()) {
            reached.complete(state);
        } else {
            Reader reader = new Reader(cursor.seq(), reached);
            readers.add(reader);
            reached.whenComplete((seen, failure) -> readers.remove(reader));
            // It may have come there between the look and the entry.
            tellReaders();
            moved(cursor);
        }
        return reached;
    }

    /** The log may have entries up to there. */
    void moved(Cursor head) {
        if (isNews(head)) {
            rumour = head;
            schedule();
        }
    }

    /** A head further on; or in another epoch, wherever it is: the log may have lost what this state has. */
    private boolean isNews(Cursor head) {
        Cursor known = state.cursor();
        return head.seq() > known.seq() || !head.epoch().equals(known.epoch());
    }

    /** The swarm is no more: what waits is told so, and whatever comes later. */
    void gone() {
        isGone = true;
        schedule();
    }

    /** Claims that wait are to be looked at: some may be over, and the others show that their agents live. */
    void claimsAreDue() {
        isExpiryDue.set(true);
        schedule();
    }

    private void schedule() {
        if (isRunning.compareAndSet(false, true)) {
            context.executor().execute(() -> run(this::runOnce));
        }
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
            rejectAll(failed);
            isRunning.set(false);
            if (hasWork()) {
                schedule();
            }
        }
    }

    /** Does one thing; false where the run is over, or is taken up again elsewhere. */
    private boolean runOnce() {
        if (isGone) {
            Rejection gone = new Rejection(ErrorCode.UNKNOWN_SWARM, "swarm '" + name + "' is no more");
            rejectAll(gone);
            readers.forEach(reader -> reader.reached().completeExceptionally(gone));
        }
        if (isExpiryDue.getAndSet(false)) {
            waitingClaims.expire(state.cursor());
            // Whoever waits on an open line is not silent.
            waitingClaims.forEach(claim -> heard(claim.command().speaker(), state));
        }
        Cursor target = rumour;
        rumour = null;
        if (target != null && isNews(target) && !isGone) {
            return await(context.store().read(name, state.cursor(), CATCH_UP), this::caughtUp);
        }
        Group group = collect();
        underWay = group;
        if (group.hasEvents()) {
            Batch batch = group.batch(context.nextBatchId());
            return await(context.store().append(name, batch), appended(group, batch, FIRST_RETRY_MILLIS));
        }
        group.answer();
        underWay = null;
        if (!group.isEmpty()) {
            return true;
        }
        isRunning.set(false);
        return hasWork() && isRunning.compareAndSet(false, true);
    }

    private boolean hasWork() {
        return !inbox.isEmpty() || rumour != null || isExpiryDue.get();
    }

    private Group collect() {
        Group group = new Group(state, context.codec(), context.settings().replica());
        Instant now = Instant.ofEpochMilli(context.clock().millis());
        while (!group.isFull()) {
            Request request = again.isEmpty() ? inbox.poll() : again.poll();
            if (request == null) {
                break;
            }
            if (request.isWithdrawn()) {
                continue;
            }
            boolean isDecided = group.decide(request, now);
            heard(request.command().speaker(), group.state());
            if (!isDecided) {
                waitingClaims.park(request, group.state().cursor());
            }
        }
        return group;
    }

    private void heard(@Nullable String speaker, SwarmState present) {
        if (speaker != null && present.agent(speaker).isPresent()) {
            lastSeen.spoke(speaker);
        }
    }

    private Continuation<AppendResult> appended(Group group, Batch batch, long retryMillis) {
        return (result, failure) -> {
            // While an earlier outcome is open, a refusal settles nothing: it only speaks of the last time.
            if (failure instanceof StoreException store && (isSettling || !store.isOutcomeKnown())) {
                return settle(group, batch, retryMillis, store);
            }
            if (isSettling) {
                isSettling = false;
                // Nobody could be heard meanwhile.
                lastSeen.restart();
            }
            if (result instanceof AppendResult.Appended) {
                commit(group);
                return true;
            }
            if (result instanceof AppendResult.Conflict conflict) {
                group.requests().forEach(again::add);
                underWay = null;
                return caughtUp(conflict.missed(), null);
            }
            group.reject(rejectionOf(failure));
            return true;
        };
    }

    private void commit(Group group) {
        Cursor from = state.cursor();
        state = group.state();
        tell(new GroupCommitted(name, from, state.cursor(), group.entries(), true), group.mayWakeClaims());
        group.answer();
        underWay = null;
    }

    /**
     * Sends the same batch until the store says what became of it. Until then no other batch of this swarm leaves, since a
     * store that was only slow may still carry the first one out.
     */
    private boolean settle(Group group, Batch batch, long retryMillis, StoreException failure) {
        LOG.log(Level.WARNING, () -> "swarm " + name + ": an append's outcome is not known, asking again: " + failure);
        isSettling = true;
        group.reject(new Rejection(ErrorCode.OUTCOME_UNKNOWN, "the store did not say whether it was done"));
        rejectAll(unavailable());
        return await(
                context.after(retryMillis)
                        .thenCompose(ignored -> context.store().append(name, batch)),
                appended(group, batch, Math.min(LAST_RETRY_MILLIS, retryMillis * 2)));
    }

    private boolean caughtUp(@Nullable ReadResult result, @Nullable Throwable failure) {
        if (result instanceof ReadResult.Page page) {
            applyForeign(page);
        } else if (result instanceof ReadResult.Gap gap) {
            return await(context.store().load(name), (image, loadFailure) -> reloaded(gap, image, loadFailure));
        } else {
            LOG.log(Level.WARNING, () -> "swarm " + name + " could not catch up: " + failure);
        }
        return true;
    }

    /** Others committed these entries. */
    private void applyForeign(ReadResult.Page page) {
        if (page.entries().isEmpty()) {
            // A new epoch that begins where this state stands has nothing to tell but its name.
            state = state.inEpoch(page.head().epoch());
            return;
        }
        Cursor from = state.cursor();
        List<SwarmEvent> events = new ArrayList<>(page.entries().size());
        SwarmState next = state;
        for (LogEntry entry : page.entries()) {
            SwarmEvent event = context.codec().decode(name, entry, false);
            next = event.applyTo(next.inEpoch(entry.cursor().epoch()));
            events.add(event);
        }
        state = next;
        if (page.head().seq() > next.cursor().seq()) {
            rumour = page.head();
        }
        tell(new GroupCommitted(name, from, next.cursor(), page.entries(), false), Group.mayWakeClaims(events));
    }

    private boolean reloaded(ReadResult.Gap gap, @Nullable Optional<SwarmImage> image, @Nullable Throwable failure) {
        if (image == null) {
            LOG.log(Level.WARNING, () -> "swarm " + name + " could not be loaded again: " + failure);
        } else if (image.isEmpty()) {
            isGone = true;
        } else {
            state = context.stateOf(name, image.get());
            lastSeen.restart();
            context.publisher().publish(new SwarmReset(name, gap.reason(), state.cursor(), gap.shared()));
            tellReaders();
            waitingClaims.drainTo(again::add);
        }
        return true;
    }

    private void tell(GroupCommitted committed, boolean mayWakeClaims) {
        context.publisher().publish(committed);
        tellReaders();
        if (mayWakeClaims) {
            waitingClaims.drainTo(again::add);
        }
    }

    private void tellReaders() {
        SwarmState present = state;
        readers.removeIf(reader -> {
            if (reader.seq() <= present.cursor().seq()) {
                reader.reached().complete(present);
            }
            return reader.reached().isDone();
        });
    }

    private void rejectAll(Rejection rejection) {
        waitingClaims.drainTo(again::add);
        for (Request request = again.poll(); request != null; request = again.poll()) {
            request.reject(rejection);
        }
        for (Request request = inbox.poll(); request != null; request = inbox.poll()) {
            request.reject(rejection);
        }
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

    private Rejection rejectionOf(@Nullable Throwable failure) {
        if (failure instanceof NoSuchSwarmException) {
            isGone = true;
            return new Rejection(ErrorCode.UNKNOWN_SWARM, "swarm '" + name + "' is no more");
        }
        LOG.log(Level.WARNING, () -> "swarm " + name + ": nothing was appended: " + failure);
        return unavailable();
    }

    private static Rejection unavailable() {
        return new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store does not answer; nothing was done");
    }
}
