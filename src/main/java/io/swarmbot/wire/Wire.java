package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** How this service writes JSON: compact, snake_case, times in UTC with milliseconds. */
final class Wire {

    /** Objects and arrays within one another in anything that clients send. */
    static final int MAX_DEPTH = 32;

    /** For what this service wrote itself, and what it has checked already. */
    static final JsonFactory FACTORY =
            new JsonFactoryBuilder().rootValueSeparator((String) null).build();

    /** For what clients send. */
    static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(256)
                    .maxNameLength(256)
                    .build())
            .build();

    /** Writes one JSON value. */
    interface Writing {

        void to(JsonGenerator out) throws IOException;
    }

    /** Writes the next of many JSON values. */
    interface Series {

        /** @return whether there are more */
        boolean next(JsonGenerator out) throws IOException;
    }

    private Wire() {}

    static byte[] bytes(Writing writing) {
        ByteArrayBuilder buffer = new ByteArrayBuilder(FACTORY._getBufferRecycler());
        try (JsonGenerator out = FACTORY.createGenerator(buffer)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        byte[] bytes = buffer.toByteArray();
        buffer.release();
        return bytes;
    }

    /**
     * Writes one value after another with one generator, which costs as much to make as a short value to write.
     *
     * @param enough bytes after which no further value is written
     */
    static byte[] bytesOfMany(int enough, Series series) {
        ByteArrayBuilder buffer = new ByteArrayBuilder(FACTORY._getBufferRecycler());
        try (JsonGenerator out = FACTORY.createGenerator(buffer)) {
            while (series.next(out)) {
                out.flush();
                if (buffer.size() >= enough) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        byte[] bytes = buffer.toByteArray();
        buffer.release();
        return bytes;
    }

    static void string(JsonGenerator out, String field, @Nullable String value) throws IOException {
        out.writeFieldName(field);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeString(value);
        }
    }

    static void strings(JsonGenerator out, String field, Collection<String> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    /** The entries as they are stored. */
    static void entries(JsonGenerator out, String field, Collection<LogEntry> entries) throws IOException {
        out.writeArrayFieldStart(field);
        for (LogEntry entry : entries) {
            out.writeRawValue(new String(entry.json(), StandardCharsets.UTF_8));
        }
        out.writeEndArray();
    }

    static void integer(JsonGenerator out, String field, @Nullable Integer value) throws IOException {
        out.writeFieldName(field);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(value);
        }
    }

    static void integer(JsonGenerator out, String field, @Nullable Long value) throws IOException {
        out.writeFieldName(field);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(value);
        }
    }

    static void json(JsonGenerator out, String field, @Nullable Json value) throws IOException {
        out.writeFieldName(field);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeRawValue(value.text());
        }
    }

    static void time(JsonGenerator out, String field, @Nullable Instant value) throws IOException {
        string(out, field, value == null ? null : Times.write(value));
    }
}
