package io.swarmbot.files.s3;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads bytes of an object. Servers close connections on which nothing moves, and a reader may be slow: if the answer
 * breaks off, the rest is asked for anew.
 *
 * <p>Thread-safety: one thread at a time.
 */
final class ObjectChannel implements ReadableByteChannel {

    private final S3Bucket bucket;
    private final String key;
    private final long end;
    private long next;
    private boolean isClosed;
    private @Nullable ResponseInputStream<GetObjectResponse> answer;
    private @Nullable ReadableByteChannel bytes;

    /**
     * @param from the index of the first byte
     * @param end the index behind the last byte
     */
    ObjectChannel(S3Bucket bucket, String key, long from, long end) {
        this.bucket = bucket;
        this.key = key;
        this.next = from;
        this.end = end;
    }

    /** Asks for the bytes, if that is not done yet, so that a failure shows. */
    ObjectChannel open() throws IOException {
        if (next < end) {
            opened();
        }
        return this;
    }

    private ReadableByteChannel opened() throws IOException {
        ReadableByteChannel open = bytes;
        if (open == null) {
            answer = bucket.read(key, next, end);
            open = Channels.newChannel(answer);
            bytes = open;
        }
        return open;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        if (next >= end) {
            return -1;
        }
        boolean isFresh = bytes == null;
        try {
            return readOnce(into);
        } catch (IOException brokenOff) {
            release();
            if (isFresh) {
                throw brokenOff;
            }
            return readOnce(into);
        }
    }

    private int readOnce(ByteBuffer into) throws IOException {
        int read = opened().read(into);
        if (read < 0) {
            throw new EOFException("the object " + key + " ended at " + next + ", before " + end);
        }
        next += read;
        return read;
    }

    @Override
    public boolean isOpen() {
        return !isClosed;
    }

    @Override
    public void close() {
        isClosed = true;
        release();
    }

    private void release() {
        ResponseInputStream<GetObjectResponse> open = answer;
        answer = null;
        bytes = null;
        if (open != null) {
            // To close it would read the rest first.
            open.abort();
        }
    }
}
