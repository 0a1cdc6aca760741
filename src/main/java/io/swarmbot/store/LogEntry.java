package io.swarmbot.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event as the log keeps it: encoded once, with what a filter needs beside it.
 *
 * <p>The bytes are shared by every reader and must not be changed.
 */
public final class LogEntry {

    /** Bytes that an entry is charged with besides its JSON: a flat sum for the objects around it. */
    public static final int FLAT_BYTES = 96;

    private final Cursor cursor;
    private final String type;
    private final @Nullable String agentId;
    private final @Nullable String taskId;
    private final String writer;
    private final byte[] json;

    /**
     * @param type the event's wire type, such as {@code agent_status_changed}
     * @param writer the replica that appended it
     * @param json the event as one JSON object in UTF-8, its cursor included
     */
    public LogEntry(
            Cursor cursor, String type, @Nullable String agentId, @Nullable String taskId, String writer, byte[] json) {
        this.cursor = Objects.requireNonNull(cursor);
        this.type = Objects.requireNonNull(type);
        this.agentId = agentId;
        this.taskId = taskId;
        this.writer = Objects.requireNonNull(writer);
        this.json = Objects.requireNonNull(json);
    }

    public Cursor cursor() {
        return cursor;
    }

    public long seq() {
        return cursor.seq();
    }

    public String type() {
        return type;
    }

    public @Nullable String agentId() {
        return agentId;
    }

    public @Nullable String taskId() {
        return taskId;
    }

    public String writer() {
        return writer;
    }

    /** The shared bytes: read only. */
    public byte[] json() {
        return json;
    }

    /** Bytes of memory that this entry is charged with: its JSON and {@link #FLAT_BYTES}. */
    public int footprint() {
        return json.length + FLAT_BYTES;
    }

    @Override
    public String toString() {
        return type + "@" + cursor;
    }
}
