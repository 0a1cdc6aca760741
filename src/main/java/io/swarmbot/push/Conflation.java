package io.swarmbot.push;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The events of a range of the log that are left for a reader that does not want every change: the newest of each type
 * and entity, without those that are older than an event which tells the whole entity. The event that introduces a task
 * always stays. A reader that folds what is left has the same state as one that folds the whole range. The range grows
 * as long as what is left fits into one message.
 *
 * <p>Thread-safety: confined to one thread at a time.
 */
final class Conflation {

    /** Bytes of what is left; the message around it takes up to a kilobyte more. An event alone may be larger. */
    static final int MAX_BYTES = Shard.MAX_WRITE_BYTES - 1_024;

    private final Cursor from;
    private final int maxBytes;
    private Cursor to;
    private final Map<String, List<LogEntry>> newest = new HashMap<>();
    private int seen;
    private int size;
    private int bytes;

    /** An empty range behind that place. */
    Conflation(Cursor from) {
        this(from, MAX_BYTES);
    }

    /** @param maxBytes limit for what is left, smaller than {@link #MAX_BYTES} if memory is short */
    Conflation(Cursor from, int maxBytes) {
        this.from = from;
        this.maxBytes = maxBytes;
        this.to = from;
    }

    /** Takes the next entry of the range; false if there is no room for it: the range ends before it. */
    boolean take(LogEntry entry) {
        EventType type = EventType.ofWireName(entry.type()).orElse(null);
        String entity = entityOf(entry);
        boolean isWhole = type != null && type.isWhole();
        List<LogEntry> before = newest.getOrDefault(entity, List.of());
        LogEntry introduction = before.isEmpty() || !isIntroduction(before.get(0)) ? null : before.get(0);
        Predicate<LogEntry> isSuperseded =
                older -> older != introduction && (isWhole || older.type().equals(entry.type()));
        int left = bytes;
        for (LogEntry older : before) {
            left -= isSuperseded.test(older) ? weight(older) : 0;
        }
        if (left > 0 && left + weight(entry) > maxBytes) {
            return false;
        }
        List<LogEntry> ofEntity = newest.computeIfAbsent(entity, missing -> new ArrayList<>(2));
        size -= ofEntity.size();
        ofEntity.removeIf(isSuperseded);
        ofEntity.add(entry);
        size += ofEntity.size();
        bytes = left + weight(entry);
        seen++;
        to = entry.cursor();
        return true;
    }

    /** Moves the end of the range to that place: the reader wants nothing in between. */
    void pass(Cursor place) {
        to = place;
    }

    /** The place behind which the range begins. */
    Cursor from() {
        return from;
    }

    /** The place at which the range ends. */
    Cursor to() {
        return to;
    }

    /** What is left, in log order. */
    List<LogEntry> entries() {
        return newest.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(LogEntry::seq))
                .toList();
    }

    /** How many entries are left. */
    int size() {
        return size;
    }

    /** How many of the entries that were taken are not left. */
    int skipped() {
        return seen - size;
    }

    /**
     * The entity of an event. An agent and a task may have the same id, and an event of a task may name an agent. An
     * event of no entity, of an unknown type, or of a type whose every event counts is an entity of its own.
     */
    private static String entityOf(LogEntry entry) {
        EventType type = EventType.ofWireName(entry.type()).orElse(null);
        boolean isKnown = type != null && !type.isNeverConflated();
        if (type == EventType.SWARM_METRICS) {
            return "swarm";
        } else if (isKnown && entry.taskId() != null) {
            return "task/" + entry.taskId();
        } else if (isKnown && entry.agentId() != null) {
            return "agent/" + entry.agentId();
        }
        return "event/" + entry.seq();
    }

    /**
     * Whether it may be the first event of the task that the reader receives, because the task is new or was finished
     * long ago. Without it, the reader could not tell which status the task had before, and would count wrong.
     */
    private static boolean isIntroduction(LogEntry entry) {
        return entry.type().equals(EventType.TASK_SUBMITTED.wireName())
                || entry.type().equals(EventType.TASK_UPDATED.wireName());
    }

    /** Bytes of the event in a message, with the comma behind it. */
    private static int weight(LogEntry entry) {
        return entry.json().length + 1;
    }
}
