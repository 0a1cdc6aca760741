package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.SwarmStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the store once a second: notices when it does not answer and when it does again, and, of a store that others
 * write to as well, whatever {@link SwarmStore#tail} failed to tell.
 *
 * <p>Thread-safety: any thread may ask {@link #awaySince}. One look follows another; the listener hears of them one at a time.
 */
final class StoreWatch {

    interface Listener {

        /** The swarms whose heads are to be looked at. */
        Set<String> interests();

        /** The heads of those that were asked about; who is missing is not there. Not called where nobody shares the store. */
        void saw(Map<String, Cursor> heads);

        void changed(StoreAvailability availability);

        /** The store answered this look. */
        void answered();
    }

    private static final Logger LOG = System.getLogger(StoreWatch.class.getName());

    private static final long EVERY_MILLIS = 1_000;
    /** A connection that is lost and made again within this time is no outage. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(250).toNanos();

    private final SwarmContext context;
    private final Listener listener;
    private volatile Instant answeredAt;
    private volatile boolean isAway;
    private volatile boolean isStopped;

    // Of the one look that is under way.
    private final Backoff backoff = new Backoff();
    private boolean isFailing;
    private long failingSince;

    StoreWatch(SwarmContext context, Listener listener) {
        this.context = context;
        this.listener = listener;
        this.answeredAt = context.clock().instant();
    }

    void start() {
        next(EVERY_MILLIS);
    }

    void stop() {
        isStopped = true;
    }

    /** Whether the service ends: nothing is to be begun any more. */
    boolean isStopped() {
        return isStopped;
    }

    /** When the store answered last, where it does not answer now. */
    Optional<Instant> awaySince() {
        return isAway ? Optional.of(answeredAt) : Optional.empty();
    }

    private void next(long millis) {
        if (!isStopped) {
            context.timer().schedule(this::look, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        long begun = System.nanoTime();
        ask().whenComplete((heads, failure) -> {
            if (isStopped) {
                return;
            }
            try {
                if (failure == null) {
                    answered(heads);
                } else {
                    failed(begun, failure);
                }
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "what was seen of the store could not be taken", e);
            }
            next(failure == null ? EVERY_MILLIS : jittered(backoff.nextMillis()));
        });
    }

    private CompletionStage<Optional<Map<String, Cursor>>> ask() {
        return context.store()
                .shared()
                .map(shared -> shared.heads(listener.interests()).thenApply(Optional::of))
                .orElseGet(() -> context.store().check().thenApply(works -> Optional.empty()));
    }

    private void answered(Optional<Map<String, Cursor>> heads) {
        Instant before = answeredAt;
        answeredAt = context.clock().instant();
        isFailing = false;
        backoff.reset();
        if (isAway) {
            isAway = false;
            LOG.log(
                    Level.INFO,
                    () -> "the store answers again, after "
                            + Duration.between(before, answeredAt).toMillis() + " ms");
            listener.changed(new StoreAvailability(true, answeredAt));
        }
        heads.ifPresent(listener::saw);
        listener.answered();
    }

    private void failed(long begun, Throwable failure) {
        if (!isFailing) {
            isFailing = true;
            failingSince = begun;
        }
        if (!isAway && System.nanoTime() - failingSince >= PATIENCE_NANOS) {
            isAway = true;
            LOG.log(
                    Level.WARNING,
                    () -> "the store does not answer: " + messageOf(failure)
                            + ". Commands are refused; reads and streams go on from what is known");
            listener.changed(new StoreAvailability(false, answeredAt));
        }
    }

    private static @Nullable String messageOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause().getMessage()
                : failure.getMessage();
    }

    private static long jittered(long millis) {
        return millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    }
}
