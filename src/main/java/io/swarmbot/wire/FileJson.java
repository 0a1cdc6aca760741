package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.command.Outcome;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.file.SharedFile;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of files, and of what the service says on a WebSocket on which files come and go. There, {@code transfer} is
 * the number that the client gave to one file that comes or goes.
 */
public final class FileJson {

    private FileJson() {}

    static void write(JsonGenerator out, SharedFile file) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", file.id());
        out.writeStringField("name", file.name());
        out.writeStringField("type", file.type());
        out.writeNumberField("size", file.size());
        out.writeStringField("sha256", file.sha256());
        Wire.string(out, "task_id", file.taskId());
        Wire.string(out, "agent_id", file.agentId());
        Wire.string(out, "by", file.by());
        Wire.string(out, "via", file.via());
        Wire.time(out, "shared_at", file.sharedAt());
        out.writeEndObject();
    }

    /**
     * A file begins to come.
     *
     * @param offset the index of the byte that is due next
     * @param credit how many bytes the client may have under way
     * @param expiresAt when the upload is gone if nothing more comes
     */
    public static byte[] uploadOpened(
            int transfer, String fileId, long offset, long size, long credit, Instant expiresAt) {
        return Wire.bytes(out -> {
            start(out, "opened", transfer);
            out.writeStringField("file_id", fileId);
            out.writeNumberField("offset", offset);
            out.writeNumberField("size", size);
            out.writeNumberField("credit", credit);
            Wire.time(out, "expires_at", expiresAt);
            out.writeNullField("file");
            out.writeEndObject();
        });
    }

    /**
     * A file begins to go.
     *
     * @param offset the index of the byte that goes first
     */
    public static byte[] downloadOpened(int transfer, SharedFile file, long offset) {
        return Wire.bytes(out -> {
            start(out, "opened", transfer);
            out.writeStringField("file_id", file.id());
            out.writeNumberField("offset", offset);
            out.writeNumberField("size", file.size());
            out.writeNullField("credit");
            out.writeNullField("expires_at");
            out.writeFieldName("file");
            write(out, file);
            out.writeEndObject();
        });
    }

    /** The client may send so many bytes more. */
    public static byte[] credit(int transfer, long bytes) {
        return Wire.bytes(out -> {
            start(out, "credit", transfer);
            out.writeNumberField("bytes", bytes);
            out.writeEndObject();
        });
    }

    /** The bytes before that offset outlive the machine. */
    public static byte[] stored(int transfer, long offset) {
        return at("stored", transfer, offset);
    }

    /** The transfer ended because the client wanted it to. An upload goes on from that offset, if it goes on. */
    public static byte[] closed(int transfer, long offset) {
        return at("closed", transfer, offset);
    }

    private static byte[] at(String type, int transfer, long offset) {
        return Wire.bytes(out -> {
            start(out, type, transfer);
            out.writeNumberField("offset", offset);
            out.writeEndObject();
        });
    }

    /** All bytes came, and the file is shared. */
    public static byte[] shared(int transfer, Outcome.Committed outcome) {
        return Wire.bytes(out -> {
            start(out, "done", transfer);
            out.writeStringField("cursor", outcome.cursor().toString());
            out.writeFieldName("file");
            ReplyJson.write(out, outcome.reply());
            out.writeEndObject();
        });
    }

    /** All bytes went, or had come before. */
    public static byte[] done(int transfer, SharedFile file) {
        return Wire.bytes(out -> {
            start(out, "done", transfer);
            out.writeNullField("cursor");
            out.writeFieldName("file");
            write(out, file);
            out.writeEndObject();
        });
    }

    /** @param transfer which one ended for it; null if it was none */
    public static byte[] error(@Nullable Integer transfer, Rejection rejection) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "error");
            if (transfer == null) {
                out.writeNullField("transfer");
            } else {
                out.writeNumberField("transfer", transfer);
            }
            out.writeNumberField("status", rejection.code().status());
            out.writeStringField("code", rejection.code().wireName());
            out.writeStringField("detail", rejection.detail());
            Documents.retryAfter(out, rejection);
            out.writeEndObject();
        });
    }

    private static void start(JsonGenerator out, String type, int transfer) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type);
        out.writeNumberField("transfer", transfer);
    }

    /** Reads what {@link #write} wrote. */
    static SharedFile stored(Fields fields) {
        return new SharedFile(
                fields.string("id"),
                fields.string("name"),
                fields.string("type"),
                fields.optionalLong("size").orElseThrow(),
                fields.string("sha256"),
                fields.optionalString("task_id").orElse(null),
                fields.optionalString("agent_id").orElse(null),
                fields.optionalString("by").orElse(null),
                fields.optionalString("via").orElse(null),
                EntityJson.time(fields, "shared_at"));
    }
}
