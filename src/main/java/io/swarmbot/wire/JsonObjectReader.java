package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the text of one JSON object into its members, in the order in which they are written. A fault of the text is an
 * {@link IOException} or a {@link Rejection}; {@link #rejectionOf} makes one of the other.
 */
final class JsonObjectReader {

    /** How deep a client may nest objects and arrays. */
    private static final int MAX_DEPTH = 32;

    /** Of a number and of the name of a field, in characters. */
    private static final int MAX_LENGTH = 256;

    /** Longer texts are cut to so many characters before they are quoted in a message. */
    private static final int MAX_QUOTED = 120;

    /** Reads what clients send. */
    static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_LENGTH)
                    .maxNameLength(MAX_LENGTH)
                    .build())
            .build();

    private JsonObjectReader() {}

    /** Reads the object that these bytes of the source are, in UTF-8. */
    static Map<String, JsonValue> read(JsonFactory factory, byte[] source, int from, int length) throws IOException {
        try (JsonParser parser = factory.createParser(source, from, length)) {
            return read(parser, nested -> CompactJson.of(nested, source, from));
        }
    }

    static Map<String, JsonValue> read(JsonFactory factory, String text) throws IOException {
        try (JsonParser parser = factory.createParser(text)) {
            return read(parser, CompactJson::of);
        }
    }

    /** Takes the text of the object or array at which a parser stands, and leaves the parser at its end. */
    private interface NestedText {

        String take(JsonParser parser) throws IOException;
    }

    private static Map<String, JsonValue> read(JsonParser parser, NestedText nested) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Rejection(ErrorCode.BAD_JSON, "a JSON object is due");
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = requireUnicode(parser.currentName());
            JsonToken token = parser.nextToken();
            String text = token.isScalarValue() ? parser.getText() : nested.take(parser);
            members.put(name, new JsonValue(token, requireUnicode(text)));
        }
        if (parser.nextToken() != null) {
            throw new Rejection(ErrorCode.BAD_JSON, "there is more after the JSON object");
        }
        return members;
    }

    /** Refuses half of a surrogate pair: it has no UTF-8, so it could be taken but never sent. */
    private static String requireUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    throw new Rejection(ErrorCode.BAD_JSON, "a string holds half of a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    /** What a client is told if its text cannot be parsed: the fault and its place, but no name of a class. */
    static Rejection rejectionOf(IOException failure) {
        if (failure instanceof StreamConstraintsException) {
            return String.valueOf(failure.getMessage()).contains("depth")
                    ? new Rejection(ErrorCode.TOO_DEEP, "JSON may be nested " + MAX_DEPTH + " deep")
                    : new Rejection(
                            ErrorCode.BAD_JSON,
                            "a number or the name of a field has at most " + MAX_LENGTH + " characters");
        }
        if (failure instanceof JsonParseException parse && parse.getLocation() != null) {
            return new Rejection(
                    ErrorCode.BAD_JSON,
                    shortened(parse.getOriginalMessage()) + " (line "
                            + parse.getLocation().getLineNr() + ", column "
                            + parse.getLocation().getColumnNr() + ")");
        }
        return new Rejection(
                ErrorCode.BAD_JSON,
                failure instanceof JsonProcessingException json
                        ? shortened(json.getOriginalMessage())
                        : "not JSON in UTF-8");
    }

    static String shortened(String text) {
        return text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "..." : text;
    }
}
