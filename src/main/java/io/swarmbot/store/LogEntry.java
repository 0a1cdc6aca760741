package io.swarmbot.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event in the form that the log keeps: encoded once, and beside it the fields that filters need.
 *
 * <p>All readers share the bytes, so nobody may change them.
 */
public final class LogEntry {

    /** An estimate of the bytes of memory that an entry takes besides its JSON. */
    public static final int FLAT_BYTES = 96;

    /** The type of an entry that cannot be read. */
    public static final String UNREADABLE = "unreadable";

    private final Cursor cursor;
    private final String type;
    private final @Nullable String agentId;
    private final @Nullable String taskId;
    private final String writer;
    private final byte[] json;

    /**
     * @param type the event's wire type, such as {@code agent_status_changed}
     * @param agentId the agent that the event is about, if any
     * @param taskId the task that the event is about, if any
     * @param writer the replica that appended it
     * @param json the event as one JSON object in UTF-8, with its cursor
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

    /** Whether this entry stands in the place of one that cannot be read. */
    public boolean isUnreadable() {
        return type.equals(UNREADABLE);
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

    /** The event as JSON. The array is shared: do not change it. */
    public byte[] json() {
        return json;
    }

    /** Bytes that this entry counts as in limits: its JSON and {@link #FLAT_BYTES}. */
    public int footprint() {
        return json.length + FLAT_BYTES;
    }

    @Override
    public String toString() {
        return type + "@" + cursor;
    }
}
