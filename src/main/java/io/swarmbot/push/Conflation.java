package io.swarmbot.push;

import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is left of a range of the log for a reader that does not want every change: the newest event of each type and
 * entity, and none that is older than one which tells the whole entity anew, but for the one that introduces a task.
 * Folding it gives what folding the whole range gives. The range grows for as long as what is left of it is one message.
 *
 * <p>Thread-safety: confined to one thread at a time.
 */
final class Conflation {

    /** Bytes of what is left; the message around it takes up to a kilobyte more. An event alone may be larger. */
    static final int MAX_BYTES = Shard.MAX_WRITE_BYTES - 1_024;

    private final long from;
    private final int maxBytes;
    private long to;
    private final Map<String, List<LogEntry>> newest = new HashMap<>();
    private int seen;
    private int size;
    private int bytes;

    /** A range that begins behind that place, and is empty so far. */
    Conflation(long from) {
        this(from, MAX_BYTES);
    }

    /** @param maxBytes of what is left, where memory is short */
    Conflation(long from, int maxBytes) {
        this.from = from;
        this.maxBytes = maxBytes;
        this.to = from;
    }

    /** Takes the next entry of the range; false where there is no room for it: the range ends before it. */
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
        to = entry.seq();
        return true;
    }

    /** The range goes on to that place; what is in between is not wanted. */
    void pass(long place) {
        to = place;
    }

    /** The place behind which the range begins. */
    long from() {
        return from;
    }

    /** The place where it ends. */
    long to() {
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

    /** How many entries that were taken are not left. */
    int skipped() {
        return seen - size;
    }

    /**
     * Agents and tasks may have the same id; an event of a task may name the agent at work on it. What is of neither, of
     * a type that is not known here, or of one whose every event counts, stands for itself.
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
     * Whether it may be the first that a reader hears of the task, be it new or one that was finished long ago. Without it,
     * nobody could count the task from the status that it had before the range.
     */
    private static boolean isIntroduction(LogEntry entry) {
        return entry.type().equals(EventType.TASK_SUBMITTED.wireName())
                || entry.type().equals(EventType.TASK_UPDATED.wireName());
    }

    /** With the comma behind it. */
    private static int weight(LogEntry entry) {
        return entry.json().length + 1;
    }
}
