package io.swarmbot.bench.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Finds the events in what one client gets, however it is cut into pieces, without parsing JSON: a client that did
 * would be slower than the service. It relies on each message beginning with its type and cursor, which the wire
 * contract promises.
 *
 * <p>Thread-safety: confined to the client's event loop.
 */
final class EventScanner {

    private static final byte[] MESSAGE = bytes("{\"type\":\"");
    private static final byte[] CURSOR = bytes("\",\"cursor\":\"");
    private static final byte[] PLACE = bytes("\"cursor\":\"");
    private static final long NOWHERE = -1;
    private static final String CONNECTED = "connected";
    private static final String RESET = "reset";

    /** The types of messages that are no events: they have no number of their own. Everything else is an event. */
    private static final Set<String> NOTICES = Set.of(
            CONNECTED,
            RESET,
            "snapshot",
            "heartbeat",
            "store_unavailable",
            "store_available",
            "reconnect",
            "gone",
            "ack",
            "error");

    private static final byte[] SENT_AT = bytes("\"t_ns\":");
    private static final byte[] END = bytes("Z\"}");
    private static final byte[] QUOTE = bytes("\"");

    private final Tally tally;
    private byte[] rest = {};
    private long last = NOWHERE;
    private String epoch = "";

    EventScanner(Tally tally) {
        this.tally = tally;
    }

    /** The client has all up to this cursor. */
    void start(String cursor) {
        int dash = cursor.indexOf('-');
        epoch = cursor.substring(0, dash);
        last = Long.parseLong(cursor.substring(dash + 1));
    }

    /** The parameters of a stream that goes on behind the newest event; empty if nothing came yet. */
    String goOn() {
        return last == NOWHERE ? "" : "?after=" + epoch + "-" + last;
    }

    /** Another stream begins. */
    void restart() {
        rest = new byte[0];
    }

    /** The seq of the newest event that came, or of the place where the stream began; below 0 before that. */
    long last() {
        return last;
    }

    void take(Buffer piece) {
        byte[] bytes = piece.getBytes();
        if (rest.length > 0) {
            byte[] joined = java.util.Arrays.copyOf(rest, rest.length + bytes.length);
            System.arraycopy(bytes, 0, joined, rest.length, bytes.length);
            bytes = joined;
        }
        int at = 0;
        for (int start = find(bytes, MESSAGE, 0); start >= 0; start = find(bytes, MESSAGE, at)) {
            int end = message(bytes, start);
            if (end < 0) {
                at = start;
                break;
            }
            at = end;
        }
        // What may be the beginning of a message is kept; of what is none, as much as such a beginning is long.
        int kept = find(bytes, MESSAGE, at) >= 0 ? at : Math.max(at, bytes.length - MESSAGE.length);
        rest = java.util.Arrays.copyOfRange(bytes, kept, bytes.length);
    }

    /** Where the search goes on; -1 if the message is not there as a whole. */
    private int message(byte[] bytes, int start) {
        int typeAt = start + MESSAGE.length;
        int typeEnd = find(bytes, QUOTE, typeAt);
        if (typeEnd < 0) {
            return -1;
        }
        String type = new String(bytes, typeAt, typeEnd - typeAt, StandardCharsets.US_ASCII);
        if (type.equals(CONNECTED)) {
            return connected(bytes, typeEnd);
        }
        if (NOTICES.contains(type)) {
            if (type.equals(RESET)) {
                tally.reset();
            }
            return typeEnd;
        }
        if (bytes.length < typeEnd + CURSOR.length) {
            return -1;
        }
        // Something inside an event may have a type, too, but no cursor behind it.
        return isAt(bytes, CURSOR, typeEnd) ? event(bytes, start, typeEnd) : typeEnd;
    }

    /** A stream begins with this notice, and its cursor is where it begins. */
    private int connected(byte[] bytes, int from) {
        int place = find(bytes, PLACE, from);
        int end = place < 0 ? -1 : find(bytes, QUOTE, place + PLACE.length);
        if (end >= 0) {
            start(new String(bytes, place + PLACE.length, end - place - PLACE.length, StandardCharsets.US_ASCII));
        }
        return end;
    }

    /** Where the event ends; -1 if it is not there as a whole. */
    private int event(byte[] bytes, int start, int cursor) {
        int end = find(bytes, END, cursor);
        if (end < 0) {
            return -1;
        }
        int seqAt = cursor + CURSOR.length;
        while (bytes[seqAt] != '-') {
            seqAt++;
        }
        long seq = number(bytes, seqAt + 1);
        if (seq <= last) {
            tally.repeated();
        } else {
            tally.lost(seq - last - 1);
            last = seq;
        }
        int sentAt = find(bytes, SENT_AT, seqAt);
        if (sentAt >= 0 && sentAt < end) {
            tally.event(number(bytes, sentAt + SENT_AT.length), end + END.length - start);
        }
        return end + END.length;
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        for (int i = from; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    private static int find(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i <= bytes.length - wanted.length; i++) {
            if (bytes[i] == wanted[0] && isAt(bytes, wanted, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAt(byte[] bytes, byte[] wanted, int at) {
        return at + wanted.length <= bytes.length
                && java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
