package io.swarmbot.http;

import io.swarmbot.wire.Document;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The bytes of one answer, piece by piece. A piece has about {@value #PIECE_BYTES} bytes, and is made only when the
 * client has taken the one before.
 *
 * <p>Thread-safety: one call at a time.
 */
public interface Answer {

    /** Bytes of one piece, about. */
    int PIECE_BYTES = Document.PART_BYTES;

    /** @param bytes are shared, so nobody may change them */
    record Piece(byte[] bytes, boolean isLast) {}

    /** How long a client may take for so many bytes, if it may take that long for one piece. */
    static Duration patience(Duration piece, long bytes) {
        return piece.multipliedBy(1 + bytes / PIECE_BYTES);
    }

    /** Has the next piece made. Returns at once; the piece comes on any thread. Not after the last piece. */
    CompletableFuture<Piece> next();

    /** Whether the pieces are those of a file of gzip. Known when the first one was made. */
    boolean isGzip();
}
