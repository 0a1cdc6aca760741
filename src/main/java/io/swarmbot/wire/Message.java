package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * One message of a stream, an event or a notice.
 *
 * @param id the cursor that a client has reached once it has this message; null if this message moves no cursor
 * @param subject the id of the task or agent that the message is about; null if it is about none
 * @param json one JSON object in UTF-8; shared, so nobody may change it
 * @param retryMillis after how long a browser is to open an event stream again that ended after this message; 0 if this
 *     message does not say
 */
public record Message(
        String type, @Nullable Cursor id, @Nullable String subject, byte[] json, long retryMillis) {

    public Message(String type, @Nullable Cursor id, @Nullable String subject, byte[] json) {
        this(type, id, subject, json, 0);
    }

    /** A message that is about no task or agent. */
    public Message(String type, @Nullable Cursor id, byte[] json) {
        this(type, id, null, json);
    }

    public static Message of(LogEntry entry) {
        String subject = entry.taskId() != null ? entry.taskId() : entry.agentId();
        return new Message(entry.type(), entry.cursor(), subject, entry.json());
    }
}
