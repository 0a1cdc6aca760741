package io.swarmbot.push;

import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is left of a range of the log for a reader that does not want every change: the newest event of each type and
 * entity, and none that is older than one which tells the whole entity anew. Folding it gives what folding the whole range
 * gives.
 */
final class Conflation {

    private final Map<String, List<LogEntry>> newest = new HashMap<>();
    private int seen;
    private int bytes;

    /** Takes the next entry of the range. */
    void add(LogEntry entry) {
        EventType type = EventType.ofWireName(entry.type()).orElseThrow();
        List<LogEntry> ofEntity = newest.computeIfAbsent(entityOf(entry), entity -> new ArrayList<>(2));
        ofEntity.removeIf(older -> {
            boolean isSuperseded = type.isWhole() || older.type().equals(entry.type());
            bytes -= isSuperseded ? older.json().length : 0;
            return isSuperseded;
        });
        ofEntity.add(entry);
        seen++;
        bytes += entry.json().length;
    }

    /** Bytes of what is left. */
    int bytes() {
        return bytes;
    }

    /** What is left, in log order. */
    List<LogEntry> entries() {
        return newest.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(LogEntry::seq))
                .toList();
    }

    /** How many entries of the range are not left. */
    int skipped() {
        return seen - newest.values().stream().mapToInt(List::size).sum();
    }

    /** Agents and tasks may have the same id; an event of a task may name the agent at work on it. */
    private static String entityOf(LogEntry entry) {
        return entry.taskId() != null ? "task/" + entry.taskId() : "agent/" + Objects.requireNonNull(entry.agentId());
    }
}
