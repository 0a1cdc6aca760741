package io.swarmbot.wire;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;

/**
 * The elements of a JSON array. Only brackets, quotes and commas are looked at, so that a fault inside one element does
 * not hide the next one.
 */
final class ArrayElements implements CommandBatch.Slices {

    private final byte[] body;
    private int position;
    private int from;
    private int to;
    private boolean isBegun;

    ArrayElements(byte[] body) {
        this.body = body;
    }

    /** @throws Rejection if the body is no array, or ends before it does */
    @Override
    public boolean next() {
        skipBlanks();
        boolean isFirst = !isBegun;
        if (isFirst) {
            isBegun = true;
            take('[', "a JSON array is due");
            skipBlanks();
        }
        if (isAt(']')) {
            end();
            return false;
        }
        if (!isFirst) {
            take(',', "a comma or the end of the array is due");
            skipBlanks();
        }
        from = position;
        skipValue();
        to = position;
        if (from == to) {
            throw broken("a command is due");
        }
        return true;
    }

    /** Goes to the comma or bracket that follows the value. */
    private void skipValue() {
        int depth = 0;
        for (; position < body.length; position++) {
            switch (body[position]) {
                case '"' -> skipString();
                case '[', '{' -> depth++;
                case ']', '}' -> {
                    if (depth == 0) {
                        return;
                    }
                    depth--;
                }
                case ',' -> {
                    if (depth == 0) {
                        return;
                    }
                }
                default -> {}
            }
        }
        throw broken("the array does not end");
    }

    /** Goes to the quote that ends the string. */
    private void skipString() {
        for (position++; position < body.length; position++) {
            if (body[position] == '\\') {
                position++;
            } else if (body[position] == '"') {
                return;
            }
        }
        throw broken("a string does not end");
    }

    private void end() {
        position++;
        skipBlanks();
        if (position < body.length) {
            throw broken("there is more after the array");
        }
    }

    private void take(char due, String otherwise) {
        if (!isAt(due)) {
            throw broken(otherwise);
        }
        position++;
    }

    private boolean isAt(char wanted) {
        return position < body.length && body[position] == wanted;
    }

    private void skipBlanks() {
        while (position < body.length && isBlank(body[position])) {
            position++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private Rejection broken(String why) {
        return new Rejection(ErrorCode.BAD_JSON, why + " (byte " + position + ")");
    }

    @Override
    public int from() {
        return from;
    }

    @Override
    public int to() {
        return to;
    }
}
