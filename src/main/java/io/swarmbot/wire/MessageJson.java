package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import io.swarmbot.swarm.message.SwarmMessage;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The JSON of messages to agents. */
final class MessageJson {

    private MessageJson() {}

    static void write(JsonGenerator out, SwarmMessage message) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", message.id());
        out.writeNumberField("seq", message.seq());
        out.writeStringField("kind", message.kind().wireName());
        out.writeStringField("text", message.text());
        Wire.string(out, "agent_id", message.agentId());
        Wire.string(out, "task_id", message.taskId());
        Wire.string(out, "to_capability", message.capability());
        Wire.string(out, "from", message.from());
        Wire.string(out, "via", message.via());
        Wire.string(out, "reply_to", message.replyTo());
        Wire.time(out, "sent_at", message.sentAt());
        Wire.time(out, "expires_at", message.expiresAt());
        out.writeEndObject();
    }

    /** Writes an array of messages as a field. */
    static void write(JsonGenerator out, String field, Collection<SwarmMessage> messages) throws IOException {
        out.writeArrayFieldStart(field);
        for (SwarmMessage message : messages) {
            write(out, message);
        }
        out.writeEndArray();
    }

    /** Reads what {@link #write} wrote. */
    static SwarmMessage stored(Fields fields) {
        String agent = fields.optionalString("agent_id").orElse(null);
        String task = fields.optionalString("task_id").orElse(null);
        String capability = fields.optionalString("to_capability").orElse(null);
        return new SwarmMessage(
                fields.string("id"),
                fields.optionalLong("seq").orElseThrow(),
                fields.oneOf("kind", MessageKind::ofWireName),
                fields.string("text"),
                recipient(agent, task, capability),
                capability == null ? null : agent,
                fields.optionalString("from").orElse(null),
                fields.optionalString("via").orElse(null),
                fields.optionalString("reply_to").orElse(null),
                EntityJson.time(fields, "sent_at"),
                EntityJson.time(fields, "expires_at"));
    }

    private static Recipient recipient(@Nullable String agent, @Nullable String task, @Nullable String capability) {
        if (capability != null) {
            return Recipient.capability(capability);
        }
        if (task != null) {
            return Recipient.task(task);
        }
        if (agent != null) {
            return Recipient.agent(agent);
        }
        throw new IllegalArgumentException("a message to nobody");
    }
}
