package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.command.Outcome;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream that are not events. A notice is not in the log; its cursor is only the stream's position.
 */
public final class StreamNotices {

    private static final String CONFLATED = "conflated";
    private static final long LEAST_RETRY_MILLIS = 1_000;

    /** The version of the wire contract. Within one version, fields and types are only added. */
    public static final int PROTOCOL = 1;

    private StreamNotices() {}

    /** The first message of a stream whose client goes on at the cursor. */
    public static Message resumed(String swarm, Cursor cursor) {
        return new Message("connected", cursor, connected(swarm, cursor, true));
    }

    /** The first message of a stream whose client needs nothing from before the cursor. */
    public static Message connected(String swarm, Cursor cursor) {
        return new Message("connected", cursor, connected(swarm, cursor, false));
    }

    /**
     * The first message of a stream whose client has reached the cursor only after the snapshot or reset that follows.
     */
    public static Message connectedBehind(String swarm, Cursor cursor) {
        return new Message("connected", null, connected(swarm, cursor, false));
    }

    private static byte[] connected(String swarm, Cursor cursor, boolean isResumed) {
        return Wire.bytes(out -> {
            start(out, "connected");
            out.writeStringField("data", "Connected to SwarmBot");
            out.writeStringField("swarm", swarm);
            out.writeStringField("cursor", cursor.toString());
            out.writeBooleanField("resumed", isResumed);
            out.writeNumberField("protocol", PROTOCOL);
            out.writeEndObject();
        });
    }

    /**
     * The stream goes on from the cursor. The client has missed events, and finds what they did in the snapshot only.
     *
     * @param isComplete false if the stream itself sends the snapshot next
     */
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

    /** Up to the cursor, nothing happened that the client asked for. */
    public static Message heartbeat(Cursor cursor) {
        return new Message("heartbeat", cursor, Wire.bytes(out -> {
            start(out, "heartbeat");
            out.writeStringField("cursor", cursor.toString());
            out.writeEndObject();
        }));
    }

    /** The store has not answered since then: commands are refused, and no new events come. */
    public static Message storeUnavailable(Instant since) {
        return new Message("store_unavailable", null, Wire.bytes(out -> {
            start(out, "store_unavailable");
            Wire.time(out, "since", since);
            out.writeEndObject();
        }));
    }

    /** The store answers: commands are taken again, and the events that were missed follow. */
    public static Message storeAvailable() {
        return new Message("store_available", null, Wire.bytes(out -> {
            start(out, "store_available");
            out.writeEndObject();
        }));
    }

    /** The swarm was deleted. */
    public static Message gone(String swarm) {
        return new Message("gone", null, Wire.bytes(out -> {
            start(out, "gone");
            out.writeStringField("swarm", swarm);
            out.writeEndObject();
        }));
    }

    /** The client may not have the stream any longer. */
    public static Message ended(String reason) {
        return new Message("ended", null, Wire.bytes(out -> {
            start(out, "ended");
            out.writeStringField("reason", reason);
            out.writeEndObject();
        }));
    }

    /**
     * The client should connect again: this replica stops, or the stream is old, or cannot be opened now. Nothing is
     * wrong.
     *
     * @param retryAfterMillis after how long this client should do so; chosen so that clients come back one by one
     */
    public static Message reconnect(String reason, long retryAfterMillis) {
        byte[] json = Wire.bytes(out -> {
            start(out, "reconnect");
            out.writeStringField("reason", reason);
            out.writeNumberField("retry_after_ms", retryAfterMillis);
            out.writeEndObject();
        });
        // A browser keeps this time for all later ends of this stream, also for those in an outage.
        return new Message("reconnect", null, null, json, Math.max(LEAST_RETRY_MILLIS, retryAfterMillis));
    }

    /**
     * The events that conflation left of a range of the log.
     *
     * @param after the cursor before the range
     * @param cursor the cursor at the end of the range, which a client has reached once it has this message
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

    /** A command that came over the stream was committed. */
    public static Message ack(@Nullable String id, Outcome.Committed answer) {
        return new Message("ack", null, Wire.bytes(out -> {
            start(out, "ack");
            Wire.string(out, "id", id);
            ReplyJson.write(out, answer);
            out.writeEndObject();
        }));
    }

    /** The client has logged in anew: the stream goes on with that login. */
    public static Message renewed(@Nullable String id) {
        return new Message("renewed", null, Wire.bytes(out -> {
            start(out, "renewed");
            Wire.string(out, "id", id);
            out.writeEndObject();
        }));
    }

    /** A message that came over the stream was no command, or its command was rejected. */
    public static Message error(@Nullable String id, Rejection rejection) {
        return new Message("error", null, Wire.bytes(out -> {
            start(out, "error");
            Wire.string(out, "id", id);
            out.writeNumberField("status", rejection.code().status());
            out.writeStringField("code", rejection.code().wireName());
            out.writeStringField("detail", rejection.detail());
            Documents.retryAfter(out, rejection);
            out.writeEndObject();
        }));
    }

    /** Why a client of Socket.IO is not let in: a text for people, and the problem for programs. */
    public static byte[] connectError(Rejection rejection) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("message", rejection.detail());
            out.writeFieldName("data");
            out.writeRawValue(new String(Documents.problem(rejection), StandardCharsets.UTF_8));
            out.writeEndObject();
        });
    }

    private static void start(JsonGenerator out, String type) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type);
    }
}
