package io.swarmbot.testing.crowd;

import java.nio.ByteBuffer;

/** Reads a chunked body (RFC 9112, 7.1) strictly: hexadecimal digits, a line end, so many bytes, a line end. */
final class Chunks implements Frames {

    private enum State {
        SIZE,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        LAST_CR,
        LAST_LF,
        OVER
    }

    private State state = State.SIZE;
    private int digits;
    private long left;

    @Override
    public void take(ByteBuffer bytes, Inside inside) {
        while (bytes.hasRemaining()) {
            if (state == State.DATA) {
                int count = (int) Math.min(left, bytes.remaining());
                inside.payload(bytes.slice(bytes.position(), count));
                bytes.position(bytes.position() + count);
                left -= count;
                state = left == 0 ? State.DATA_CR : State.DATA;
            } else {
                take(bytes.get(), inside);
            }
        }
    }

    private void take(int b, Inside inside) {
        switch (state) {
            case SIZE -> {
                int digit = Character.digit(b, 16);
                if (digit >= 0) {
                    digits++;
                    left = left * 16 + digit;
                } else {
                    require(b == '\r' && digits > 0 && digits <= 8, b);
                    state = State.SIZE_END;
                }
            }
            case SIZE_END -> {
                require(b == '\n', b);
                digits = 0;
                state = left == 0 ? State.LAST_CR : State.DATA;
            }
            case DATA_CR -> {
                require(b == '\r', b);
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                require(b == '\n', b);
                state = State.SIZE;
            }
            case LAST_CR -> {
                require(b == '\r', b);
                state = State.LAST_LF;
            }
            case LAST_LF -> {
                require(b == '\n', b);
                state = State.OVER;
                inside.end();
            }
            default -> require(false, b);
        }
    }

    private void require(boolean isKept, int b) {
        if (!isKept) {
            throw new IllegalStateException("no chunk: byte " + b + " in " + state);
        }
    }
}
