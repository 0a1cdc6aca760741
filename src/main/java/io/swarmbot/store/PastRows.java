package io.swarmbot.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts together what the entities of a swarm were at an earlier place of its log. Add the entities of the head first,
 * and then those that are kept with each place from there on, the newest place first: the form that an entity had
 * before its first change is the one that it had at the place.
 *
 * <p>Thread-safety: one call at a time.
 */
public final class PastRows {

    private final long seq;
    private final Map<String, EntityRow> rows = new HashMap<>();

    /** @param seq of the place */
    public PastRows(long seq) {
        this.seq = seq;
    }

    /**
     * Adds a form. It takes the place of one that was added before. A form that is newer than the place is left out.
     */
    public void add(EntityRow row) {
        if (row.version() <= seq) {
            rows.put(row.kind() + "/" + row.id(), row);
        }
    }

    /** The entities at the place. */
    public SwarmImage image(String epoch) {
        return new SwarmImage(new Cursor(epoch, seq), List.copyOf(rows.values()));
    }
}
