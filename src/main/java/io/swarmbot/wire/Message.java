package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * One message of a stream, an event or a notice.
 *
 * @param id the cursor that a client which has this message has reached; null where it has not reached any by it
 * @param json one JSON object; shared, not to be changed
 */
public record Message(String type, @Nullable Cursor id, byte[] json) {

    public static Message of(LogEntry entry) {
        return new Message(entry.type(), entry.cursor(), entry.json());
    }
}
