package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Answer;
import io.swarmbot.swarm.Outcome;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The answers to a batch, in the order of its commands, as an array or as lines. They are encoded piece by piece, so that
 * many large ones fill no memory.
 *
 * <p>Thread-safety: one thread at a time.
 */
public final class CommandAnswers {

    /** Bytes of one piece, about; one answer may be larger. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final List<CommandMessage> messages;
    private final List<Outcome> outcomes;
    private int next;

    /** @param outcomes of the batch's commands, in their order */
    public CommandAnswers(CommandBatch batch, List<Outcome> outcomes) {
        this.messages = batch.messages();
        this.outcomes = batch.outcomes(outcomes);
    }

    /** A read at or after it sees all that the batch did; empty where it did nothing. */
    public Optional<Cursor> cursor() {
        Cursor newest = null;
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Answer answer
                    && (newest == null || answer.cursor().seq() > newest.seq())) {
                newest = answer.cursor();
            }
        }
        return Optional.ofNullable(newest);
    }

    /** Whether every answer is in a piece. */
    public boolean isDone() {
        return next == outcomes.size();
    }

    /** The next piece of a JSON array. */
    public byte[] nextOfArray() {
        return next(true);
    }

    /** The next piece of the lines. */
    public byte[] nextOfLines() {
        return next(false);
    }

    private byte[] next(boolean isArray) {
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
        if (outcome instanceof Answer answer) {
            Replies.write(out, answer);
        } else {
            Rejection rejection = (Rejection) outcome;
            out.writeNumberField("status", rejection.code().status());
            out.writeFieldName("problem");
            Documents.write(out, rejection);
        }
        out.writeEndObject();
    }
}
