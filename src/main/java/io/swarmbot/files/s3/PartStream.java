package io.swarmbot.files.s3;

import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Some bytes of an upload, as a stream. Several of one upload may be open.
 *
 * <p>Thread-safety: one thread at a time, also with what else is done with the upload.
 */
final class PartStream extends InputStream {

    private final UploadWriter upload;
    private final long end;
    private long next;

    /** @param from the index of the first byte */
    PartStream(UploadWriter upload, long from, long length) {
        this.upload = upload;
        this.next = from;
        this.end = from + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (next == end) {
            return -1;
        }
        int read = upload.read(next, ByteBuffer.wrap(into, offset, (int) Math.min(length, end - next)));
        next += Math.max(read, 0);
        return read;
    }
}
