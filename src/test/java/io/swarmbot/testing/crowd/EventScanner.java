package io.swarmbot.testing.crowd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Reads of each message what it is and where in the log, byte by byte, however the stream is cut into pieces: a parser of
 * JSON would be slower than the service. Each message has to begin with its type, and an event goes on with its cursor.
 */
final class EventScanner {

    /** What a client hears. */
    interface Listener {

        void message(String type);

        /** The cursor of the message whose type came last. */
        void cursor(String type, String epoch, long seq);
    }

    private enum State {
        BEFORE_MESSAGE,
        TYPE,
        BEFORE_CURSOR,
        EPOCH,
        SEQ
    }

    private static final byte[] MESSAGE = "{\"type\":\"".getBytes(US_ASCII);
    private static final byte[] CURSOR = "\"cursor\":\"".getBytes(US_ASCII);
    private static final int LONGEST_NAME = 32;

    private final Listener listener;
    private final byte[] name = new byte[LONGEST_NAME];
    private State state = State.BEFORE_MESSAGE;
    /** Bytes of the text that is looked for, or of the name, that are there. */
    private int matched;

    private String type = "";
    private String epoch = "";
    private long seq;

    EventScanner(Listener listener) {
        this.listener = listener;
    }

    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            take(bytes.get());
        }
    }

    private void take(byte b) {
        switch (state) {
            case BEFORE_MESSAGE -> {
                if (isFound(MESSAGE, b)) {
                    go(State.TYPE);
                }
            }
            case TYPE -> {
                if (b == '"') {
                    type = named(type);
                    listener.message(type);
                    go(hasCursor() ? State.BEFORE_CURSOR : State.BEFORE_MESSAGE);
                } else {
                    name[matched++] = b;
                }
            }
            case BEFORE_CURSOR -> {
                if (isFound(CURSOR, b)) {
                    go(State.EPOCH);
                }
            }
            case EPOCH -> {
                if (b == '-') {
                    epoch = named(epoch);
                    seq = 0;
                    go(State.SEQ);
                } else {
                    name[matched++] = b;
                }
            }
            case SEQ -> {
                if (b == '"') {
                    listener.cursor(type, epoch, seq);
                    go(State.BEFORE_MESSAGE);
                } else {
                    seq = seq * 10 + (b - '0');
                }
            }
        }
    }

    private boolean hasCursor() {
        return !type.equals("gone") && !type.equals("reconnect") && !type.startsWith("store_");
    }

    /** What was read; the same object where it is the same word, as it mostly is. */
    private String named(String before) {
        boolean isSame = before.length() == matched;
        for (int i = 0; isSame && i < matched; i++) {
            isSame = before.charAt(i) == name[i];
        }
        return isSame ? before : new String(name, 0, matched, US_ASCII);
    }

    private boolean isFound(byte[] text, byte b) {
        // Neither text begins again within itself.
        matched = b == text[matched] ? matched + 1 : b == text[0] ? 1 : 0;
        return matched == text.length;
    }

    private void go(State next) {
        state = next;
        matched = 0;
    }
}
