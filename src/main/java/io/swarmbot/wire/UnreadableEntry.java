package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is shown in the place of an event that cannot be read: its cursor, and what else is known of it. */
final class UnreadableEntry {

    /** The end of every event. */
    private static final Pattern TIMESTAMP =
            Pattern.compile("\"timestamp\":\"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)\"}\\z");

    private UnreadableEntry() {}

    static LogEntry of(LogEntry entry) {
        Cursor cursor = entry.cursor();
        byte[] json = Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", LogEntry.UNREADABLE);
            out.writeStringField("cursor", cursor.toString());
            Wire.string(out, "task_id", entry.taskId());
            Wire.string(out, "agent_id", entry.agentId());
            Wire.string(out, "timestamp", timestamp(entry.json()));
            out.writeEndObject();
        });
        return new LogEntry(cursor, LogEntry.UNREADABLE, entry.agentId(), entry.taskId(), entry.writer(), json);
    }

    private static @Nullable String timestamp(byte[] json) {
        Matcher found = TIMESTAMP.matcher(new String(json, StandardCharsets.ISO_8859_1));
        return found.find() ? found.group(1) : null;
    }
}
