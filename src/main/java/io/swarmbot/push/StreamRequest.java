package io.swarmbot.push;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks of a log: its start and the events that it wants. All transports take the same parameters.
 *
 * @param after the cursor to go on behind; null to start at the head
 * @param isLost the reader has lost its place, and is told {@code reset}
 * @param snapshot whether the stream begins with the state
 * @param pace how often the stream may bring something; a limited pace brings conflated events
 * @param envelope the form of the messages
 */
public record StreamRequest(
        @Nullable Cursor after, boolean isLost, boolean snapshot, Filter filter, Pace pace, Envelope envelope) {

    /** The parameters of a stream, by name. */
    public static final Set<String> PARAMETERS =
            Set.of("after", "snapshot", "types", "agent", "task", "max_rate", "format");

    private static final int MAX_VALUES = 64;

    private static final double LEAST_RATE = 0.01;
    private static final int MOST_RATE = 1_000;
    private static final Pattern RATE = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,3})?");

    /** A request for messages in this service's own form. */
    StreamRequest(@Nullable Cursor after, boolean isLost, boolean snapshot, Filter filter, Pace pace) {
        this(after, isLost, snapshot, filter, pace, Envelope.NATIVE);
    }

    /**
     * Reads the parameters.
     *
     * @param parameter gives the value of a query parameter, or null if the request has none of that name
     * @param lastEventId the header {@code Last-Event-ID}, which wins over {@code after}; null if there is none
     * @throws Rejection if a parameter has no usable value
     */
    public static StreamRequest of(Function<String, @Nullable String> parameter, @Nullable String lastEventId) {
        Cursor after = cursor("after", parameter.apply("after")).orElse(null);
        boolean isLost = false;
        if (lastEventId != null && !lastEventId.isEmpty()) {
            after = Cursor.parse(lastEventId).orElse(null);
            isLost = after == null;
        }
        return new StreamRequest(
                after,
                isLost,
                flag("snapshot", parameter.apply("snapshot")),
                new Filter(
                        values(parameter.apply("types"), StreamRequest::requireType),
                        values(parameter.apply("agent"), id -> Identifiers.require("agent", id)),
                        values(parameter.apply("task"), id -> Identifiers.require("task", id))),
                pace(parameter.apply("max_rate")),
                envelope(parameter.apply("format")));
    }

    private static Envelope envelope(@Nullable String text) {
        if (text == null || text.equals("swarmbot")) {
            return Envelope.NATIVE;
        }
        if (text.equals("cloudevents")) {
            return Envelope.CLOUDEVENTS;
        }
        throw new Rejection(ErrorCode.BAD_PARAMETER, "format is swarmbot or cloudevents");
    }

    /**
     * Reads a cursor from a parameter; empty if the request has none of that name.
     *
     * @throws Rejection if the text is no cursor
     */
    public static Optional<Cursor> cursor(String name, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(Cursor.parse(text)
                .orElseThrow(
                        () -> new Rejection(ErrorCode.BAD_CURSOR, name + " is no cursor of the form <epoch>-<seq>")));
    }

    private static Pace pace(@Nullable String text) {
        if (text == null) {
            return Pace.UNLIMITED;
        }
        if (RATE.matcher(text).matches()) {
            double rate = Double.parseDouble(text);
            if (rate >= LEAST_RATE && rate <= MOST_RATE) {
                return Pace.of(rate);
            }
        }
        throw new Rejection(
                ErrorCode.BAD_PARAMETER,
                "max_rate is a number of messages a second from " + LEAST_RATE + " to " + MOST_RATE);
    }

    /**
     * A parameter that is {@code true} or {@code false}; false if it is missing.
     *
     * @throws Rejection {@code bad_parameter} if it is something else
     */
    public static boolean flag(String name, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new Rejection(ErrorCode.BAD_PARAMETER, name + " is true or false");
    }

    /**
     * The values of a parameter that is a list with commas; none if it is missing.
     *
     * @param check throws a {@link Rejection} if a value is bad
     * @throws Rejection {@code bad_parameter} if there are more than 64
     */
    public static Set<String> values(@Nullable String text, Function<String, String> check) {
        if (text == null) {
            return Set.of();
        }
        Set<String> values = Stream.of(text.split(",", -1)).map(check).collect(Collectors.toUnmodifiableSet());
        if (values.size() > MAX_VALUES) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "a filter takes " + MAX_VALUES + " values");
        }
        return values;
    }

    private static String requireType(String name) {
        return EventType.ofWireName(name)
                .filter(type -> !type.isOfRegistry())
                .map(EventType::wireName)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.BAD_PARAMETER,
                        "there is no event type '" + name.substring(0, Math.min(64, name.length())) + "'"));
    }
}
