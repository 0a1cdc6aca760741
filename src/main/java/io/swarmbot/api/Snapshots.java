package io.swarmbot.api;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Documents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots that are answered with, encoded away from the event loops and once for all who ask at the same time.
 *
 * <p>Of one swarm one is encoded at a time. Who asks for a later state meanwhile shares the next one, however many states
 * come and go until then; so what is under way is bounded by the swarms, not by those who ask. The last ones are kept for
 * those who come a little later, up to {@value #KEPT_BYTES} bytes.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class Snapshots {

    static final int KEPT_BYTES = 32 << 20;

    /** @param json shared: read only */
    record Snapshot(Cursor cursor, byte[] json) {}

    private static final class Encoding {

        private final CompletableFuture<Snapshot> result = new CompletableFuture<>();
        private SwarmState state;

        Encoding(SwarmState state) {
            this.state = state;
        }
    }

    /** Of one swarm. */
    private static final class Place {

        private @Nullable Snapshot kept;
        private @Nullable Encoding underWay;
        private @Nullable Encoding next;
    }

    private final Executor workers;

    // Guarded by this; the swarm that was asked for last at the end.
    private final LinkedHashMap<String, Place> places = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    Snapshots(Executor workers) {
        this.workers = workers;
    }

    /** The snapshot of that state, or of a later one. */
    synchronized CompletableFuture<Snapshot> of(SwarmState state) {
        Place place = places.computeIfAbsent(state.swarm(), name -> new Place());
        Snapshot kept = place.kept;
        if (kept != null && kept.cursor().equals(state.cursor())) {
            return CompletableFuture.completedFuture(kept);
        }
        Encoding underWay = place.underWay;
        if (underWay == null) {
            return begin(place, new Encoding(state));
        }
        if (underWay.state.cursor().equals(state.cursor())) {
            return underWay.result.copy();
        }
        Encoding next = place.next;
        if (next == null) {
            next = new Encoding(state);
            place.next = next;
        } else if (next.state.cursor().seq() < state.cursor().seq()) {
            next.state = state;
        }
        return next.result.copy();
    }

    private CompletableFuture<Snapshot> begin(Place place, Encoding encoding) {
        place.underWay = encoding;
        SwarmState state = encoding.state;
        encoded(state).whenComplete((snapshot, failure) -> {
            finish(place, snapshot);
            if (snapshot != null) {
                encoding.result.complete(snapshot);
            } else {
                encoding.result.completeExceptionally(failure);
            }
        });
        return encoding.result.copy();
    }

    private CompletableFuture<Snapshot> encoded(SwarmState state) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> new Snapshot(state.cursor(), Documents.snapshot(state)), workers);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void finish(Place place, @Nullable Snapshot snapshot) {
        keptBytes -= size(place.kept);
        place.kept = snapshot;
        keptBytes += size(snapshot);
        Encoding next = place.next;
        place.next = null;
        if (next == null) {
            place.underWay = null;
        } else {
            begin(place, next);
        }
        Iterator<Map.Entry<String, Place>> oldest = places.entrySet().iterator();
        while (keptBytes > KEPT_BYTES && oldest.hasNext()) {
            Place each = oldest.next().getValue();
            keptBytes -= size(each.kept);
            each.kept = null;
            if (each.underWay == null) {
                oldest.remove();
            }
        }
    }

    private static int size(@Nullable Snapshot snapshot) {
        return snapshot == null ? 0 : snapshot.json().length;
    }
}
