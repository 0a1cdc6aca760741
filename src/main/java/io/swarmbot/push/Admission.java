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
    private final Login login;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Admission(AtomicInteger taken, Login login) {
        this.taken = taken;
        this.login = login;
    }

    /** How long the client of a stream may have it. */
    public interface Login {

        /** Of a client that needs no login. */
        Login FOR_EVER = () -> null;

        /** Why the client may not have the stream any longer; null if it may. Quick; on the stream's event loop. */
        @Nullable
        String end();
    }

    /** Takes one of so many; null if all are taken. */
    static @Nullable Admission take(AtomicInteger taken, int limit, Login login) {
        int before = taken.get();
        while (before < limit) {
            if (taken.compareAndSet(before, before + 1)) {
                return new Admission(taken, login);
            }
            before = taken.get();
        }
        return null;
    }

    /** Why the stream must end; null if it need not. */
    @Nullable
    String end() {
        return login.end();
    }

    /** Gives it back. May be called any number of times. */
    public void release() {
        if (!isReleased.getAndSet(true)) {
            taken.decrementAndGet();
        }
    }
}
