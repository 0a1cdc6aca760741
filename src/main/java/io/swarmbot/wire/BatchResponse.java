package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.command.Outcome;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a batch, in the order of its commands, as an array or as lines. They are encoded piece by piece, so
 * that many large answers do not fill the memory.
 *
 * <p>Thread-safety: one thread at a time.
 */
public final class BatchResponse {

    /** About how many bytes one piece has. A single answer may be larger. */
    private static final int PIECE_BYTES = 64 * 1024;

    private enum Layout {
        ARRAY,
        LINES
    }

    private static final Writer WRITER = new Writer();

    private final List<CommandMessage> messages;
    private final List<Outcome> outcomes;
    private int next;

    /** @param outcomes of the batch's commands, in their order */
    public BatchResponse(CommandBatch batch, List<Outcome> outcomes) {
        this.messages = batch.messages();
        this.outcomes = batch.outcomes(outcomes);
    }

    /** A read at or after this cursor sees all that the batch did; empty if every command was refused. */
    public Optional<Cursor> cursor() {
        Cursor newest = null;
        for (Outcome outcome : outcomes) {
            Cursor cursor = outcome.cursor();
            if (cursor != null && (newest == null || cursor.seq() > newest.seq())) {
                newest = cursor;
            }
        }
        return Optional.ofNullable(newest);
    }

    /** Whether every answer has been returned in a piece. */
    public boolean isDone() {
        return next == outcomes.size();
    }

    /** Encodes the next piece of a JSON array. */
    public byte[] nextOfArray() {
        return nextPiece(Layout.ARRAY);
    }

    /** Encodes the next piece of the lines. */
    public byte[] nextOfLines() {
        return nextPiece(Layout.LINES);
    }

    private byte[] nextPiece(Layout layout) {
        boolean isArray = layout == Layout.ARRAY;
        return Wire.bytesOfMany(PIECE_BYTES, out -> {
            if (isArray) {
                out.writeRaw(next == 0 ? '[' : ',');
            }
            if (!isDone()) {
                write(out, messages.get(next), outcomes.get(next));
                next++;
                if (!isArray) {
                    out.writeRaw('\n');
                }
            }
            if (isArray && isDone()) {
                out.writeRaw(']');
            }
            return !isDone();
        });
    }

    private static void write(JsonGenerator out, CommandMessage message, Outcome outcome) throws IOException {
        out.writeStartObject();
        Wire.string(out, "id", message.id());
        outcome.match(WRITER, out);
        out.writeEndObject();
    }

    private static final class Writer implements Outcome.Cases<JsonGenerator, @Nullable Void, IOException> {

        @Override
        public @Nullable Void committed(Outcome.Committed outcome, JsonGenerator out) throws IOException {
            ReplyJson.write(out, outcome);
            return null;
        }

        @Override
        public @Nullable Void rejected(Outcome.Rejected outcome, JsonGenerator out) throws IOException {
            Rejection rejection = outcome.rejection();
            out.writeNumberField("status", rejection.code().status());
            out.writeFieldName("problem");
            Documents.write(out, rejection);
            return null;
        }
    }
}
