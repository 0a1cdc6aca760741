package io.swarmbot.testing;

import java.io.IOException;
import java.io.InputStream;

/** Reads a chunked body (RFC 9112, 7.1) and leaves out the frames of the chunks. */
final class ChunkedBody extends InputStream {

    private final InputStream in;
    private long left;
    private boolean isFirst = true;
    private boolean isOver;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0 && !isOver) {
            nextChunk();
        }
        if (isOver) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(left, length));
        left -= Math.max(0, count);
        return count;
    }

    private void nextChunk() throws IOException {
        if (!isFirst) {
            RawConnection.readLine(in);
        }
        isFirst = false;
        left = Long.parseLong(RawConnection.readLine(in).strip(), 16);
        if (left == 0) {
            isOver = true;
            RawConnection.readLine(in);
        }
    }
}
