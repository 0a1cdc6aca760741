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
 * The answers to a batch, in the order of its commands, as an array or as lines. A part of either starts at the index
 * of an answer.
 *
 * <p>Thread-safety: any thread.
 */
public final class BatchResponse {

    private enum Layout {
        ARRAY,
        LINES
    }

    private static final Writer WRITER = new Writer();

    private final List<CommandMessage> messages;
    private final List<Outcome> outcomes;

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

    /** All answers as a JSON array. */
    public Document<Integer> array() {
        return new Answers(Layout.ARRAY);
    }

    /** Each answer on a line of its own. */
    public Document<Integer> lines() {
        return new Answers(Layout.LINES);
    }

    private final class Answers implements Document<Integer> {

        private final Layout layout;

        Answers(Layout layout) {
            this.layout = layout;
        }

        @Override
        public Integer start() {
            return 0;
        }

        @Override
        public Part<Integer> part(Integer place) {
            Encoding encoding = new Encoding(layout, place);
            byte[] json = Wire.bytesOfMany(PART_BYTES, encoding);
            return new Part<>(json, encoding.next == outcomes.size() ? null : encoding.next);
        }
    }

    private final class Encoding implements Wire.Series {

        private final Layout layout;
        private int next;

        Encoding(Layout layout, int next) {
            this.layout = layout;
            this.next = next;
        }

        @Override
        public boolean next(JsonGenerator out) throws IOException {
            boolean isArray = layout == Layout.ARRAY;
            if (isArray) {
                out.writeRaw(next == 0 ? '[' : ',');
            }
            write(out, messages.get(next), outcomes.get(next));
            next++;
            boolean isDone = next == outcomes.size();
            if (!isArray) {
                out.writeRaw('\n');
            } else if (isDone) {
                out.writeRaw(']');
            }
            return !isDone;
        }
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
