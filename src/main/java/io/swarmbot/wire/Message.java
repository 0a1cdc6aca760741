package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * One message of a stream, an event or a notice.
 *
 * @param id the cursor that a client which has this message has reached; null where it has not reached any by it
 * @param subject the task or the agent that it is about
 * @param json one JSON object; shared, not to be changed
 */
public record Message(
        String type, @Nullable Cursor id, @Nullable String subject, byte[] json) {

    /** About nobody. */
    public Message(String type, @Nullable Cursor id, byte[] json) {
        this(type, id, null, json);
    }

    public static Message of(LogEntry entry) {
        String subject = entry.taskId() != null ? entry.taskId() : entry.agentId();
        return new Message(entry.type(), entry.cursor(), subject, entry.json());
    }
}
