package io.swarmbot.coordinator.time;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Cursor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * For how long this replica has not been sure to know all that is in a swarm's log. It is sure of a moment if the
 * store, asked then or later, named a head that this replica has reached.
 *
 * <p>Thread-safety: synchronized; a call is short.
 */
public final class Freshness {

    /** How many heads that are not reached yet are remembered: the newest. One comes with each look at the store. */
    private static final int REMEMBERED = 256;

    private record Head(Cursor cursor, long askedNanos) {}

    private final Ticker ticker;
    /** Heads that were not reached when they came, the newest first. */
    private final ArrayDeque<Head> heads = new ArrayDeque<>();

    private long sureNanos;

    /** @param sureNanos when the store was asked for what this replica knows */
    public Freshness(Ticker ticker, long sureNanos) {
        this.ticker = ticker;
        this.sureNanos = sureNanos;
    }

    /**
     * Takes in what the store said.
     *
     * @param askedNanos when it was asked for the head
     * @param reached where this replica is
     */
    public synchronized void learn(Cursor head, long askedNanos, Cursor reached) {
        heads.addFirst(new Head(head, askedNanos));
        if (heads.size() > REMEMBERED) {
            heads.removeLast();
        }
        settle(reached);
    }

    /** How long this replica has not been sure to be up to date, if it is at {@code reached} now. */
    public synchronized Duration unsureFor(Cursor reached) {
        settle(reached);
        return Duration.ofNanos(Math.max(0, ticker.nanos() - sureNanos));
    }

    /** For how long a head has been known that is not reached yet; 0 if all are reached. */
    public synchronized Duration behindFor(Cursor reached) {
        settle(reached);
        Head oldest = heads.peekLast();
        return oldest == null ? Duration.ZERO : Duration.ofNanos(ticker.nanos() - oldest.askedNanos());
    }

    /** Who has reached one head is sure of the moment at which the store was asked for it. */
    private void settle(Cursor reached) {
        boolean isReached = false;
        for (Iterator<Head> each = heads.iterator(); each.hasNext(); ) {
            Head head = each.next();
            if (!isReached && isReached(head.cursor(), reached)) {
                isReached = true;
                if (head.askedNanos() - sureNanos > 0) {
                    sureNanos = head.askedNanos();
                }
            }
            if (isReached) {
                each.remove();
            }
        }
    }

    private static boolean isReached(Cursor head, Cursor reached) {
        return head.epoch().equals(reached.epoch()) && head.seq() <= reached.seq();
    }
}
