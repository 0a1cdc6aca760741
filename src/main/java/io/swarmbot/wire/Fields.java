package io.swarmbot.wire;

import io.swarmbot.command.Giver;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object that a client sent. Each is taken once, by the type that it must have; {@link #end}
 * refuses those that nobody took. A field that is {@code null} counts as missing. Every fault is a {@link Rejection}.
 *
 * <p>Thread-safety: confined to the call that reads a message.
 */
public final class Fields {

    private final Map<String, JsonValue> values;
    /** What the client calls those fields that it sent by another name, by the name by which they are taken. */
    private final Map<String, String> sentNames = new HashMap<>();

    /** Stands before the names in messages: empty, or the field in which this object is, with a point. */
    private final String prefix;

    private Giver giver = Giver.ANYBODY;

    private Fields(Map<String, JsonValue> values) {
        this(values, "");
    }

    private Fields(Map<String, JsonValue> values, String prefix) {
        this.values = values;
        this.prefix = prefix;
    }

    /** No fields: what an optional body means if it is absent. */
    public static Fields none() {
        return new Fields(new LinkedHashMap<>());
    }

    /** Reads what this service wrote. */
    static Fields stored(byte[] json) {
        try {
            return new Fields(JsonObjectReader.read(Wire.FACTORY, json, 0, json.length));
        } catch (IOException e) {
            throw new UncheckedIOException("not what was written", e);
        }
    }

    /** Reads a whole body; an empty one is rejected as {@code body_missing}. */
    public static Fields of(byte[] body) {
        if (body.length == 0) {
            throw new Rejection(ErrorCode.BODY_MISSING, "a JSON object is due");
        }
        return of(body, 0, body.length);
    }

    /** Reads a part of a body. */
    static Fields of(byte[] body, int from, int length) {
        Utf8.require(body, from, length);
        try {
            return new Fields(JsonObjectReader.read(JsonObjectReader.STRICT, body, from, length));
        } catch (IOException e) {
            throw JsonObjectReader.rejectionOf(e);
        }
    }

    /** Reads a whole message. */
    public static Fields of(String text) {
        try {
            return new Fields(JsonObjectReader.read(JsonObjectReader.STRICT, text));
        } catch (IOException e) {
            throw JsonObjectReader.rejectionOf(e);
        }
    }

    /** Says who sent the fields. */
    Fields givenBy(Giver sender) {
        giver = sender;
        return this;
    }

    /**
     * Whose will it is what the fields say: whom they name, or else whoever sent them.
     *
     * @throws Rejection {@code forbidden} if the sender may not act for whom they name
     */
    @Nullable
    String actor() {
        String said = optionalString("actor").orElse(null);
        String sender = giver.name();
        if (said == null || sender == null || said.equals(sender)) {
            return sender == null ? said : sender;
        }
        if (!giver.mayActFor(said)) {
            throw new Rejection(
                    ErrorCode.FORBIDDEN, "'" + sender + "' may not act for '" + JsonObjectReader.shortened(said) + "'");
        }
        return said;
    }

    /** The sender, if it acts for somebody else; null otherwise. */
    @Nullable
    String via(@Nullable String actor) {
        String sender = giver.name();
        return sender == null || sender.equals(actor) ? null : sender;
    }

    /** Adds a field that the path of the request has; a body that has it too is refused. */
    public Fields with(String name, String value) {
        return with(name, JsonValue.of(value), "the path");
    }

    /** Adds a field that a header of the request has; a body that has it too is refused. */
    public Fields with(String name, long value) {
        return with(name, JsonValue.of(value), "a header");
    }

    private Fields with(String name, JsonValue value, String source) {
        if (values.putIfAbsent(name, value) != null) {
            throw new Rejection(ErrorCode.UNKNOWN_FIELD, "field '" + name + "' is said by " + source);
        }
        return this;
    }

    /** Lets a field be taken by another name. A fault of it names it as the client does. */
    public Fields renamed(String name, String newName) {
        if (values.containsKey(newName)) {
            throw new Rejection(ErrorCode.UNKNOWN_FIELD, "field '" + newName + "' is not known here");
        }
        JsonValue value = values.remove(name);
        if (value != null) {
            values.put(newName, value);
        }
        sentNames.put(newName, name);
        return this;
    }

    /** The field's name as the client sends it. */
    private String sent(String name) {
        return prefix + sentNames.getOrDefault(name, name);
    }

    /** A name of an agent, a task or a type. */
    String identifier(String name) {
        return Identifiers.require(sent(name), string(name));
    }

    Optional<String> optionalIdentifier(String name) {
        return optionalString(name).map(text -> Identifiers.require(sent(name), text));
    }

    public String string(String name) {
        return optionalString(name).orElseThrow(() -> missing(name));
    }

    public Optional<String> optionalString(String name) {
        return take(name, "a string", JsonValue::string);
    }

    /** A string out of a fixed set of names. */
    public <T> T oneOf(String name, Function<String, Optional<T>> known) {
        return optionalOneOf(name, known).orElseThrow(() -> missing(name));
    }

    public <T> Optional<T> optionalOneOf(String name, Function<String, Optional<T>> known) {
        return optionalString(name)
                .map(text -> known.apply(text)
                        .orElseThrow(() -> new Rejection(
                                ErrorCode.BAD_FIELD,
                                "field '" + sent(name) + "' cannot be '" + JsonObjectReader.shortened(text) + "'")));
    }

    public int integer(String name) {
        return optionalInteger(name).orElseThrow(() -> missing(name));
    }

    public Optional<Integer> optionalInteger(String name) {
        return take(name, "a whole number", JsonValue::integer);
    }

    public Optional<Long> optionalLong(String name) {
        return take(name, "a whole number", JsonValue::longInteger);
    }

    public Optional<Double> optionalNumber(String name) {
        return take(name, "a number", JsonValue::number);
    }

    public Optional<Boolean> optionalBoolean(String name) {
        return take(name, "true or false", JsonValue::bool);
    }

    boolean bool(String name) {
        return optionalBoolean(name).orElseThrow(() -> missing(name));
    }

    /** A duration such as {@code 10s}, {@code 500ms} or {@code PT10S}. */
    public Optional<Duration> optionalDuration(String name) {
        return optionalDuration(name, ErrorCode.BAD_FIELD);
    }

    /** A duration that many callers give as a query parameter, with the code of its error. */
    Optional<Duration> optionalDuration(String name, ErrorCode code) {
        return optionalString(name)
                .map(text -> Times.duration(text)
                        .orElseThrow(
                                () -> new Rejection(code, sent(name) + " is a duration such as 10s, 500ms or PT10S")));
    }

    /** A time in ISO-8601. */
    public Optional<Instant> optionalTime(String name) {
        return optionalString(name)
                .map(text -> Times.instant(text)
                        .orElseThrow(() -> new Rejection(
                                ErrorCode.BAD_FIELD, sent(name) + " is a time such as 2026-11-24T12:00:00Z")));
    }

    /** An array of strings; empty if it is missing. */
    public List<String> strings(String name) {
        return take(name, "an array of strings", JsonValue::strings).orElse(List.of());
    }

    /** An array of objects; empty if it is missing. */
    public List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        for (Map<String, JsonValue> members :
                take(name, "an array of objects", JsonValue::objects).orElse(List.of())) {
            objects.add(new Fields(members, sent(name) + "."));
        }
        return objects;
    }

    /** An object, whose fields are taken in their turn. */
    public Fields object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name));
    }

    public Optional<Fields> optionalObject(String name) {
        return take(name, "an object", JsonValue::members).map(members -> new Fields(members, sent(name) + "."));
    }

    /** An object that is carried as it is. */
    public @Nullable Json jsonObject(String name) {
        return take(name, "an object", JsonValue::objectAsJson).orElse(null);
    }

    /** Any value, carried as it is. */
    public @Nullable Json json(String name) {
        return take(name, "JSON", JsonValue::json).orElse(null);
    }

    public Json requiredJson(String name) {
        Json value = json(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    /** The {@link FormerHash} of a command of that type with the fields that nobody took so far. */
    String hash(String type, Set<String> without) {
        return FormerHash.of(type, values, without);
    }

    /** The fields that nobody took so far. */
    Map<String, JsonValue> remaining() {
        return values;
    }

    /** The field as it was sent, which stays to be taken; null if it is missing or {@code null}. */
    public @Nullable Json peek(String name) {
        JsonValue value = values.get(name);
        return value == null || value.isNull() ? null : value.json();
    }

    /** Whether the field was sent, also as {@code null}, and nobody took it. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * Refuses a field that is none of these.
     *
     * @throws Rejection {@code unknown_field}
     */
    public void requireOnly(Collection<String> names) {
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw unknown(name);
            }
        }
    }

    /** Refuses a field that nobody took. */
    public void end() {
        if (!values.isEmpty()) {
            throw unknown(values.keySet().iterator().next());
        }
    }

    private Rejection unknown(String name) {
        return new Rejection(
                ErrorCode.UNKNOWN_FIELD, "field '" + JsonObjectReader.shortened(sent(name)) + "' is not known here");
    }

    private <T> Optional<T> take(String name, String due, Function<JsonValue, @Nullable T> conversion) {
        JsonValue value = values.remove(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        T converted = conversion.apply(value);
        if (converted == null) {
            throw new Rejection(ErrorCode.BAD_FIELD, "field '" + sent(name) + "' must be " + due);
        }
        return Optional.of(converted);
    }

    private Rejection missing(String name) {
        return new Rejection(ErrorCode.MISSING_FIELD, "field '" + sent(name) + "' is missing");
    }
}
