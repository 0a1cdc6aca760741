package io.swarmbot.coordinator;

import io.swarmbot.swarm.Rejection;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for one swarm. Their owners take turns, one request each, so that nobody waits for all that
 * another one has sent; the requests of one owner stay in order of arrival. Requests that no owner is known of have one
 * owner together.
 *
 * <p>The number and the bytes of the requests are bounded. A known owner may hold as much as it leaves free, at most:
 * one alone a half, two together two thirds. So there is always room for those who have nothing here yet.
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

    /** The requests of one owner, in order of arrival. */
    private static final class Line {

        private final @Nullable String owner;
        private final ArrayDeque<Request> requests = new ArrayDeque<>(4);
        private long bytes;

        Line(@Nullable String owner) {
            this.owner = owner;
        }
    }

    private final int maxCount;
    private final long maxBytes;
    private final Uses uses;

    // Guarded by this.
    private final Line unowned = new Line(null);
    /** Of the known owners that have requests here. */
    private final Map<String, Line> owned = new HashMap<>();
    /** The lines that are not empty. The first one has its turn. */
    private final ArrayDeque<Line> turns = new ArrayDeque<>();

    private int count;
    private long bytes;

    /** Changed under the lock. */
    private volatile boolean isEmpty = true;

    Inbox(int maxCount, long maxBytes, Uses uses) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.uses = uses;
    }

    /**
     * Takes all of the requests or none. Requests of others may come between them. An empty inbox has room for any
     * offer.
     *
     * @param offered all of one owner
     */
    Offer offer(List<Request> offered) {
        int number = offered.size();
        if (number == 0) {
            return uses.isClosed() ? Offer.CLOSED : Offer.TAKEN;
        }
        long footprint = 0;
        for (Request request : offered) {
            footprint += request.footprint();
        }
        // First: requests that are counted keep the swarm open until they are polled.
        if (!uses.addRequests(number)) {
            return Offer.CLOSED;
        }
        if (!add(offered, footprint)) {
            uses.removeRequests(number);
            return Offer.FULL;
        }
        return Offer.TAKEN;
    }

    /** Adds the requests if there is room; otherwise changes nothing, so that no other offer is refused for it. */
    private synchronized boolean add(List<Request> offered, long footprint) {
        String owner = offered.get(0).owner();
        Line line = owner == null ? unowned : owned.get(owner);
        if (!isRoomFor(line, offered.size(), footprint)) {
            return false;
        }
        if (line == null) {
            line = new Line(owner);
            owned.put(Objects.requireNonNull(owner), line);
        }
        if (line.requests.isEmpty()) {
            turns.add(line);
        }
        line.requests.addAll(offered);
        line.bytes += footprint;
        count += offered.size();
        bytes += footprint;
        isEmpty = false;
        return true;
    }

    /** @param line null if its owner is known and has nothing here */
    private boolean isRoomFor(@Nullable Line line, int number, long footprint) {
        if (count == 0) {
            return true;
        }
        int freeCount = maxCount - count - number;
        long freeBytes = maxBytes - bytes - footprint;
        if (freeCount < 0 || freeBytes < 0) {
            return false;
        }
        if (line == unowned || (line == null && number == 1)) {
            return true;
        }
        int heldCount = number + (line == null ? 0 : line.requests.size());
        long heldBytes = footprint + (line == null ? 0 : line.bytes);
        return heldCount <= freeCount && heldBytes <= freeBytes;
    }

    @Nullable
    Request poll() {
        Request request = isEmpty ? null : remove();
        if (request != null) {
            uses.removeRequests(1);
        }
        return request;
    }

    private synchronized @Nullable Request remove() {
        Line line = turns.poll();
        if (line == null) {
            return null;
        }
        Request request = line.requests.remove();
        int footprint = request.footprint();
        line.bytes -= footprint;
        bytes -= footprint;
        count--;
        isEmpty = count == 0;
        if (!line.requests.isEmpty()) {
            turns.add(line);
        } else if (line.owner != null) {
            owned.remove(line.owner);
        }
        return request;
    }

    boolean isEmpty() {
        return isEmpty;
    }
}
