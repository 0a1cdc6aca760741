package io.swarmbot.wire;

/** The lines of a body that are not blank. */
final class Lines implements CommandBatch.Slices {

    private final byte[] body;
    private int from;
    private int to = -1;

    Lines(byte[] body) {
        this.body = body;
    }

    @Override
    public boolean next() {
        do {
            from = to + 1;
            to = from;
            while (to < body.length && body[to] != '\n') {
                to++;
            }
        } while (from < body.length && isBlank());
        return from < body.length;
    }

    private boolean isBlank() {
        for (int i = from; i < to; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
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
