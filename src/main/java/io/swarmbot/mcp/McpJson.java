package io.swarmbot.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Json;
import io.swarmbot.wire.Document;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the JSON of this door. What stands in it of the contract was written by {@code wire}. */
final class McpJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes one JSON value, or members into an object that is open. */
    interface Writing {

        void to(JsonGenerator out) throws IOException;
    }

    private McpJson() {}

    static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** An object with these members. */
    static Json object(Writing members) {
        return json(bytes(out -> {
            out.writeStartObject();
            members.to(out);
            out.writeEndObject();
        }));
    }

    static Json json(byte[] written) {
        return new Json(new String(written, StandardCharsets.UTF_8));
    }

    static Json json(Document<?> document) {
        return json(document.bytes());
    }

    /** A string as JSON. */
    static Json string(String text) {
        return json(bytes(out -> out.writeString(text)));
    }

    static void raw(JsonGenerator out, String field, Json value) throws IOException {
        out.writeFieldName(field);
        out.writeRawValue(value.text());
    }

    static void string(JsonGenerator out, String field, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(field, value);
        }
    }
}
