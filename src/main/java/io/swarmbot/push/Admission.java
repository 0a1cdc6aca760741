package io.swarmbot.push;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One of the streams and waiting polls that there may be at a time. It is taken when a request is checked, and given
 * back when the stream or poll has ended, or could not begin.
 *
 * <p>Thread-safety: any thread.
 */
public final class Admission {

    private final AtomicInteger taken;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Admission(AtomicInteger taken) {
        this.taken = taken;
    }

    /** Takes one of so many; null if all are taken. */
    static @Nullable Admission take(AtomicInteger taken, int limit) {
        int before = taken.get();
        while (before < limit) {
            if (taken.compareAndSet(before, before + 1)) {
                return new Admission(taken);
            }
            before = taken.get();
        }
        return null;
    }

    /** Gives it back. May be called any number of times. */
    public void release() {
        if (!isReleased.getAndSet(true)) {
            taken.decrementAndGet();
        }
    }
}
