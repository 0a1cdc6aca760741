package io.swarmbot.push;

/**
 * The newest stretch of a log that has nothing for the members of a group. Whoever stands in it may go on at its end.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class QuietStretch {

    private static final long NONE = Long.MAX_VALUE;

    private long from;
    /** The first event after it that the members want. */
    private long news = NONE;

    QuietStretch(long from) {
        this.from = from;
    }

    /** Begins anew behind that sequence. */
    void restart(long place) {
        from = place;
        news = NONE;
    }

    /** It ends before that event, unless it ended before. */
    void endBefore(long seq) {
        news = Math.min(news, seq);
    }

    boolean isEnded() {
        return news != NONE;
    }

    /**
     * Where a member goes on that has read up to that sequence.
     *
     * @param reached up to where the log was looked at
     */
    long skip(long seq, long reached) {
        long to = Math.min(reached, news - 1);
        return from <= seq && seq < to ? to : seq;
    }
}
