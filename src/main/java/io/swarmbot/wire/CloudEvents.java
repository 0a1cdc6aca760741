package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.SwarmEvent;
import java.util.UUID;

/**
 * Messages in the envelope of CloudEvents 1.0 (JSON event format, structured mode), for programs that know that and not
 * this service. The message itself is the {@code data}, as it is without the envelope.
 */
public final class CloudEvents {

    /** Before the names of this service's own types, as the specification wants it. */
    private static final String TYPE_PREFIX = "io.swarmbot.";

    /** {@code 2026-11-24T12:00:00.123Z}, which ends every event: it is an event's last field. */
    private static final int TIMESTAMP_LENGTH = 24;
    /** The quote and the bracket behind it. */
    private static final int BEHIND_TIMESTAMP = 2;

    private CloudEvents() {}

    /**
     * The message in its envelope. An event's {@code id} is its cursor, so it is the same wherever and however often it is
     * read. Notices are of one stream: their ids are their own.
     */
    public static Message wrap(String swarm, Message message) {
        // An event stream sends no heartbeat but its id, in whatever envelope; it knows it by its type.
        boolean isHeartbeat = message.type().equals(Notices.HEARTBEAT);
        return new Message(
                isHeartbeat ? message.type() : TYPE_PREFIX + message.type(),
                message.id(),
                message.subject(),
                wrapped(swarm, message));
    }

    /** An event for somebody who reads no stream. */
    public static byte[] of(SwarmEvent event) {
        String subject = event.taskId() != null ? event.taskId() : event.agentId();
        return wrapped(
                event.stamp().swarm(),
                new Message(
                        event.type().wireName(),
                        event.stamp().cursor(),
                        subject,
                        Wire.bytes(out -> EventJson.write(out, event))));
    }

    /** The events of a poll. */
    static byte[] wrap(String swarm, LogEntry entry) {
        return wrapped(swarm, Message.of(entry));
    }

    private static byte[] wrapped(String swarm, Message message) {
        boolean isEvent = EventType.ofWireName(message.type()).isPresent();
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("specversion", "1.0");
            out.writeStringField(
                    "id",
                    isEvent && message.id() != null
                            ? message.id().toString()
                            : UUID.randomUUID().toString());
            out.writeStringField("source", Notices.snapshotPath(swarm));
            out.writeStringField("type", TYPE_PREFIX + message.type());
            if (message.subject() != null) {
                out.writeStringField("subject", message.subject());
            }
            if (isEvent) {
                int end = message.json().length - BEHIND_TIMESTAMP;
                out.writeStringField(
                        "time", new String(message.json(), end - TIMESTAMP_LENGTH, TIMESTAMP_LENGTH, UTF_8));
            }
            out.writeStringField("datacontenttype", "application/json");
            out.writeFieldName("data");
            out.writeRawValue(new String(message.json(), UTF_8));
            out.writeEndObject();
        });
    }
}
