package io.swarmbot.store;

import java.util.Optional;

/**
 * A place in a swarm's log, written {@code <epoch>-<seq>}: everything up to and including {@code seq} lies behind it.
 *
 * <p>The epoch names one unbroken life of the log; it changes when the log's tail may have been lost, so that an old
 * number is never trusted by mistake. Sequence numbers run on across epochs, hence two cursors of one log are ordered by
 * {@code seq} alone.
 *
 * @param epoch 1 to 16 characters of {@code [a-z0-9]}
 * @param seq 0 (before the first event) to 2^53 - 1, the largest integer that a JavaScript number holds exactly
 */
public record Cursor(String epoch, long seq) {

    public static final long MAX_SEQ = (1L << 53) - 1;
    private static final int MAX_EPOCH_LENGTH = 16;

    public Cursor {
        if (!isEpoch(epoch) || seq < 0 || seq > MAX_SEQ) {
            throw new IllegalArgumentException("not a cursor: " + epoch + "-" + seq);
        }
    }

    /** Reads the written form; empty for anything else, leading zeros and signs included. */
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

    /** The cursor {@code distance} events further on in the same epoch. */
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
