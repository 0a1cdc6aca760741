package io.swarmbot.store;

import java.util.List;

/**
 * What one append writes, all of it or nothing.
 *
 * @param id unique over all replicas and time; the same batch sent twice is appended once
 * @param expectedHead the log's head that the entries were decided against
 * @param entries at least one, numbered without a hole from {@code expectedHead.seq() + 1}
 * @param entities the entities that these entries change, each at most once
 */
public record Batch(String id, Cursor expectedHead, List<LogEntry> entries, List<EntityRow> entities) {

    public Batch {
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

    /** The head that the log has once this batch is in it. */
    public Cursor head() {
        return entries.get(entries.size() - 1).cursor();
    }
}
