package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Answer;
import io.swarmbot.swarm.Reply;
import java.io.IOException;

/** What a command answers, the same on every transport. */
public final class Replies {

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    private Replies() {}

    /** The HTTP status that says what became of it. */
    public static int status(Reply reply) {
        if (reply instanceof Reply.AgentIs agent) {
            return agent.created() ? CREATED : OK;
        }
        if (reply instanceof Reply.TaskIs task) {
            return task.created() ? CREATED : OK;
        }
        if (reply instanceof Reply.Replayed replayed) {
            return status(replayed.reply());
        }
        return reply instanceof Reply.Held || reply instanceof Reply.Logged ? OK : NO_CONTENT;
    }

    /** The body; only for replies that have one. */
    public static byte[] body(Reply reply) {
        return Wire.bytes(out -> write(out, reply));
    }

    /** The fields that say what became of a command. */
    static void write(JsonGenerator out, Answer answer) throws IOException {
        out.writeNumberField("status", status(answer.reply()));
        out.writeStringField("cursor", answer.cursor().toString());
        if (answer.reply() instanceof Reply.Replayed) {
            out.writeBooleanField("replayed", true);
        }
        out.writeFieldName("result");
        write(out, answer.reply());
    }

    static void write(JsonGenerator out, Reply reply) throws IOException {
        if (reply instanceof Reply.AgentIs agent) {
            EntityJson.write(out, agent.agent());
        } else if (reply instanceof Reply.TaskIs task) {
            EntityJson.write(out, task.task());
        } else if (reply instanceof Reply.Held held) {
            write(out, held);
        } else if (reply instanceof Reply.Replayed replayed) {
            write(out, replayed.reply());
        } else if (reply instanceof Reply.Logged logged) {
            out.writeStartObject();
            out.writeNumberField("accepted", logged.accepted());
            out.writeNumberField("dropped", logged.dropped());
            out.writeEndObject();
        } else {
            out.writeNull();
        }
    }

    private static void write(JsonGenerator out, Reply.Held held) throws IOException {
        out.writeStartObject();
        out.writeStringField("agent_id", held.agent().id());
        out.writeStringField("mode", held.agent().mode().wireName());
        out.writeStringField("liveness", held.agent().liveness().wireName());
        out.writeArrayFieldStart("tasks");
        for (Reply.HeldTask task : held.tasks()) {
            out.writeStartObject();
            out.writeStringField("id", task.id());
            out.writeNumberField("attempt", task.attempt());
            Wire.string(
                    out, "status", task.status() == null ? null : task.status().wireName());
            out.writeBooleanField("cancel", task.cancel());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
