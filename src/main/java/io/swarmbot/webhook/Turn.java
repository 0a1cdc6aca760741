package io.swarmbot.webhook;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of one delivery, one at a time. What waits for a thread is one entry at most, however often it is
 * woken.
 *
 * <p>Thread-safety: any thread may wake it.
 */
final class Turn {

    /** Whoever keeps the turns. */
    interface Keeper {

        /** Removes the turn if {@code isQuiet} says so, in one step with those who look for it to wake it. */
        void removeIf(Turn turn, BooleanSupplier isQuiet);
    }

    private final Delivery delivery;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Keeper keeper;

    // Guarded by this.
    private boolean isQueued;
    private boolean isRunning;
    private boolean isWoken;
    private @Nullable Future<?> alarm;

    Turn(Delivery delivery, Executor threads, ScheduledExecutorService timer, Keeper keeper) {
        this.delivery = delivery;
        this.threads = threads;
        this.timer = timer;
        this.keeper = keeper;
    }

    Delivery delivery() {
        return delivery;
    }

    /**
     * The log moved. Whoever has nothing to wait for looks at once, or after the pause if another process wrote.
     *
     * @param pause zero if this process wrote
     */
    synchronized void hear(Duration pause) {
        if (isRunning) {
            isWoken = true;
        } else if (alarm != null) {
            if (delivery.isReady()) {
                wake();
            }
        } else if (!isQueued) {
            if (pause.isZero()) {
                wake();
            } else {
                wakeAfter(pause);
            }
        }
    }

    private synchronized void wake() {
        cancelAlarm();
        if (!isRunning && !isQueued) {
            isQueued = true;
            threads.execute(this::run);
        }
    }

    private synchronized void wakeAfter(Duration pause) {
        alarm = timer.schedule(this::wake, pause.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private synchronized void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    private void run() {
        synchronized (this) {
            isQueued = false;
            isRunning = true;
            isWoken = false;
        }
        Delivery.Next next;
        try {
            next = delivery.step();
        } catch (InterruptedException e) {
            // The service ends.
            Thread.currentThread().interrupt();
            return;
        }
        settle(next);
        if (next instanceof Delivery.Next.Done) {
            keeper.removeIf(this, this::isQuiet);
        }
    }

    private synchronized void settle(Delivery.Next next) {
        isRunning = false;
        if (next instanceof Delivery.Next.Again || (isWoken && isNews(next))) {
            wake();
        } else if (next instanceof Delivery.Next.After after) {
            wakeAfter(after.pause());
        }
    }

    /** Whoever waits for another process, or for the next try, looks at the log when that is over. */
    private boolean isNews(Delivery.Next next) {
        return next instanceof Delivery.Next.Done || delivery.isReady();
    }

    private synchronized boolean isQuiet() {
        return !isRunning && !isQueued && alarm == null;
    }
}
