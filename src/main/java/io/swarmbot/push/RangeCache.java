package io.swarmbot.push;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that a group encoded last, for members that come by the same place later: those whose socket was full, and
 * those that catch up.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class RangeCache {

    private static final int MAX_RANGES = 8;

    private final ArrayDeque<EncodedRange> ranges = new ArrayDeque<>();

    /** The range that begins at that sequence, held once more for the caller; null if none is kept. */
    @Nullable
    EncodedRange find(long from) {
        for (EncodedRange known : ranges) {
            if (known.from().seq() == from) {
                return known.retain();
            }
        }
        return null;
    }

    /** Keeps a range, instead of the oldest one if there are too many. */
    void add(EncodedRange range) {
        if (ranges.size() == MAX_RANGES) {
            ranges.removeLast().release();
        }
        ranges.addFirst(range.retain());
    }

    /** Releases the ranges that end before that sequence. */
    void releaseBefore(long head) {
        ranges.removeIf(range -> {
            boolean isOld = range.to().seq() < head;
            if (isOld) {
                range.release();
            }
            return isOld;
        });
    }

    void clear() {
        ranges.forEach(EncodedRange::release);
        ranges.clear();
    }
}
