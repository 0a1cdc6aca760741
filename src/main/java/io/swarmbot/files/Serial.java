package io.swarmbot.files;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs what it is given one after another, in that order, on threads of a pool.
 *
 * <p>Thread-safety: any thread.
 */
final class Serial implements Executor {

    private final Executor pool;
    /** Guarded by this. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    /** Guarded by this. */
    private boolean isRunning;

    Serial(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable work) {
        synchronized (this) {
            waiting.add(work);
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        pool.execute(this::run);
    }

    private void run() {
        Runnable next = next();
        if (next == null) {
            return;
        }
        try {
            next.run();
        } finally {
            // Others of the pool get their turn between two of these.
            pool.execute(this::run);
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        isRunning = next != null;
        return next;
    }
}
