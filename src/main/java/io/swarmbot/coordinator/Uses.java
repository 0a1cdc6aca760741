package io.swarmbot.coordinator;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what keeps a swarm loaded from outside: requests that wait for it, and leases of those who watch it or wait
 * for it. {@link #close} succeeds only while there is nothing of both, and after it nothing comes in any more. So a
 * request either finds the swarm open and is served, or finds it closed and goes elsewhere.
 *
 * <p>Thread-safety: any thread; one atomic counter, whose lower half counts requests and whose upper half counts
 * leases.
 */
final class Uses {

    /** What requests and leases add to it leaves it below 0. */
    private static final long CLOSED = Long.MIN_VALUE / 2;

    private static final long LEASE = 1L << Integer.SIZE;

    private final AtomicLong uses = new AtomicLong();

    /** False if it is closed, and then they are not counted. */
    boolean addRequests(int number) {
        if (uses.addAndGet(number) < 0) {
            uses.addAndGet(-number);
            return false;
        }
        return true;
    }

    void removeRequests(int number) {
        uses.addAndGet(-number);
    }

    /** False if it is closed. */
    boolean acquireLease() {
        if (uses.addAndGet(LEASE) < 0) {
            uses.addAndGet(-LEASE);
            return false;
        }
        return true;
    }

    /** Gives back one lease that was acquired. */
    void releaseLease() {
        uses.addAndGet(-LEASE);
    }

    /** Closes it for good; false if something keeps it open. */
    boolean close() {
        return uses.compareAndSet(0, CLOSED);
    }

    boolean isClosed() {
        return uses.get() < 0;
    }
}
