package io.swarmbot.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one answer, piece by piece. A piece has about {@value #PIECE_BYTES} bytes, and is made or taken out only
 * when the client has taken the one before.
 *
 * <p>Thread-safety: one thread at a time.
 */
public interface Answer {

    /** Bytes of one piece, about. */
    int PIECE_BYTES = 64 * 1024;

    /** Returned by {@link #length} if only the end tells the length. */
    long UNKNOWN = -1;

    /** How long a client may take for so many bytes, if it may take that long for one piece. */
    static Duration patience(Duration piece, long bytes) {
        return piece.multipliedBy(1 + bytes / PIECE_BYTES);
    }

    /** How many bytes all pieces have together, or {@link #UNKNOWN}. */
    long length();

    /** Whether every piece was returned. */
    boolean isDone();

    /** The next piece; null at the end. It is shared, so nobody may change it. */
    byte @Nullable [] next();
}
