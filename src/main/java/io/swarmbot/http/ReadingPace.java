package io.swarmbot.http;

import java.time.Duration;

/**
 * How long a client may take for the pieces of one answer: a time limit for each, and a second for each on average
 * beside what the first one may take. An answer keeps a state of its swarm in memory, so a client may not be slow for
 * ever.
 *
 * <p>Thread-safety: one thread at a time.
 */
public final class ReadingPace {

    private static final Duration PER_PIECE = Duration.ofSeconds(1);

    private final Duration perPiece;
    private Duration left;

    /** @param perPiece how long the client may take for any one piece */
    public ReadingPace(Duration perPiece) {
        this.perPiece = perPiece;
        this.left = perPiece;
    }

    /** How long the client may take for the next piece. */
    public Duration limit() {
        return left.compareTo(perPiece) < 0 ? left : perPiece;
    }

    /** The client has taken a piece within that time. */
    public void take(Duration taken) {
        left = left.minus(taken).plus(PER_PIECE);
    }
}
