package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.EventType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the envelope of CloudEvents 1.0 (JSON event format, structured mode), for programs that know this
 * standard. The message itself is the {@code data}, unchanged.
 */
public final class CloudEvents {

    /** Prefix of this service's types: the specification wants a reversed DNS name. */
    private static final String TYPE_PREFIX = "io.swarmbot.";

    /** Bytes behind the timestamp of an event, which is its last field: a quote and a bracket. */
    private static final int BEHIND_TIMESTAMP = 2;

    private static final String BEFORE_TIMESTAMP = "\",\"timestamp\":\"";

    /** Stands before the trace of an event. In a text there would be a backslash before each quote. */
    private static final String TRACEPARENT = "\"traceparent\":\"";

    private static final int TRACEPARENT_LENGTH = 55;

    private static final String GAP = "gap";

    private CloudEvents() {}

    /**
     * Wraps a message of a stream. The {@code id} of an event is its cursor, so every reader sees the same one. A
     * notice belongs to one stream only: it gets a random id, and as its time the time of now.
     */
    public static Message wrap(String swarm, Message message) {
        return new Message(
                message.type(), message.id(), message.subject(), wrapped(swarm, message), message.retryMillis());
    }

    /** Wraps an event that is not read from a stream. */
    public static byte[] wrap(String swarm, LogEntry entry) {
        return wrapped(swarm, Message.of(entry));
    }

    /**
     * A message of the type {@code gap}, for a receiver that will not get the events between two places of a log.
     *
     * @param from up to here the receiver has what was in the log
     * @param to after this place it gets events again
     * @param reason why not, such as {@code expired}
     */
    public static byte[] gap(String swarm, Cursor from, Cursor to, String reason, Instant now) {
        byte[] data = Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", GAP);
            out.writeStringField("swarm", swarm);
            out.writeStringField("from", from.toString());
            out.writeStringField("to", to.toString());
            out.writeStringField("reason", reason);
            out.writeStringField("snapshot", StreamNotices.snapshotPath(swarm));
            Wire.time(out, "timestamp", now);
            out.writeEndObject();
        });
        return wrapped(swarm, new Message(GAP, null, data), from + "/" + to, true);
    }

    private static byte[] wrapped(String swarm, Message message) {
        boolean isUnreadable = message.type().equals(LogEntry.UNREADABLE);
        boolean isEvent = isUnreadable || EventType.ofWireName(message.type()).isPresent();
        Cursor cursor = isEvent ? message.id() : null;
        return wrapped(swarm, message, cursor == null ? UUID.randomUUID().toString() : cursor.toString(), isEvent);
    }

    /** The trace of an event, which stands right before its timestamp; null if the event has none. */
    private static @Nullable String traceparentOf(byte[] json) {
        int from = json.length - BEHIND_TIMESTAMP - Times.LENGTH - BEFORE_TIMESTAMP.length() - TRACEPARENT_LENGTH;
        int name = from - TRACEPARENT.length();
        boolean isThere = name >= 0 && new String(json, name, TRACEPARENT.length(), UTF_8).equals(TRACEPARENT);
        return isThere ? new String(json, from, TRACEPARENT_LENGTH, UTF_8) : null;
    }

    /** @param endsWithTime whether the last field of the message is its time, unless it is null */
    private static byte[] wrapped(String swarm, Message message, String id, boolean endsWithTime) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("specversion", "1.0");
            out.writeStringField("id", id);
            out.writeStringField("source", StreamNotices.snapshotPath(swarm));
            out.writeStringField("type", TYPE_PREFIX + message.type());
            if (message.subject() != null) {
                out.writeStringField("subject", message.subject());
            }
            String traceparent = endsWithTime ? traceparentOf(message.json()) : null;
            if (traceparent != null) {
                // The extension for distributed tracing.
                out.writeStringField("traceparent", traceparent);
            }
            int end = message.json().length - BEHIND_TIMESTAMP;
            if (endsWithTime && message.json()[end] == '"') {
                out.writeStringField("time", new String(message.json(), end - Times.LENGTH, Times.LENGTH, UTF_8));
            } else {
                // A reader of the standard would put its own time here. Nothing is decided by this time.
                Wire.time(out, "time", Instant.now());
            }
            out.writeStringField("datacontenttype", "application/json");
            out.writeFieldName("data");
            out.writeRawValue(new String(message.json(), UTF_8));
            out.writeEndObject();
        });
    }
}
