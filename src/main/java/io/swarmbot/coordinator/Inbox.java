package io.swarmbot.coordinator;

import io.swarmbot.swarm.Rejection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for one swarm, in order of arrival. Their number and their bytes are bounded.
 *
 * <p>Thread-safety: any thread may offer; the swarm's runner takes.
 */
final class Inbox {

    /** One or more requests that are taken together or refused together. */
    interface Submission {

        /** The requests, in the order in which they are to be decided. */
        List<Request> requests();

        /** All of them were taken. */
        default void accept() {}

        /** None of them was taken, for this reason. */
        void refuse(Rejection why);
    }

    /** What became of an offer. */
    enum Offer {
        TAKEN,
        /** There is no room, and nothing was taken. */
        FULL,
        /** The swarm was unloaded, and nothing was taken. */
        CLOSED
    }

    /** How many requests wait, and how many bytes they hold. Both are checked and taken in one step. */
    private record Load(long count, long bytes) {

        static final Load NONE = new Load(0, 0);

        Load plus(long moreCount, long moreBytes) {
            return new Load(count + moreCount, bytes + moreBytes);
        }
    }

    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Load> load = new AtomicReference<>(Load.NONE);
    private final int maxCount;
    private final long maxBytes;
    private final Uses uses;

    Inbox(int maxCount, long maxBytes, Uses uses) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.uses = uses;
    }

    /**
     * Takes all of the requests or none. Requests of others may come between them. An empty inbox has room for any
     * offer.
     */
    Offer offer(List<Request> offered) {
        int number = offered.size();
        long footprint = 0;
        for (Request request : offered) {
            footprint += request.footprint();
        }
        // First: requests that are counted keep the swarm open until they are polled.
        if (!uses.addRequests(number)) {
            return Offer.CLOSED;
        }
        if (!take(number, footprint)) {
            uses.removeRequests(number);
            return Offer.FULL;
        }
        requests.addAll(offered);
        return Offer.TAKEN;
    }

    /** Takes room if there is enough; otherwise changes nothing, so that no other offer is refused because of it. */
    private boolean take(int number, long footprint) {
        Load before;
        Load after;
        do {
            before = load.get();
            after = before.plus(number, footprint);
            if (before.count() > 0 && (after.count() > maxCount || after.bytes() > maxBytes)) {
                return false;
            }
        } while (!load.compareAndSet(before, after));
        return true;
    }

    @Nullable
    Request poll() {
        Request request = requests.poll();
        if (request != null) {
            load.updateAndGet(now -> now.plus(-1, -request.footprint()));
            uses.removeRequests(1);
        }
        return request;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }
}
