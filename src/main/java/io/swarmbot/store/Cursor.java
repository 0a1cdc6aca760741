package io.swarmbot.store;

import java.util.Optional;

/**
 * A place in a swarm's log: right after the entry number {@code seq}. It is written {@code <epoch>-<seq>}. A client
 * that was away comes back with the cursor of the last entry that it saw, and gets the entries after it.
 *
 * <p>Why a number alone is not enough: say a log ends at 41, and a crash loses the entries 40 and 41. The log goes on,
 * and soon there is another entry 41. A client that saw the old one must not go on as if it had seen the new one. So
 * the log begins a new epoch when its newest entries may have been lost. Sequence numbers run on, so {@code seq} alone
 * gives the order of the entries in one log. Two cursors with the same {@code seq} and another epoch may be different
 * places.
 *
 * <p>Each cursor has a defined answer. It is invalid if it is after the log's head, if the entries after it were
 * trimmed, if its epoch ended before it, or if the log does not know its epoch; {@link ReadResult.GapReason} names
 * these cases. Otherwise the answer is a page. A client with an invalid cursor is told {@code reset}, and goes on from
 * a snapshot.
 *
 * @param epoch 1 to 16 characters of {@code [a-z0-9]}
 * @param seq 0 (before the first event) to 2^53 - 1, the largest integer that a JavaScript number holds exactly
 */
public record Cursor(String epoch, long seq) {

    /** The largest sequence. */
    public static final long MAX_SEQ = (1L << 53) - 1;

    private static final int MAX_EPOCH_LENGTH = 16;

    public Cursor {
        if (!isEpoch(epoch) || seq < 0 || seq > MAX_SEQ) {
            throw new IllegalArgumentException("not a cursor: " + epoch + "-" + seq);
        }
    }

    /** Reads the written form. Empty for any other text, such as one with a sign or with leading zeros. */
    public static Optional<Cursor> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0 || !isEpoch(text.substring(0, dash))) {
            return Optional.empty();
        }
        String digits = text.substring(dash + 1);
        if (digits.isEmpty() || digits.length() > 16 || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return Optional.empty();
        }
        long seq = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            seq = seq * 10 + digit;
        }
        return seq > MAX_SEQ ? Optional.empty() : Optional.of(new Cursor(text.substring(0, dash), seq));
    }

    /** The cursor that is {@code distance} entries further on, in the same epoch. */
    public Cursor plus(long distance) {
        return new Cursor(epoch, seq + distance);
    }

    @Override
    public String toString() {
        return epoch + "-" + seq;
    }

    private static boolean isEpoch(String text) {
        if (text.isEmpty() || text.length() > MAX_EPOCH_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
