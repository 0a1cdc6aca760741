package io.swarmbot.store.memory;

import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PastRows;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the entities of one log were at earlier places. When an entity changes for the first time after a place, the
 * form that it had there is kept with the place. So a place costs what changed after it, and not all entities.
 *
 * <p>Thread-safety: none; the log's lock guards it.
 */
final class PastForms {

    /** An entity, whatever its form. */
    record Key(String kind, String id) {

        static Key of(EntityRow row) {
            return new Key(row.kind(), row.id());
        }
    }

    private record Place(long seq, Map<Key, EntityRow> forms) {}

    /**
     * What is kept of a place: the forms of it and of each newer place, the newest place first.
     *
     * <p>Thread-safety: immutable.
     */
    record Kept(long seq, List<List<EntityRow>> forms) {

        /** The entities at the place. It looks at all of them, so nobody should hold a lock meanwhile. */
        SwarmImage image(String epoch, List<EntityRow> present) {
            PastRows rows = new PastRows(seq);
            present.forEach(rows::add);
            forms.forEach(each -> each.forEach(rows::add));
            return rows.image(epoch);
        }
    }

    /** The forms of a log take at most so many times the bytes of its entries. */
    private static final int MOST_PER_LOG = 2;

    private final ByteBudget budget;
    /** The oldest first. */
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    private long bytes;

    PastForms(ByteBudget budget) {
        this.budget = budget;
    }

    /** An append begins at that head. */
    void begin(long head) {
        if (places.isEmpty() || head - places.getLast().seq() >= SwarmStore.PAST_EVERY) {
            places.add(new Place(head, new HashMap<>()));
        }
    }

    /** The append changes or deletes the entity that has this form. */
    void keep(EntityRow form) {
        Place newest = places.peekLast();
        if (newest == null || form.version() > newest.seq() || newest.forms().containsKey(Key.of(form))) {
            return;
        }
        // The bytes alone: what the row was made from may be large.
        EntityRow kept = new EntityRow(form.kind(), form.id(), form.version(), form.json());
        newest.forms().put(Key.of(kept), kept);
        count(footprint(kept));
    }

    /**
     * Drops the places that are of no use any more, and the oldest ones that take too much.
     *
     * @param tail the log keeps nothing up to and including that sequence
     * @param logBytes what the entries of the log take
     */
    void trim(long tail, long logBytes) {
        while (!places.isEmpty() && (places.getFirst().seq() < tail || bytes > MOST_PER_LOG * logBytes)) {
            dropOldest();
        }
    }

    void clear() {
        trim(Long.MAX_VALUE, 0);
    }

    /** What is kept of the newest place that is not behind that sequence, if there is one. */
    Optional<Kept> keptAt(long seq) {
        Optional<Long> found =
                places.stream().map(Place::seq).filter(at -> at <= seq).reduce((older, newer) -> newer);
        return found.map(at -> {
            List<List<EntityRow>> forms = new ArrayList<>();
            places.descendingIterator().forEachRemaining(place -> {
                if (place.seq() >= at) {
                    forms.add(List.copyOf(place.forms().values()));
                }
            });
            return new Kept(at, forms);
        });
    }

    private void dropOldest() {
        places.removeFirst().forms().values().forEach(form -> count(-footprint(form)));
    }

    private void count(long more) {
        bytes += more;
        budget.add(more);
    }

    private static int footprint(EntityRow form) {
        byte[] json = form.json();
        return LogEntry.FLAT_BYTES + (json == null ? 0 : json.length);
    }
}
