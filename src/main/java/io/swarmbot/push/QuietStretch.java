package io.swarmbot.push;

/**
 * The newest stretch of a log that has nothing for the members of a group. Whoever stands in it may go on at its end.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class QuietStretch {

    private int life;
    private long from;
    private long to;

    /** An empty stretch at that place. */
    QuietStretch(int life, long place) {
        restart(life, place);
    }

    /** Begins anew at that place, in that life of the log. */
    void restart(int newLife, long place) {
        life = newLife;
        from = place;
        to = place;
    }

    /** The life of the log to which it belongs; see {@link Feed#life}. */
    int life() {
        return life;
    }

    /** The sequence up to which it reaches. */
    long to() {
        return to;
    }

    /** The event behind it has nothing for the members either. */
    void extend(long seq) {
        to = seq;
    }

    /** Where a member goes on that has read up to that sequence. */
    long skip(long seq) {
        return from <= seq && seq < to ? to : seq;
    }
}
