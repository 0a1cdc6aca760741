package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.swarmbot.swarm.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value, not converted yet. Each method converts it to one type, and answers null if the value is of another.
 *
 * @param token what kind of value it is; the first token of an object or array
 * @param text a string without its quotes and escapes; every other value as compact JSON
 */
record JsonValue(JsonToken token, String text) {

    static JsonValue of(String string) {
        return new JsonValue(JsonToken.VALUE_STRING, string);
    }

    static JsonValue of(long number) {
        return new JsonValue(JsonToken.VALUE_NUMBER_INT, Long.toString(number));
    }

    boolean isNull() {
        return token == JsonToken.VALUE_NULL;
    }

    @Nullable
    String string() {
        return token == JsonToken.VALUE_STRING ? text : null;
    }

    /** Null if the number is too large for an {@code int}, too. */
    @Nullable
    Integer integer() {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Null if the number is too large for a {@code long}, too. */
    @Nullable
    Long longInteger() {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Nullable
    Double number() {
        return token.isNumeric() ? Double.valueOf(text) : null;
    }

    @Nullable
    Boolean bool() {
        return token.isBoolean() ? Boolean.valueOf(text) : null;
    }

    /** An object, carried as it is. */
    @Nullable
    Json objectAsJson() {
        return token == JsonToken.START_OBJECT ? new Json(text) : null;
    }

    /** Any value, carried as it is. */
    Json json() {
        return new Json(token == JsonToken.VALUE_STRING ? CompactJson.quoted(text) : text);
    }

    /** The members of an object. */
    @Nullable
    Map<String, JsonValue> members() {
        return token == JsonToken.START_OBJECT ? membersOf(text) : null;
    }

    @Nullable
    List<String> strings() {
        List<String> strings = new ArrayList<>();
        return eachElement(JsonToken.VALUE_STRING, parser -> strings.add(parser.getText())) ? strings : null;
    }

    /** The members of each object in an array of objects. */
    @Nullable
    List<Map<String, JsonValue>> objects() {
        List<Map<String, JsonValue>> objects = new ArrayList<>();
        return eachElement(JsonToken.START_OBJECT, parser -> objects.add(membersOf(CompactJson.of(parser))))
                ? objects
                : null;
    }

    private static Map<String, JsonValue> membersOf(String text) {
        try {
            return JsonObjectReader.read(Wire.FACTORY, text);
        } catch (IOException e) {
            throw JsonObjectReader.rejectionOf(e);
        }
    }

    private interface Element {

        void read(JsonParser parser) throws IOException;
    }

    /** False if this is no array, or if one of its elements does not begin with the token that is due. */
    private boolean eachElement(JsonToken due, Element element) {
        if (token != JsonToken.START_ARRAY) {
            return false;
        }
        try (JsonParser parser = Wire.FACTORY.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != due) {
                    return false;
                }
                element.read(parser);
            }
            return true;
        } catch (IOException e) {
            throw JsonObjectReader.rejectionOf(e);
        }
    }
}
