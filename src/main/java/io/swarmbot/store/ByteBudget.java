package io.swarmbot.store;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that several holders share. Thread-safe. It counts; each holder keeps within it by giving up its own. */
public final class ByteBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    public ByteBudget(long limit) {
        this.limit = limit;
    }

    public void add(long bytes) {
        used.addAndGet(bytes);
    }

    public boolean isSpent() {
        return used.get() > limit;
    }

    public long used() {
        return used.get();
    }
}
