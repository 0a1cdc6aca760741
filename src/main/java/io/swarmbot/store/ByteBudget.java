package io.swarmbot.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that several holders use together. A holder that can do with less asks {@link #isSpent} and gives up
 * some bytes of its own; one that cannot asks with {@link #tryAdd}.
 *
 * <p>Thread-safety: any thread.
 */
public final class ByteBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit bytes that all holders together should use at most */
    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Adds to the used bytes. A negative number gives bytes back. */
    public void add(long bytes) {
        used.addAndGet(bytes);
    }

    /**
     * Adds to the used bytes if so many are free; otherwise changes nothing.
     *
     * @param keptFree bytes of the limit that must stay free for others
     * @return whether the bytes were added
     */
    public boolean tryAdd(long bytes, long keptFree) {
        long before = used.get();
        while (before + bytes <= limit - keptFree) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    /** Whether more bytes are used than the limit allows. */
    public boolean isSpent() {
        return used.get() > limit;
    }

    /** The bytes that are used now. */
    public long used() {
        return used.get();
    }

    /** The bytes that all holders together should use at most. */
    public long limit() {
        return limit;
    }
}
