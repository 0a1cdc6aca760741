package io.swarmbot.push;

import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.SnapshotPart;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One state of a swarm, and its parts in JSON. Each part is made when a reader first needs it. The first 64 parts are
 * kept; later parts of a larger swarm are made for each reader.
 *
 * <p>Thread-safety: any event loop may ask.
 */
final class SharedSnapshot {

    private static final int MAX_KEPT_PARTS = 64;

    private final SwarmState state;
    private final long madeAtNanos;
    private final ConcurrentHashMap<SnapshotPart.Place, SnapshotPart> parts = new ConcurrentHashMap<>();

    SharedSnapshot(SwarmState state, long madeAtNanos) {
        this.state = state;
        this.madeAtNanos = madeAtNanos;
    }

    SwarmState state() {
        return state;
    }

    long madeAtNanos() {
        return madeAtNanos;
    }

    SnapshotPart part(SnapshotPart.Place place) {
        return place.number() > MAX_KEPT_PARTS
                ? SnapshotPart.of(state, place)
                : parts.computeIfAbsent(place, missing -> SnapshotPart.of(state, missing));
    }
}
