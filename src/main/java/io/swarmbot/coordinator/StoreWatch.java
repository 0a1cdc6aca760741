package io.swarmbot.coordinator;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.SwarmStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the store answers and takes commands. Each look at the store notices whether it does. If others write
 * to the store, too, the look also brings the heads of their logs, which {@link SwarmStore#tail} may have failed to
 * tell.
 *
 * <p>Thread-safety: any thread may ask {@link #awaySince} and {@link #isStopped}. One look follows another, and the
 * listener hears of them one at a time.
 */
final class StoreWatch {

    /** Whoever wants to know what a look brought. */
    interface Listener {

        /** The swarms whose heads are to be looked at. */
        Set<String> interests();

        /**
         * The heads of those that were asked about. A swarm that is missing does not exist. Only if the store is
         * shared.
         *
         * @param askedNanos when the store was asked
         */
        void onHeads(Map<String, Cursor> heads, long askedNanos);

        /** The store stopped answering, or answers again. */
        void onChange(StoreAvailability availability);

        /** The store answered this look. */
        void onAnswer();
    }

    private static final Logger LOG = System.getLogger(StoreWatch.class.getName());

    /** A connection that is lost and made again within this time is no outage. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(250).toNanos();

    private final SwarmContext context;
    private final Listener listener;

    // Written by the look, read by any thread.
    private volatile long answeredNanos;
    private volatile boolean isAway;

    /** Set by any thread. */
    private volatile boolean isStopped;

    // Of the look.
    private boolean isFailing;
    private long failingSinceNanos;

    StoreWatch(SwarmContext context, Listener listener) {
        this.context = context;
        this.listener = listener;
        this.answeredNanos = context.ticker().nanos();
    }

    /** From now on nothing is told: a store that does not answer is one that was closed. */
    void stop() {
        isStopped = true;
    }

    /** Whether the service ends, so that nothing is to be begun any more. */
    boolean isStopped() {
        return isStopped;
    }

    /** When the store answered last, if it does not answer now. */
    Optional<Instant> awaySince() {
        return isAway ? Optional.of(answeredAt()) : Optional.empty();
    }

    /**
     * When the store was asked last to good effect, if that is so long ago that this replica cannot be sure to know
     * what others wrote since. Empty if nobody else writes.
     */
    Optional<Instant> unsureSince() {
        boolean isUnsure = context.store().shared().isPresent()
                && context.ticker().nanos() - answeredNanos > SwarmRunner.SURE.toNanos();
        return isUnsure ? Optional.of(answeredAt()) : awaySince();
    }

    private Instant answeredAt() {
        return context.ago(Duration.ofNanos(context.ticker().nanos() - answeredNanos));
    }

    /** Looks at the store once. The stage says whether it answered; it does not fail. */
    CompletableFuture<Boolean> look() {
        if (isStopped) {
            return CompletableFuture.completedFuture(true);
        }
        long begunNanos = context.ticker().nanos();
        return ask().toCompletableFuture().handle((heads, failure) -> {
            if (!isStopped) {
                try {
                    if (failure == null) {
                        succeed(heads, begunNanos);
                    } else {
                        fail(begunNanos, failure);
                    }
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "what was seen of the store could not be taken", e);
                }
            }
            return isStopped || failure == null;
        });
    }

    private CompletionStage<Optional<Map<String, Cursor>>> ask() {
        return context.store()
                .shared()
                .map(shared -> shared.heads(listener.interests()).thenApply(Optional::of))
                .orElseGet(() -> context.store().check().thenApply(works -> Optional.empty()));
    }

    private void succeed(Optional<Map<String, Cursor>> heads, long begunNanos) {
        Duration pause = Duration.ofNanos(context.ticker().nanos() - answeredNanos);
        answeredNanos = begunNanos;
        isFailing = false;
        if (isAway) {
            isAway = false;
            LOG.log(Level.INFO, () -> "the store answers and takes commands again, after " + pause.toMillis() + " ms");
            listener.onChange(new StoreAvailability(true, answeredAt()));
        }
        heads.ifPresent(found -> listener.onHeads(found, begunNanos));
        listener.onAnswer();
    }

    private void fail(long begunNanos, Throwable failure) {
        if (!isFailing) {
            isFailing = true;
            failingSinceNanos = begunNanos;
        }
        if (!isAway && context.ticker().nanos() - failingSinceNanos >= PATIENCE_NANOS) {
            isAway = true;
            LOG.log(
                    Level.WARNING,
                    () -> "the store does not answer or takes nothing: " + messageOf(failure)
                            + ". Commands are refused; reads and streams go on from what is known");
            listener.onChange(new StoreAvailability(false, answeredAt()));
        }
    }

    private static @Nullable String messageOf(Throwable failure) {
        return StageFailure.causeOf(failure).getMessage();
    }
}
