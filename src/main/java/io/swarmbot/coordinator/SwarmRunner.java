package io.swarmbot.coordinator;

import io.swarmbot.command.TakeMetrics;
import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.coordinator.Inbox.Submission;
import io.swarmbot.coordinator.SwarmRegistry.SwarmLine;
import io.swarmbot.coordinator.time.Freshness;
import io.swarmbot.coordinator.time.Idleness;
import io.swarmbot.coordinator.time.UsualDurations;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One loaded swarm, as the rest of the process uses it: it takes submissions, shows the state, and knows when nobody
 * needs it any more. Its {@link SwarmRun} does the work.
 *
 * <p>Thread-safety: any thread, unless a method says otherwise.
 */
final class SwarmRunner implements SwarmView {

    /** Whoever keeps this runner. */
    interface Owner {

        /** The store has no such swarm. Called perhaps more than once. */
        void onMissing();

        /** Somebody said that the swarm is no more, and this runner, which is unloaded, cannot find out. */
        void onEndHeard();

        /** The runner took its last submission. */
        void onUnloaded();

        /**
         * The log of the swarm may have entries up to there, and this runner, which is unloaded, does not follow it.
         */
        void onMoved(Cursor head);

        /** The runner that has taken the place of this one, which is unloaded. */
        CompletableFuture<SwarmRunner> successor();
    }

    /** Who has not been sure for longer to know what is in the log says so. */
    static final Duration SURE = Duration.ofSeconds(1);

    private final SwarmContext context;
    private final Owner owner;
    private final Uses uses = new Uses();
    private final CurrentState current;
    private final Presence presence;
    private final Idleness idleness;
    private final MetricsTurn metrics;
    private final SwarmRun run;
    private final Freshness freshness;
    /** Since when the swarm was stale when those who watch were told so; null if they were not. */
    private volatile @Nullable Instant toldSince;

    /**
     * A runner of a swarm that was loaded.
     *
     * @param askedNanos when the store was asked for the state
     * @param line what was kept of the swarm while it was not loaded; null if nothing was
     */
    SwarmRunner(SwarmState state, long askedNanos, @Nullable SwarmLine line, SwarmContext context, Owner owner) {
        this.context = context;
        this.freshness = new Freshness(context.ticker(), askedNanos);
        this.owner = owner;
        this.current = new CurrentState(state, context);
        this.presence = new Presence(current, context);
        this.idleness =
                new Idleness(context.ticker(), context.settings().swarms().unloadAfter());
        this.metrics = new MetricsTurn(context.rules().metrics(), state, line, context);
        this.run = new SwarmRun(context, current, presence, uses, idleness, metrics, owner);
    }

    @Override
    public SwarmState state() {
        return current.get();
    }

    /**
     * Takes a submission, or refuses it as a whole.
     *
     * @return false if this runner is unloaded: then nothing was done, and another one is to be asked
     */
    boolean take(Submission submission) {
        idleness.touch();
        return run.take(submission);
    }

    /** Somebody outside uses the swarm now: it stays loaded for a while. */
    void touch() {
        idleness.touch();
    }

    /** Keeps the swarm loaded until {@link #release}; false if it is unloaded. */
    boolean retain() {
        return uses.acquireLease();
    }

    @Override
    public void release() {
        idleness.touch();
        uses.releaseLease();
    }

    boolean isUnloaded() {
        return uses.isClosed();
    }

    /** What is to be kept of the swarm after it was unloaded. */
    SwarmLine line() {
        SwarmState last = current.get();
        return SwarmLine.of(last, metrics.areTakenAt(last), context.clock().instant());
    }

    @Override
    public CompletableFuture<SwarmState> reached(Cursor cursor) {
        SwarmState present = current.get();
        if (present.cursor().seq() >= cursor.seq()) {
            return CompletableFuture.completedFuture(present);
        }
        if (!retain()) {
            return reachedBySuccessor(cursor);
        }
        CompletableFuture<SwarmState> reached = current.await(cursor);
        reached.whenComplete((state, failure) -> release());
        hear(cursor);
        return reached;
    }

    /** Ends the wait at the other runner, too, if the stage is canceled or completed by whoever waits. */
    private CompletableFuture<SwarmState> reachedBySuccessor(Cursor cursor) {
        CompletableFuture<SwarmState> result = new CompletableFuture<>();
        owner.successor()
                .thenCompose(next -> {
                    CompletableFuture<SwarmState> reached = next.reached(cursor);
                    result.whenComplete((state, failure) -> reached.cancel(false));
                    return reached;
                })
                .whenComplete((state, failure) -> {
                    if (failure == null) {
                        result.complete(state);
                    } else {
                        result.completeExceptionally(StageFailure.causeOf(failure));
                    }
                });
        return result;
    }

    /**
     * The state after the log was asked whether that cursor's epoch is the present one: {@link LogFollower#informedOf}.
     */
    CompletableFuture<SwarmState> informedOf(Cursor cursor) {
        if (!retain()) {
            return owner.successor().thenCompose(next -> next.informedOf(cursor));
        }
        CompletableFuture<SwarmState> informed = run.follower().informedOf(cursor);
        informed.whenComplete((state, failure) -> release());
        return informed;
    }

    /** The log may have entries up to there. */
    void hear(Cursor head) {
        run.follower().hear(head);
    }

    /** The swarm was deleted. Whoever waits is told so. */
    void end() {
        run.onMissing();
    }

    /** Somebody says that the swarm is no more: as {@link SwarmRun#hearEnd}. */
    void hearEnd() {
        run.hearEnd();
    }

    /**
     * Judges the silence of the agents and does what else is due. Unloads the swarm if it was idle for long enough. One
     * sweep follows another.
     *
     * @param isLate whether this process slept: it cannot know who spoke meanwhile
     */
    void sweep(boolean isLate) {
        if (isLate) {
            restartClocks();
        }
        run.sweep();
        UsualDurations usual = current.usual();
        presence.judge(task -> usual.isExceededBy(task, current.clocks().running(task.id())), run::takeOwn);
        TakeMetrics due = metrics.due(current.get());
        if (due != null) {
            run.takeOwn(due);
        }
        if (idleness.isLong() && Idleness.isNothingDue(current.get())) {
            unloadIfIdle();
        }
    }

    /** Unloads the swarm, unless somebody uses it or something is due in it. */
    void unloadIfIdle() {
        run.unloadIfIdle();
    }

    void restartClocks() {
        // Nobody could be heard, so silence until now says nothing.
        presence.restart();
    }

    /** The store, asked then, said that the log ends there. */
    void learn(Cursor head, long askedNanos) {
        freshness.learn(head, askedNanos, current.cursor());
    }

    /**
     * Since when the state may have been overtaken, if that is more than {@link #SURE} ago: because it is unknown what
     * became of an append, or because others may have written what this replica has not read yet.
     */
    Optional<Instant> staleSince() {
        Duration open = run.outcome().openFor();
        Duration unsure = isAlone() ? Duration.ZERO : freshness.unsureFor(current.cursor());
        Duration longer = open.compareTo(unsure) > 0 ? open : unsure;
        return longer.compareTo(SURE) > 0 ? Optional.of(context.ago(longer)) : Optional.empty();
    }

    /** Whether nobody else writes to the log. */
    private boolean isAlone() {
        return context.store().shared().isEmpty();
    }

    /** As {@link SwarmCoordinator#toldStaleSince}, if the store answers. */
    Optional<Instant> toldStaleSince() {
        return Optional.ofNullable(toldSince);
    }

    /**
     * Tells those who watch that the swarm stands still or lags behind its log, once, and that it goes on, once. That
     * takes two looks at the store: what one look finds is usually read before the next. One call follows another.
     */
    void announceStaleness() {
        boolean isLagging = !isAlone() && freshness.behindFor(current.cursor()).compareTo(SURE) > 0;
        boolean isStale = isLagging || run.outcome().openFor().compareTo(SURE) > 0;
        if (isStale != (toldSince != null)) {
            Instant since = staleSince().orElseGet(() -> context.clock().instant());
            toldSince = isStale ? since : null;
            context.publisher().publish(new StoreAvailability(!isStale, since, state().swarm()));
        }
    }
}
