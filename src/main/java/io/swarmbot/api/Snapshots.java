package io.swarmbot.api;

import io.swarmbot.http.AnswerBody;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Documents;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes snapshots on worker threads, once for all clients that ask at the same time.
 *
 * <p>For each swarm, one snapshot is encoded at a time. Clients that ask for a later state meanwhile share the
 * following snapshot, however many states pass until then. So the number of swarms bounds the work, not the number of
 * clients. A snapshot whose bytes are still there, because an answer is under way, is given to later clients, too. The
 * last snapshots are kept for later clients, up to {@value #KEPT_BYTES} bytes, and while nobody else needs their room.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class Snapshots {

    static final int KEPT_BYTES = 32 << 20;

    /** Kept snapshots take at most this part of the room for documents: a quarter. */
    private static final int KEPT_SHARE = 4;

    /** What is remembered of so many swarms: how long the last snapshot was, and where it is. */
    private static final int MOST_PLACES = 1_000;

    record Snapshot(Cursor cursor, AnswerBody body) {

        /** This snapshot, held once more. */
        Snapshot retained() {
            body.retain();
            return this;
        }
    }

    private static final class Encoding {

        private final CompletableFuture<Snapshot> result = new CompletableFuture<>();
        private SwarmState state;

        Encoding(SwarmState state) {
            this.state = state;
        }

        /** Holds the snapshot before {@link #result} is complete, so nobody can release it in between. */
        CompletableFuture<Snapshot> forCaller() {
            return result.thenApply(Snapshot::retained);
        }
    }

    /** The snapshots of one swarm. */
    private static final class Place {

        private @Nullable Snapshot kept;
        private @Nullable Encoding underWay;
        private @Nullable Encoding next;
        /** The last snapshot's body, which is there as long as anybody holds it. */
        private WeakReference<AnswerBody> body = new WeakReference<>(null);
        /** Of the last snapshot; null if there was none. */
        private @Nullable Cursor cursor;
        /** How long the last snapshot was: the next one will need as much room. 0 if there was none. */
        private long length;

        private boolean isInUse() {
            AnswerBody last = body.get();
            return underWay != null || (last != null && last.isHeld());
        }

        /** The last snapshot, held once more, if it is of that state and anybody holds it. */
        private @Nullable Snapshot present(SwarmState state) {
            AnswerBody last = body.get();
            return last != null && state.cursor().equals(cursor) && last.tryRetain()
                    ? new Snapshot(state.cursor(), last)
                    : null;
        }

        private void remember(Snapshot snapshot) {
            body = new WeakReference<>(snapshot.body());
            cursor = snapshot.cursor();
            length = snapshot.body().length();
        }
    }

    private final Executor workers;
    private final AnswerBudget budget;
    private final long mostKeptBytes;

    // Guarded by this. In the order in which they were last asked for.
    private final LinkedHashMap<String, Place> places = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    Snapshots(Executor workers, AnswerBudget budget) {
        this.workers = workers;
        this.budget = budget;
        this.mostKeptBytes = Math.min(KEPT_BYTES, budget.documentLimit() / KEPT_SHARE);
    }

    /**
     * The snapshot of the state, or of a later one. Its body is held for the caller, who releases it, or gives the hold
     * to the exchange.
     *
     * @return fails with a {@link Rejection} if there is no room for it
     */
    synchronized CompletableFuture<Snapshot> of(SwarmState state) {
        Place place = places.computeIfAbsent(state.swarm(), name -> new Place());
        Snapshot present = place.present(state);
        if (present != null) {
            return CompletableFuture.completedFuture(present);
        }
        Encoding underWay = place.underWay;
        if (underWay == null) {
            return begin(place, new Encoding(state));
        }
        if (underWay.state.cursor().equals(state.cursor())) {
            return underWay.forCaller();
        }
        Encoding next = place.next;
        if (next == null) {
            next = new Encoding(state);
            place.next = next;
        } else if (next.state.cursor().seq() < state.cursor().seq()) {
            next.state = state;
        }
        return next.forCaller();
    }

    private CompletableFuture<Snapshot> begin(Place place, Encoding encoding) {
        place.underWay = encoding;
        SwarmState state = encoding.state;
        CompletableFuture<Snapshot> forCaller = encoding.forCaller();
        encoded(state, place.length).whenComplete((snapshot, failure) -> {
            finish(place, snapshot);
            if (snapshot != null) {
                encoding.result.complete(snapshot);
                snapshot.body().release();
            } else {
                encoding.result.completeExceptionally(failure);
            }
        });
        return forCaller;
    }

    private CompletableFuture<Snapshot> encoded(SwarmState state, long expectedLength) {
        try {
            return CompletableFuture.supplyAsync(() -> encode(state, expectedLength), workers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Snapshots that are only kept for later clients make room for one that is asked for. */
    private Snapshot encode(SwarmState state, long expectedLength) {
        try {
            return encodeIfThereIsRoom(state, expectedLength);
        } catch (Rejection spent) {
            if (!dropKept()) {
                throw spent;
            }
            return encodeIfThereIsRoom(state, expectedLength);
        }
    }

    private Snapshot encodeIfThereIsRoom(SwarmState state, long expectedLength) {
        // Otherwise a snapshot that will not fit would be encoded up to the last free byte, for each client anew.
        budget.requireRoomFor(expectedLength);
        return new Snapshot(state.cursor(), budget.encode(Documents.snapshot(state)));
    }

    private synchronized boolean dropKept() {
        boolean hadKept = keptBytes > 0;
        forgetOldest(0);
        return hadKept;
    }

    private synchronized void finish(Place place, @Nullable Snapshot snapshot) {
        keep(place, snapshot);
        if (snapshot != null) {
            place.remember(snapshot);
        }
        Encoding next = place.next;
        place.next = null;
        if (next == null) {
            place.underWay = null;
        } else {
            begin(place, next);
        }
        forgetOldest(mostKeptBytes);
    }

    private void forgetOldest(long limit) {
        Iterator<Place> oldest = places.values().iterator();
        while (oldest.hasNext() && (keptBytes > limit || places.size() > MOST_PLACES)) {
            Place each = oldest.next();
            keep(each, null);
            if (places.size() > MOST_PLACES && !each.isInUse()) {
                oldest.remove();
            }
        }
    }

    private void keep(Place place, @Nullable Snapshot snapshot) {
        Snapshot before = place.kept;
        if (before != null) {
            keptBytes -= before.body().length();
            before.body().release();
        }
        place.kept = snapshot == null ? null : snapshot.retained();
        keptBytes += snapshot == null ? 0 : snapshot.body().length();
    }
}
