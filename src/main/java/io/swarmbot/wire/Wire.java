package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** How this service writes JSON: compact, snake_case, times in UTC with milliseconds. */
final class Wire {

    /** Writes all JSON, and reads JSON that this service wrote or has checked already. */
    static final JsonFactory FACTORY =
            new JsonFactoryBuilder().rootValueSeparator((String) null).build();

    /** Writes one JSON value. */
    interface Writing {

        void to(JsonGenerator out) throws IOException;
    }

    /** Writes many JSON values, one with each call. */
    interface Series {

        /** @return whether there is another value */
        boolean next(JsonGenerator out) throws IOException;
    }

    private Wire() {}

    /** A short document, which has one part. */
    static Document<Integer> document(Writing writing) {
        return new Document<>() {

            @Override
            public Integer start() {
                return 0;
            }

            @Override
            public Part<Integer> part(Integer place) {
                return new Part<>(Wire.bytes(writing), null);
            }
        };
    }

    /** The fields of an object without its braces. */
    static String fields(Writing writing) {
        byte[] object = bytes(out -> {
            out.writeStartObject();
            writing.to(out);
            out.writeEndObject();
        });
        return new String(object, 1, object.length - 2, StandardCharsets.UTF_8);
    }

    static byte[] bytes(Writing writing) {
        return bytes(new ByteArrayBuilder(FACTORY._getBufferRecycler()), writing);
    }

    /**
     * Writes one value after another with one generator, which costs as much to make as a short value to write.
     *
     * @param enough bytes after which no further value is written
     */
    static byte[] bytesOfMany(int enough, Series series) {
        ByteArrayBuilder buffer = new ByteArrayBuilder(FACTORY._getBufferRecycler());
        return bytes(buffer, out -> {
            while (series.next(out)) {
                out.flush();
                if (buffer.size() >= enough) {
                    break;
                }
            }
        });
    }

    private static byte[] bytes(ByteArrayBuilder buffer, Writing writing) {
        try (JsonGenerator out = FACTORY.createGenerator(buffer)) {
            writing.to(out);
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

    /** Writes the entries as they are stored. */
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

    static void duration(JsonGenerator out, String field, @Nullable Duration value) throws IOException {
        string(out, field, value == null ? null : Times.write(value));
    }

    static void time(JsonGenerator out, String field, @Nullable Instant value) throws IOException {
        out.writeFieldName(field);
        if (value == null) {
            out.writeNull();
        } else {
            Times.write(out, value);
        }
    }
}
