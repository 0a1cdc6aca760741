package io.swarmbot.files;

import io.netty.buffer.ByteBuf;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.Framing;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * A piece of a file as a binary message: the number of its transfer in four bytes, the index of its first byte in eight
 * bytes, both big-endian, and the bytes.
 */
record FilePiece(int transfer, long offset, Buffer bytes) {

    /** What stands before the bytes. */
    static final int HEAD_BYTES = Integer.BYTES + Long.BYTES;

    /**
     * Reads a message.
     *
     * @throws Rejection {@code bad_request} if it is no piece
     */
    static FilePiece of(Buffer message) {
        if (message.length() <= HEAD_BYTES) {
            throw new Rejection(
                    ErrorCode.BAD_REQUEST,
                    "a binary message has the transfer in 4 bytes, the offset in 8, and at least one byte of the file;"
                            + " this one has " + message.length() + " bytes");
        }
        return new FilePiece(
                message.getInt(0), message.getLong(Integer.BYTES), message.slice(HEAD_BYTES, message.length()));
    }

    /**
     * Reads the next piece of a file, as a frame that is ready for the socket. The caller releases it.
     *
     * @param length how many bytes; the file has them
     */
    static ByteBuf frame(int transfer, long offset, int length, ReadableByteChannel file) throws IOException {
        int payload = HEAD_BYTES + length;
        ByteBuf frame = Framing.allocate(WebSocketFrames.size(payload));
        try {
            WebSocketFrames.beginBinary(frame, payload);
            frame.writeInt(transfer).writeLong(offset);
            int end = frame.writerIndex() + length;
            while (frame.writerIndex() < end) {
                int read = file.read(frame.nioBuffer(frame.writerIndex(), end - frame.writerIndex()));
                if (read < 0) {
                    throw new EOFException("the file is shorter than it was");
                }
                frame.writerIndex(frame.writerIndex() + read);
            }
            return frame;
        } catch (IOException | RuntimeException failure) {
            frame.release();
            throw failure;
        }
    }
}
