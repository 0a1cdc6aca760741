package io.swarmbot.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Entries for tests. Each contains its own cursor, so a test notices an entry in the wrong place. */
public final class LogEntries {

    private LogEntries() {}

    public static LogEntry at(Cursor cursor) {
        return at(cursor, 0);
    }

    /** @param padding how many more bytes the entry has than usual */
    public static LogEntry at(Cursor cursor, int padding) {
        // All entries of the same padding have the same length, whatever the number of digits in the cursor.
        String filling = "x".repeat(40 + padding - cursor.toString().length());
        String json = "{\"cursor\":\"" + cursor + "\",\"text\":\"Zürich 🐝" + filling + "\"}";
        return new LogEntry(
                cursor, "task_progress", "agent1", "task1", "replica1", json.getBytes(StandardCharsets.UTF_8));
    }

    /** This many entries right after the cursor. */
    public static List<LogEntry> after(Cursor head, int count) {
        return after(head, count, 0);
    }

    public static List<LogEntry> after(Cursor head, int count, int padding) {
        List<LogEntry> entries = new ArrayList<>(count);
        for (int n = 1; n <= count; n++) {
            entries.add(at(head.plus(n), padding));
        }
        return entries;
    }

    public static String text(LogEntry entry) {
        return new String(entry.json(), StandardCharsets.UTF_8);
    }

    public static List<String> texts(List<LogEntry> entries) {
        return entries.stream().map(LogEntries::text).toList();
    }

    public static List<Long> seqs(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::seq).toList();
    }

    /** The sequences from the first to the last, both included. */
    public static List<Long> seqs(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
