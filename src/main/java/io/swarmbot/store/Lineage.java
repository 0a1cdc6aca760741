package io.swarmbot.store;

import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The epochs that one log has had, and how far a cursor of each of them can be trusted.
 *
 * <p>A new epoch begins if the log's newest entries may have been lost. Sequence numbers run on. A cursor of an earlier
 * epoch is still good if it is not after the place where its epoch ended: up to there the log is the same. After that
 * place, the log now holds other entries than the reader may have seen.
 *
 * @param ends the last cursor of each earlier epoch, the oldest first; only the newest {@value #REMEMBERED} are kept
 * @param head the log's head, in the present epoch
 */
public record Lineage(List<Cursor> ends, Cursor head) {

    /** How many earlier epochs a log remembers. */
    public static final int REMEMBERED = 16;

    public Lineage {
        ends = List.copyOf(ends.subList(Math.max(0, ends.size() - REMEMBERED), ends.size()));
    }

    /** The lineage of a log in its first epoch. */
    public static Lineage of(Cursor head) {
        return new Lineage(List.of(), head);
    }

    /** This lineage with another head in the same epoch. */
    public Lineage withHead(Cursor newHead) {
        return new Lineage(ends, newHead);
    }

    /** This lineage with a new epoch that begins at the present head. */
    public Lineage withNewEpoch(String epoch) {
        List<Cursor> longer = new ArrayList<>(ends);
        longer.add(head);
        return new Lineage(longer, new Cursor(epoch, head.seq()));
    }

    /**
     * Why a reader at {@code after} cannot read on in this log. Empty if it can, unless the entries that it needs were
     * trimmed, which a lineage does not know.
     */
    public Optional<Gap> gapAfter(Cursor after) {
        if (after.epoch().equals(head.epoch())) {
            return after.seq() <= head.seq() ? Optional.empty() : Optional.of(new Gap(GapReason.UNKNOWN, head));
        }
        for (Cursor end : ends) {
            if (end.epoch().equals(after.epoch())) {
                return after.seq() <= end.seq()
                        ? Optional.empty()
                        : Optional.of(new Gap(GapReason.EPOCH, head, end.seq()));
            }
        }
        return Optional.of(new Gap(GapReason.EPOCH, head));
    }
}
