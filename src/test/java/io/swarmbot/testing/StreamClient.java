package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Follows a swarm over one transport and keeps its messages in order. It is open as soon as it is made: it has received
 * the start of the stream, so whatever is done afterwards comes later in the stream.
 *
 * <p>Thread-safe. A wait for longer than {@link Patience#LIMIT} fails the test and tells what came instead.
 */
public interface StreamClient extends AutoCloseable {

    /** Messages that are not in the log. */
    Set<String> NOTICES = Set.of(
            "connected",
            "reset",
            "snapshot",
            "heartbeat",
            "ack",
            "error",
            "store_unavailable",
            "store_available",
            "reconnect",
            "gone",
            "ended",
            "renewed",
            "conflated");

    /** All messages so far. A poller has no {@code connected}; its resets look like those of a stream. */
    List<JsonNode> messages();

    /** Waits for the first message of that type, past or future. */
    JsonNode await(String type);

    /** Waits for the first message that fits, past or future. */
    JsonNode await(String what, Predicate<JsonNode> fits);

    /** Waits until everything up to the cursor was delivered. If a filter hides the last events, a heartbeat counts. */
    void awaitCursor(String cursor);

    /** The cursor at which a client would resume now, over any transport. */
    String lastCursor();

    /** Waits until the service has ended the stream. */
    void awaitEnd();

    /** Reads nothing from the socket until {@link #readOn}. */
    void stopReading();

    void readOn();

    /** Breaks the connection without a farewell. */
    void closeHard();

    @Override
    default void close() {
        closeHard();
    }

    /** The events among the messages so far. */
    default List<JsonNode> events() {
        return messages().stream().filter(StreamClient::isEvent).toList();
    }

    default List<JsonNode> messages(String type) {
        return messages().stream()
                .filter(message -> typeOf(message).equals(type))
                .toList();
    }

    default List<String> types() {
        return messages().stream().map(StreamClient::typeOf).toList();
    }

    static boolean isEvent(JsonNode message) {
        return !NOTICES.contains(typeOf(message));
    }

    static String typeOf(JsonNode message) {
        return message.path("type").asText();
    }

    static String cursorOf(JsonNode message) {
        return message.path("cursor").asText();
    }

    /** The sequence number of a cursor. */
    static long seq(String cursor) {
        return Long.parseLong(cursor.substring(cursor.indexOf('-') + 1));
    }

    static String epoch(String cursor) {
        return cursor.substring(0, cursor.indexOf('-'));
    }
}
