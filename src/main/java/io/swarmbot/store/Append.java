package io.swarmbot.store;

import java.util.List;

/**
 * What one append writes: entries and the entities that they change. A store writes all of it or nothing.
 *
 * @param id unique over all replicas and all time. A store recognises an append that is sent again by its id, and does
 *     not write it twice
 * @param expectedHead the head of the log that the entries were decided on. If the log has another head, nothing is
 *     written
 * @param entries at least one; numbered without a hole from {@code expectedHead.seq() + 1}
 * @param entities the new forms of the entities that the entries change; each entity at most once
 */
public record Append(String id, Cursor expectedHead, List<LogEntry> entries, List<EntityRow> entities) {

    public Append {
        entries = List.copyOf(entries);
        entities = List.copyOf(entities);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("an append needs an entry");
        }
        long seq = expectedHead.seq();
        for (LogEntry entry : entries) {
            if (entry.seq() != ++seq) {
                throw new IllegalArgumentException("entry " + entry + " where " + seq + " was due");
            }
        }
    }

    /** The cursor of the last entry: the head of the log after this append. */
    public Cursor head() {
        return entries.get(entries.size() - 1).cursor();
    }
}
