package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Answer;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream says besides events. A notice is not in the log; its cursor is only the stream's position. */
public final class Notices {

    public static final String HEARTBEAT = "heartbeat";
    private static final String CONFLATED = "conflated";

    /** The version of the wire contract; within it fields and types are only added. */
    public static final int PROTOCOL = 1;

    private Notices() {}

    /**
     * Always the first message.
     *
     * @param cursor where the stream starts
     * @param isComplete whether a client that has this message has all up to the cursor; false where a snapshot follows
     */
    public static Message connected(String swarm, Cursor cursor, boolean resumed, boolean isComplete) {
        return new Message("connected", isComplete ? cursor : null, Wire.bytes(out -> {
            start(out, "connected");
            out.writeStringField("data", "Connected to SwarmBot");
            out.writeStringField("swarm", swarm);
            out.writeStringField("cursor", cursor.toString());
            out.writeBooleanField("resumed", resumed);
            out.writeNumberField("protocol", PROTOCOL);
            out.writeEndObject();
        }));
    }

    /** The stream goes on from that cursor; what lies between is to be had from the snapshot only. */
    public static Message reset(String swarm, String reason, Cursor cursor, boolean isComplete) {
        return new Message("reset", isComplete ? cursor : null, Wire.bytes(out -> {
            start(out, "reset");
            out.writeStringField("reason", reason);
            out.writeStringField("cursor", cursor.toString());
            out.writeStringField("snapshot", snapshotPath(swarm));
            out.writeEndObject();
        }));
    }

    public static String snapshotPath(String swarm) {
        return "/api/v1/swarms/" + swarm;
    }

    /** Nothing that the client wants happened up to that cursor. */
    public static Message heartbeat(Cursor cursor) {
        return new Message(HEARTBEAT, cursor, Wire.bytes(out -> {
            start(out, HEARTBEAT);
            out.writeStringField("cursor", cursor.toString());
            out.writeEndObject();
        }));
    }

    /** Commands are refused; the stream goes on from what is known since then. */
    public static Message storeUnavailable(Instant since) {
        return new Message("store_unavailable", null, Wire.bytes(out -> {
            start(out, "store_unavailable");
            Wire.time(out, "since", since);
            out.writeEndObject();
        }));
    }

    /** Commands are taken again; what happened meanwhile follows. */
    public static Message storeAvailable() {
        return new Message("store_available", null, Wire.bytes(out -> {
            start(out, "store_available");
            out.writeEndObject();
        }));
    }

    /** The swarm is no more. */
    public static Message gone(String swarm) {
        return new Message("gone", null, Wire.bytes(out -> {
            start(out, "gone");
            out.writeStringField("swarm", swarm);
            out.writeEndObject();
        }));
    }

    /** The service goes away: come back, with jitter. */
    public static Message reconnect(String reason) {
        return new Message("reconnect", null, Wire.bytes(out -> {
            start(out, "reconnect");
            out.writeStringField("reason", reason);
            out.writeEndObject();
        }));
    }

    /**
     * What is left of a range of the log.
     *
     * @param after where the range begins
     * @param cursor where it ends: who has the message has reached that place
     * @param skipped how many events of the range are not in the message
     */
    public static Message conflated(Cursor after, Cursor cursor, int skipped, List<LogEntry> entries) {
        return new Message(CONFLATED, cursor, Wire.bytes(out -> {
            start(out, CONFLATED);
            out.writeStringField("after", after.toString());
            out.writeStringField("cursor", cursor.toString());
            out.writeNumberField("skipped", skipped);
            Wire.entries(out, "events", entries);
            out.writeEndObject();
        }));
    }

    /** The answer to a command that came over the stream. */
    public static Message ack(@Nullable String id, Answer answer) {
        return new Message("ack", null, Wire.bytes(out -> {
            start(out, "ack");
            Wire.string(out, "id", id);
            Replies.write(out, answer);
            out.writeEndObject();
        }));
    }

    /** A command that came over the stream was not done, or was none. */
    public static Message error(@Nullable String id, Rejection rejection) {
        return new Message("error", null, Wire.bytes(out -> {
            start(out, "error");
            Wire.string(out, "id", id);
            out.writeNumberField("status", rejection.code().status());
            out.writeStringField("code", rejection.code().wireName());
            out.writeStringField("detail", rejection.detail());
            out.writeEndObject();
        }));
    }

    private static void start(JsonGenerator out, String type) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type);
    }
}
