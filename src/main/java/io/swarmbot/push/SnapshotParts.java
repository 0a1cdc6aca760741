package io.swarmbot.push;

import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.wire.SnapshotPart;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of snapshots that a group sent last, encoded once for all members that begin with the same snapshot.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class SnapshotParts {

    private static final int MAX_PARTS = 8;

    /**
     * An encoded part.
     *
     * @param next where the next part starts; null for the last part
     * @param range the bytes, which lead nowhere: from the snapshot's place to the same place
     */
    record Part(
            SharedSnapshot snapshot, SnapshotPart.Place place, SnapshotPart.@Nullable Place next, EncodedRange range) {}

    private final Framing framing;
    private final ByteBudget encoded;
    private final ArrayDeque<Part> parts = new ArrayDeque<>(0);

    SnapshotParts(Framing framing, ByteBudget encoded) {
        this.framing = framing;
        this.encoded = encoded;
    }

    /** The part that is kept, held once more for the caller; null if it is not kept. */
    @Nullable
    Part find(SharedSnapshot snapshot, SnapshotPart.Place place) {
        for (Part known : parts) {
            if (known.snapshot() == snapshot && known.place().equals(place)) {
                known.range().retain();
                return known;
            }
        }
        return null;
    }

    /** Encodes the part that starts there. The caller holds its range. */
    Part encode(SharedSnapshot snapshot, SnapshotPart.Place place) {
        SnapshotPart part = snapshot.part(place);
        Cursor cursor = snapshot.state().cursor();
        EncodedRange range = new EncodedRange(cursor, cursor, 0, framing.frame(List.of(part.message())), encoded);
        return new Part(snapshot, place, part.next(), range);
    }

    /** Keeps a part, instead of the oldest one if there are too many. */
    void add(Part part) {
        if (parts.size() == MAX_PARTS) {
            parts.removeLast().range().release();
        }
        part.range().retain();
        parts.addFirst(part);
    }

    void clear() {
        parts.forEach(part -> part.range().release());
        parts.clear();
    }
}
