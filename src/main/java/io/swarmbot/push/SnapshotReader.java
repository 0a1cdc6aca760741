package io.swarmbot.push;

import io.swarmbot.wire.SnapshotPart;
import org.jspecify.annotations.Nullable;

/** One stream's way through a snapshot, part by part. Thread-safety: confined to the connection's event loop. */
final class SnapshotReader {

    private final SubscriptionGroup group;
    private final SharedSnapshot snapshot;
    /** Where the next part starts; null after the last part. */
    private SnapshotPart.@Nullable Place place = SnapshotPart.Place.START;

    SnapshotReader(SubscriptionGroup group, SharedSnapshot snapshot) {
        this.group = group;
        this.snapshot = snapshot;
    }

    boolean hasNext() {
        return place != null;
    }

    /** The next part. The caller holds it. */
    EncodedRange next() {
        if (place == null) {
            throw new IllegalStateException("the snapshot has no further part");
        }
        SnapshotParts.Part part = group.part(snapshot, place);
        place = part.next();
        return part.range();
    }
}
