package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Follows a swarm over one transport and keeps what it is told, in order. It is open when it is made: the start of the
 * stream was received, so whatever is done afterwards lies behind it.
 *
 * <p>Thread-safe. What does not come within {@link Inbox#PATIENCE} fails the test and says what came instead.
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
            "conflated");

    /** Everything so far. A poller has no {@code connected}; its resets look like those of a stream. */
    List<JsonNode> messages();

    /** The first message of that type, past or to come. */
    JsonNode await(String type);

    /** The first message that fits, past or to come. */
    JsonNode await(String what, Predicate<JsonNode> fits);

    /** Waits until everything up to that cursor has been delivered; a filter's silence counts where a heartbeat ends it. */
    void awaitCursor(String cursor);

    /** Where a client that was cut off now goes on from, over any transport. */
    String lastCursor();

    /** Waits until the other side has ended it. */
    void awaitEnd();

    /** Takes nothing more from the socket until {@link #readOn}. */
    void stopReading();

    void readOn();

    /** Gone without a farewell, as when the line breaks. */
    void closeHard();

    @Override
    default void close() {
        closeHard();
    }

    /** What is in the log, of all that came. */
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
