package io.swarmbot.webhook;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmStore;

/** Finds the ends of a log. Its methods block, and throw what the store throws. Thread-safety: any thread. */
final class LogTail {

    private static final PageLimit ONE = new PageLimit(1, 1);

    /** No log has this epoch, so each answers with a gap, and says in it where its head is. */
    private static final Cursor NOWHERE = new Cursor("0", 0);

    private final SwarmStore store;
    private final String swarm;

    LogTail(SwarmStore store, String swarm) {
        this.store = store;
        this.swarm = swarm;
    }

    Cursor head() throws InterruptedException {
        return headOf(read(NOWHERE));
    }

    private static Cursor headOf(ReadResult read) {
        return read instanceof Gap gap ? gap.head() : ((Page) read).head();
    }

    /** Whether something comes after the cursor. A gap is something, too. */
    boolean hasMoreAfter(Cursor cursor) throws InterruptedException {
        return !(read(cursor) instanceof Page page) || !page.entries().isEmpty();
    }

    /** The place to go on from after a gap: before the oldest event that is still there and was not delivered. */
    Cursor afterGap(Gap gap, Cursor from) throws InterruptedException {
        if (gap.reason() == GapReason.UNKNOWN) {
            return gap.head();
        }
        // Up to a shared place, what was delivered is what is in the log.
        long least = gap.reason() == GapReason.EPOCH ? gap.shared() : from.seq();
        Cursor head = gap.head();
        long most = head.seq();
        // The oldest events are gone up to some place, so this is a binary search for it. Meanwhile more may go.
        while (least < most) {
            long middle = least + (most - least) / 2;
            if (read(new Cursor(head.epoch(), middle)) instanceof Page) {
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        return new Cursor(head.epoch(), least);
    }

    private ReadResult read(Cursor after) throws InterruptedException {
        return Waits.result(store.read(swarm, after, ONE));
    }
}
