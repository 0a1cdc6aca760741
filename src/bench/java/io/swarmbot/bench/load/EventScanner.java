package io.swarmbot.bench.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the events in what one client gets, however it is cut into pieces, without parsing JSON: a client that did would be
 * slower than the service. It relies on each message beginning with its type and cursor, which the wire contract promises.
 *
 * <p>Thread-safety: confined to the client's event loop.
 */
final class EventScanner {

    private static final byte[] MESSAGE = bytes("{\"type\":\"");
    private static final byte[] CURSOR = bytes("\",\"cursor\":\"");
    private static final byte[] EVENT = bytes("agent_");
    private static final byte[] RESET = bytes("reset");
    private static final byte[] SENT_AT = bytes("\"t_ns\":");
    private static final byte[] END = bytes("Z\"}");

    private final Tally tally;
    private byte[] rest = {};
    private long last;

    /** @param last the seq that the client has */
    EventScanner(Tally tally, long last) {
        this.tally = tally;
        this.last = last;
    }

    /** The seq of the newest event that came. */
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
            int end = isAt(bytes, EVENT, start + MESSAGE.length) ? event(bytes, start) : other(bytes, start);
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

    private int other(byte[] bytes, int start) {
        if (bytes.length < start + MESSAGE.length + RESET.length) {
            return -1;
        }
        if (isAt(bytes, RESET, start + MESSAGE.length)) {
            tally.reset();
        }
        return start + MESSAGE.length;
    }

    /** Where the event ends; -1 where it is not there as a whole. */
    private int event(byte[] bytes, int start) {
        int cursor = find(bytes, CURSOR, start);
        int end = find(bytes, END, start);
        if (cursor < 0 || end < 0) {
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
