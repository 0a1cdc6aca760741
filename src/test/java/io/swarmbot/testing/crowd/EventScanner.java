package io.swarmbot.testing.crowd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Finds the type and the cursor of each message, byte by byte, however the stream is cut into pieces. A parser of JSON
 * would be slower than the service. Each message must begin with its type; in an event, its cursor must follow.
 */
final class EventScanner {

    /** Is told what the scanner finds. */
    interface Listener {

        void message(String type);

        /** The cursor of the message whose type was told last. */
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
    /** How many bytes were found so far of the text that is looked for, or of the name. */
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

    /** The word that was read. The same word mostly comes again, and then it is the same object. */
    private String named(String before) {
        boolean isSame = before.length() == matched;
        for (int i = 0; isSame && i < matched; i++) {
            isSame = before.charAt(i) == name[i];
        }
        return isSame ? before : new String(name, 0, matched, US_ASCII);
    }

    private boolean isFound(byte[] text, byte b) {
        // Neither text holds its own beginning a second time.
        matched = b == text[matched] ? matched + 1 : b == text[0] ? 1 : 0;
        return matched == text.length;
    }

    private void go(State next) {
        state = next;
        matched = 0;
    }
}
