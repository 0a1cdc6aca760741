package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object that a client sent, each taken once and by the type it must have; {@link #end} refuses
 * those that nobody took. A field that is {@code null} counts as missing. Every fault is a {@link Rejection}.
 *
 * <p>Thread-safety: confined to the call that reads a message.
 */
public final class Fields {

    private record Value(JsonToken token, String text) {}

    private final Map<String, Value> values;

    private Fields(Map<String, Value> values) {
        this.values = values;
    }

    /** No fields: what an absent optional body means. */
    public static Fields none() {
        return new Fields(new LinkedHashMap<>());
    }

    /** Reads what this service wrote. */
    static Fields stored(byte[] json) {
        try (JsonParser parser = Wire.FACTORY.createParser(json)) {
            return read(parser, nested -> compact(nested, json, 0));
        } catch (IOException e) {
            throw new UncheckedIOException("not what was written", e);
        }
    }

    /** Reads a whole body; {@code body_missing} where there is none. */
    public static Fields of(byte[] body) {
        if (body.length == 0) {
            throw new Rejection(ErrorCode.BODY_MISSING, "a JSON object is due");
        }
        return of(body, 0, body.length);
    }

    /** Reads a part of a body. */
    static Fields of(byte[] body, int from, int length) {
        try (JsonParser parser = Wire.STRICT.createParser(body, from, length)) {
            return read(parser, nested -> compact(nested, body, from));
        } catch (IOException e) {
            throw rejectionOf(e);
        }
    }

    /** Reads a whole message. */
    public static Fields of(String text) {
        return of(Wire.STRICT, text);
    }

    private static Fields of(JsonFactory factory, String text) {
        try (JsonParser parser = factory.createParser(text)) {
            return read(parser, Fields::compact);
        } catch (IOException e) {
            throw rejectionOf(e);
        }
    }

    /** How to take a nested value that a parser stands at. */
    private interface Nested {

        String take(JsonParser parser) throws IOException;
    }

    private static Fields read(JsonParser parser, Nested nested) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Rejection(ErrorCode.BAD_JSON, "a JSON object is due");
        }
        Map<String, Value> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            String text = token.isScalarValue() ? parser.getText() : nested.take(parser);
            values.put(name, new Value(token, requireUnicode(text)));
        }
        if (parser.nextToken() != null) {
            throw new Rejection(ErrorCode.BAD_JSON, "there is more after the JSON object");
        }
        return new Fields(values);
    }

    /** Adds what the path says; a body that says it too is refused. */
    public Fields with(String name, String value) {
        if (values.putIfAbsent(name, new Value(JsonToken.VALUE_STRING, value)) != null) {
            throw new Rejection(ErrorCode.UNKNOWN_FIELD, "field '" + name + "' is said by the path");
        }
        return this;
    }

    public Fields with(String name, long value) {
        if (values.putIfAbsent(name, new Value(JsonToken.VALUE_NUMBER_INT, Long.toString(value))) != null) {
            throw new Rejection(ErrorCode.UNKNOWN_FIELD, "field '" + name + "' is said by a header");
        }
        return this;
    }

    /** Lets a field be read under another name. */
    public Fields renamed(String name, String newName) {
        if (values.containsKey(newName)) {
            throw new Rejection(ErrorCode.UNKNOWN_FIELD, "field '" + newName + "' is not known here");
        }
        Value value = values.remove(name);
        if (value != null) {
            values.put(newName, value);
        }
        return this;
    }

    public String string(String name) {
        return optionalString(name).orElseThrow(() -> missing(name));
    }

    public Optional<String> optionalString(String name) {
        return take(name, "a string", value -> value.token() == JsonToken.VALUE_STRING ? value.text() : null);
    }

    /** A string out of a fixed set of names. */
    public <T> T oneOf(String name, Function<String, Optional<T>> known) {
        return optionalOneOf(name, known).orElseThrow(() -> missing(name));
    }

    public <T> Optional<T> optionalOneOf(String name, Function<String, Optional<T>> known) {
        return optionalString(name)
                .map(text -> known.apply(text)
                        .orElseThrow(() -> new Rejection(
                                ErrorCode.BAD_FIELD, "field '" + name + "' cannot be '" + shortened(text) + "'")));
    }

    public int integer(String name) {
        return optionalInteger(name).orElseThrow(() -> missing(name));
    }

    public Optional<Integer> optionalInteger(String name) {
        return take(name, "a whole number", value -> {
            if (value.token() != JsonToken.VALUE_NUMBER_INT) {
                return null;
            }
            try {
                return Integer.parseInt(value.text());
            } catch (NumberFormatException e) {
                return null;
            }
        });
    }

    public Optional<Long> optionalLong(String name) {
        return take(name, "a whole number", value -> {
            try {
                return value.token() == JsonToken.VALUE_NUMBER_INT ? Long.parseLong(value.text()) : null;
            } catch (NumberFormatException e) {
                return null;
            }
        });
    }

    public Optional<Double> optionalNumber(String name) {
        return take(name, "a number", value -> value.token().isNumeric() ? Double.valueOf(value.text()) : null);
    }

    public Optional<Boolean> optionalBoolean(String name) {
        return take(name, "true or false", value -> value.token().isBoolean() ? Boolean.valueOf(value.text()) : null);
    }

    boolean bool(String name) {
        return optionalBoolean(name).orElseThrow(() -> missing(name));
    }

    /** A duration such as {@code 10s}, {@code 500ms} or {@code PT10S}. */
    public Optional<Duration> optionalDuration(String name) {
        return optionalString(name)
                .map(text -> Times.duration(text)
                        .orElseThrow(() -> new Rejection(
                                ErrorCode.BAD_FIELD, name + " is a duration such as 10s, 500ms or PT10S")));
    }

    /** A time in ISO-8601. */
    public Optional<Instant> optionalTime(String name) {
        return optionalString(name)
                .map(text -> Times.instant(text)
                        .orElseThrow(() ->
                                new Rejection(ErrorCode.BAD_FIELD, name + " is a time such as 2026-11-24T12:00:00Z")));
    }

    /** An array of strings; empty where it is missing. */
    public List<String> strings(String name) {
        return take(name, "an array of strings", Fields::stringsOf).orElse(List.of());
    }

    /** An array of objects; empty where it is missing. */
    public List<Fields> objects(String name) {
        return take(name, "an array of objects", Fields::objectsOf).orElse(List.of());
    }

    /** An object, to be read in its turn. */
    public Fields object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name));
    }

    /** An object, to be read in its turn, where there is one. */
    public Optional<Fields> optionalObject(String name) {
        return take(
                name,
                "an object",
                value -> value.token() == JsonToken.START_OBJECT ? of(Wire.FACTORY, value.text()) : null);
    }

    /** An object that is carried as it is. */
    public @Nullable Json jsonObject(String name) {
        return take(name, "an object", value -> value.token() == JsonToken.START_OBJECT ? new Json(value.text()) : null)
                .orElse(null);
    }

    /** Any value, carried as it is. */
    public @Nullable Json json(String name) {
        return take(
                        name,
                        "JSON",
                        value ->
                                new Json(value.token() == JsonToken.VALUE_STRING ? quoted(value.text()) : value.text()))
                .orElse(null);
    }

    public Json requiredJson(String name) {
        Json value = json(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    /**
     * A digest of the fields that nobody took so far, in whatever order they were sent: 128 bits of SHA-256, in hexadecimal
     * digits.
     *
     * @param about what else goes into it
     * @param without fields that do not
     */
    String hash(String about, Set<String> without) {
        MessageDigest digest = sha256();
        digest.update(about.getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, Value> field : new TreeMap<>(values).entrySet()) {
            if (!without.contains(field.getKey())) {
                // Names and compact values hold no line feed of their own.
                String line = '\n'
                        + field.getKey()
                        + '\n'
                        + field.getValue().token()
                        + '\n'
                        + field.getValue().text();
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Nothing else may be there. */
    public void end() {
        if (!values.isEmpty()) {
            throw new Rejection(
                    ErrorCode.UNKNOWN_FIELD,
                    "field '" + shortened(values.keySet().iterator().next()) + "' is not known here");
        }
    }

    private <T> Optional<T> take(String name, String due, Function<Value, @Nullable T> reading) {
        Value value = values.remove(name);
        if (value == null || value.token() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        T read = reading.apply(value);
        if (read == null) {
            throw new Rejection(ErrorCode.BAD_FIELD, "field '" + name + "' must be " + due);
        }
        return Optional.of(read);
    }

    private static @Nullable List<String> stringsOf(Value value) {
        List<String> strings = new ArrayList<>();
        return eachOf(value, JsonToken.VALUE_STRING, parser -> strings.add(parser.getText())) ? strings : null;
    }

    private static @Nullable List<Fields> objectsOf(Value value) {
        List<Fields> objects = new ArrayList<>();
        return eachOf(value, JsonToken.START_OBJECT, parser -> objects.add(of(Wire.FACTORY, compact(parser))))
                ? objects
                : null;
    }

    private interface Element {

        void read(JsonParser parser) throws IOException;
    }

    /** False where the value is no array, or one of its elements is something else. */
    private static boolean eachOf(Value value, JsonToken due, Element element) {
        if (value.token() != JsonToken.START_ARRAY) {
            return false;
        }
        try (JsonParser parser = Wire.FACTORY.createParser(value.text())) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != due) {
                    return false;
                }
                element.read(parser);
            }
            return true;
        } catch (IOException e) {
            throw rejectionOf(e);
        }
    }

    /** The value that the parser stands at, without white space, numbers as they were written. */
    private static String compact(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Wire.FACTORY.createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                if (token.isNumeric()) {
                    out.writeNumber(parser.getText());
                } else {
                    out.copyCurrentEvent(parser);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            } while (depth > 0 && parser.nextToken() != null);
        }
        return text.toString();
    }

    /**
     * The same, of a parser that reads the source from there on. Most clients write compact JSON in ASCII: that is taken as
     * it is.
     */
    private static String compact(JsonParser parser, byte[] source, int start) throws IOException {
        int from = start + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = start + (int) parser.currentLocation().getByteOffset();
        if (isCompactAscii(source, from, to)) {
            return new String(source, from, to - from, StandardCharsets.US_ASCII);
        }
        try (JsonParser again = Wire.FACTORY.createParser(source, from, to - from)) {
            again.nextToken();
            return compact(again);
        }
    }

    /** Without escapes, so that no string can be written in a shorter way. */
    private static boolean isCompactAscii(byte[] json, int from, int to) {
        boolean isInString = false;
        for (int i = from; i < to; i++) {
            byte b = json[i];
            if (b == '"') {
                isInString = !isInString;
            } else if (b < ' ' || b == '\\' || b == ' ' && !isInString) {
                return false;
            }
        }
        return true;
    }

    private static String quoted(String text) {
        StringWriter quoted = new StringWriter();
        try (JsonGenerator out = Wire.FACTORY.createGenerator(quoted)) {
            out.writeString(text);
        } catch (IOException e) {
            throw rejectionOf(e);
        }
        return quoted.toString();
    }

    /** A lone half of a surrogate pair has no UTF-8; it could be taken but never sent. */
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

    private static Rejection missing(String name) {
        return new Rejection(ErrorCode.MISSING_FIELD, "field '" + name + "' is missing");
    }

    private static Rejection rejectionOf(IOException failure) {
        if (failure instanceof StreamConstraintsException
                && String.valueOf(failure.getMessage()).contains("depth")) {
            return new Rejection(ErrorCode.TOO_DEEP, "JSON may be nested " + Wire.MAX_DEPTH + " deep");
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

    private static String shortened(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "..." : text;
    }
}
