package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a command answers, the same on every transport. */
public final class ReplyJson {

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    private static final Writer WRITER = new Writer();

    private ReplyJson() {}

    /** The HTTP status of the reply. */
    public static int status(Reply reply) {
        return switch (reply.content()) {
            case CREATED -> CREATED;
            case PRESENT -> OK;
            case NONE -> NO_CONTENT;
        };
    }

    /** The reply's body. Only for replies that have content. */
    public static byte[] body(Reply reply) {
        return Wire.bytes(out -> write(out, reply));
    }

    /** What is due, as one JSON object. */
    public static byte[] due(Reply.Due due) {
        return Wire.bytes(out -> Writer.writeMembers(out, due));
    }

    /** Writes the fields that say what became of a command. */
    static void write(JsonGenerator out, Outcome.Committed answer) throws IOException {
        out.writeNumberField("status", status(answer.reply()));
        out.writeStringField("cursor", answer.cursor().toString());
        if (answer.reply() instanceof Reply.Replayed) {
            out.writeBooleanField("replayed", true);
        }
        out.writeFieldName("result");
        write(out, answer.reply());
    }

    /** Writes the reply as one value; null if it has no content. */
    static void write(JsonGenerator out, Reply reply) throws IOException {
        reply.match(WRITER, out);
    }

    private static final class Writer implements Reply.Cases<JsonGenerator, @Nullable Void, IOException> {

        @Override
        public @Nullable Void replayed(Reply.Replayed reply, JsonGenerator out) throws IOException {
            return reply.reply().match(this, out);
        }

        @Override
        public @Nullable Void agent(Reply.AgentIs reply, JsonGenerator out) throws IOException {
            EntityJson.write(out, reply.agent());
            return null;
        }

        @Override
        public @Nullable Void task(Reply.TaskIs reply, JsonGenerator out) throws IOException {
            out.writeStartObject();
            EntityJson.writeFields(out, reply.task());
            write(out, reply.due());
            out.writeEndObject();
            return null;
        }

        @Override
        public @Nullable Void message(Reply.MessageIs reply, JsonGenerator out) throws IOException {
            MessageJson.write(out, reply.message());
            return null;
        }

        @Override
        public @Nullable Void file(Reply.FileIs reply, JsonGenerator out) throws IOException {
            FileJson.write(out, reply.file());
            return null;
        }

        @Override
        public @Nullable Void gone(Reply.Gone reply, JsonGenerator out) throws IOException {
            out.writeNull();
            return null;
        }

        @Override
        public @Nullable Void noTask(Reply.NoTask reply, JsonGenerator out) throws IOException {
            out.writeNull();
            return null;
        }

        @Override
        public @Nullable Void logged(Reply.Logged reply, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeNumberField("accepted", reply.accepted());
            out.writeNumberField("dropped", reply.dropped());
            out.writeEndObject();
            return null;
        }

        @Override
        public @Nullable Void held(Reply.Held reply, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("agent_id", reply.agent().id());
            out.writeStringField("mode", reply.agent().mode().wireName());
            out.writeStringField("liveness", reply.agent().liveness().wireName());
            out.writeArrayFieldStart("tasks");
            for (Reply.HeldTask task : reply.tasks()) {
                write(out, task);
            }
            out.writeEndArray();
            write(out, reply.due());
            out.writeEndObject();
            return null;
        }

        private static void write(JsonGenerator out, Reply.@Nullable Due due) throws IOException {
            if (due != null) {
                out.writeFieldName("due");
                writeMembers(out, due);
            }
        }

        private static void writeMembers(JsonGenerator out, Reply.Due due) throws IOException {
            out.writeStartObject();
            Wire.time(out, "lease_until", due.leaseUntil());
            MessageJson.write(out, "messages", due.messages());
            Wire.strings(out, "cancel", due.cancel());
            out.writeEndObject();
        }

        private static void write(JsonGenerator out, Reply.HeldTask task) throws IOException {
            out.writeStartObject();
            out.writeStringField("id", task.id());
            out.writeNumberField("attempt", task.attempt());
            Wire.string(
                    out, "status", task.status() == null ? null : task.status().wireName());
            out.writeBooleanField("cancel", task.cancel());
            out.writeEndObject();
        }
    }
}
