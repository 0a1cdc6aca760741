package io.swarmbot.swarm.view;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.index.TimedId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A page of what waits for a person in many swarms, the longest first. One swarm after another is added to it, in any
 * order. It holds no more than the page, however many swarms there are and however much waits in them.
 *
 * <p>Of a swarm it shows all questions and alerts, and the newest {@value #MOST_FAILED} tasks that failed for good in
 * the last seven days.
 *
 * <p>Thread-safety: none.
 */
public final class InboxPage {

    private static final int MOST_FAILED = 20;
    private static final Duration FAILED_FOR = Duration.ofDays(7);

    /**
     * An entry and its swarm.
     *
     * @param cursor of the swarm when it was looked at
     */
    public record Item(String swarm, Cursor cursor, InboxEntry entry) {}

    private final InboxPlace after;
    private final int size;
    private final long earliestFailure;
    /** At most one more than the page has. */
    private final TreeMap<InboxPlace, Item> items = new TreeMap<>();

    /**
     * An empty page.
     *
     * @param after what is at this place or before it is not shown
     * @param size entries of the page
     */
    public InboxPage(InboxPlace after, int size, Instant now) {
        this.after = after;
        this.size = size;
        this.earliestFailure = earliestFailure(now);
    }

    private static long earliestFailure(Instant now) {
        return now.minus(FAILED_FOR).toEpochMilli();
    }

    /** Adds what waits in that swarm. */
    public void add(SwarmState state) {
        for (TimedId open : state.attention().openFrom(new TimedId(after.sinceMillis(), ""))) {
            if (!add(state, open)) {
                break;
            }
        }
        for (TimedId failed : state.attention().newestFailed(MOST_FAILED)) {
            if (failed.millis() >= earliestFailure && !add(state, failed)) {
                break;
            }
        }
    }

    /** @return false if nothing that comes later has room */
    private boolean add(SwarmState state, TimedId task) {
        InboxPlace place = new InboxPlace(task.millis(), state.swarm(), task.id());
        if (!hasRoomAt(place)) {
            return false;
        }
        if (place.compareTo(after) > 0) {
            put(place, new Item(state.swarm(), state.cursor(), InboxEntry.of(state.requireTask(task.id()))));
        }
        return true;
    }

    /**
     * Adds what waits in a swarm that is not loaded, in which nothing is open.
     *
     * @param failed as {@link #newestFailed} found them
     */
    public void add(String swarm, Cursor cursor, List<InboxEntry> failed) {
        for (InboxEntry entry : failed) {
            InboxPlace place = new InboxPlace(entry.since().toEpochMilli(), swarm, entry.taskId());
            if (place.sinceMillis() >= earliestFailure && place.compareTo(after) > 0 && hasRoomAt(place)) {
                put(place, new Item(swarm, cursor, entry));
            }
        }
    }

    /** The newest tasks of the state that failed for good, in order: all that a page shows of them from now on. */
    public static List<InboxEntry> newestFailed(SwarmState state, Instant now) {
        long earliest = earliestFailure(now);
        return state.attention().newestFailed(MOST_FAILED).stream()
                .filter(failed -> failed.millis() >= earliest)
                .map(failed -> InboxEntry.of(state.requireTask(failed.id())))
                .toList();
    }

    private boolean hasRoomAt(InboxPlace place) {
        return items.size() <= size || place.compareTo(items.lastKey()) < 0;
    }

    private void put(InboxPlace place, Item item) {
        items.put(place, item);
        if (items.size() > size + 1) {
            items.pollLastEntry();
        }
    }

    /** The entries, the longest waiting first. */
    public List<Item> items() {
        return items.values().stream().limit(size).toList();
    }

    /** Where the next page begins; null if this is the last one. */
    public @Nullable InboxPlace next() {
        return items.size() <= size ? null : items.lowerKey(items.lastKey());
    }
}
