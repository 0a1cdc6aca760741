package io.swarmbot.testing.crowd;

import java.nio.ByteBuffer;

/** The WebSocket frames of a server (RFC 6455, 5.2): whole text messages, pings, and one close. */
final class WebSocketFrames implements Frames {

    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_CLOSE = 0x88;
    private static final int FINAL_PING = 0x89;

    private final boolean isBatch;
    private int opcode;
    /** How many bytes of the head were read. */
    private int head;

    private int lengthBytes;
    private long left;
    private boolean isFirst;

    WebSocketFrames(boolean isBatch) {
        this.isBatch = isBatch;
    }

    @Override
    public void take(ByteBuffer bytes, Inside inside) {
        while (bytes.hasRemaining()) {
            if (head < 2 + lengthBytes) {
                takeHead(bytes.get() & 0xFF, inside);
            } else {
                takePayload(bytes, inside);
            }
        }
    }

    private void takeHead(int b, Inside inside) {
        if (head == 0) {
            require(b == FINAL_TEXT || b == FINAL_CLOSE || b == FINAL_PING, "frame begins with " + b);
            opcode = b;
            lengthBytes = 0;
            left = 0;
        } else if (head == 1) {
            require(b < 128, "a server does not mask");
            lengthBytes = b == 126 ? 2 : b == 127 ? 8 : 0;
            left = lengthBytes == 0 ? b : 0;
        } else {
            left = left << 8 | b;
        }
        head++;
        if (head == 2 + lengthBytes) {
            isFirst = true;
            if (opcode == FINAL_CLOSE) {
                inside.end();
            } else if (opcode == FINAL_PING) {
                inside.ping();
            }
            endIfEmpty();
        }
    }

    private void takePayload(ByteBuffer bytes, Inside inside) {
        int count = (int) Math.min(left, bytes.remaining());
        ByteBuffer piece = bytes.slice(bytes.position(), count);
        bytes.position(bytes.position() + count);
        left -= count;
        if (opcode == FINAL_TEXT) {
            if (isFirst) {
                int first = piece.get(0);
                require(first == (isBatch ? '[' : '{'), "message begins with " + (char) first);
                isFirst = false;
            }
            inside.payload(piece);
        }
        endIfEmpty();
    }

    private void endIfEmpty() {
        if (left == 0) {
            head = 0;
            lengthBytes = 0;
        }
    }

    private static void require(boolean isKept, String what) {
        if (!isKept) {
            throw new IllegalStateException("no WebSocket: " + what);
        }
    }
}
