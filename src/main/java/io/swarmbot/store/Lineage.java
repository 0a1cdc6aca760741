package io.swarmbot.store;

import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lives that one log has had, and how far each of them leads into the present one.
 *
 * <p>A new epoch begins whenever the log's tail may have been lost. Sequence numbers run on across it, so a cursor of an
 * earlier epoch is as good as one of the present, as long as it is not behind the place where its epoch ended: what came
 * after that place then is not what is there now.
 *
 * @param ends the last cursor of each earlier epoch that is remembered, the oldest first; at most {@value #REMEMBERED}
 * @param head the log's head, in the present epoch
 */
public record Lineage(List<Cursor> ends, Cursor head) {

    /** Earlier epochs that a log remembers, the newest. */
    public static final int REMEMBERED = 16;

    public Lineage {
        ends = List.copyOf(ends.subList(Math.max(0, ends.size() - REMEMBERED), ends.size()));
    }

    /** A log that has had one life so far. */
    public static Lineage of(Cursor head) {
        return new Lineage(List.of(), head);
    }

    /** The same epoch, further on. */
    public Lineage at(Cursor newHead) {
        return new Lineage(ends, newHead);
    }

    /** A new life of the log, which goes on behind what is left of it: the present head. */
    public Lineage began(String epoch) {
        List<Cursor> longer = new ArrayList<>(ends);
        longer.add(head);
        return new Lineage(longer, new Cursor(epoch, head.seq()));
    }

    /** Why a reader at that cursor cannot go on in this log; empty where it can, as far as epochs are concerned. */
    public Optional<Gap> gapAt(Cursor after) {
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
