package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The claims that found no task and are willing to wait, first come, first served.
 *
 * <p>Thread-safety: confined to the swarm's runner. The timer only asks the runner to look.
 */
final class WaitingClaims {

    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final ScheduledExecutorService timer;
    private final Runnable askRunner;
    private final int limit;

    WaitingClaims(ScheduledExecutorService timer, Runnable askRunner, int limit) {
        this.timer = timer;
        this.askRunner = askRunner;
        this.limit = limit;
    }

    /** Lets the claim wait for what it has left of its time. */
    void park(Request claim, Cursor cursor) {
        if (claim.nanosLeft() <= 0) {
            answerNone(claim, cursor);
            return;
        }
        if (waiting.size() >= limit) {
            waiting.removeIf(Request::isWithdrawn);
        }
        if (waiting.size() >= limit) {
            claim.reject(new Rejection(ErrorCode.SWARM_BUSY, "too many claims wait"));
            return;
        }
        if (claim.takeTiming()) {
            ScheduledFuture<?> alarm = timer.schedule(askRunner, claim.nanosLeft(), TimeUnit.NANOSECONDS);
            claim.answer().whenComplete((answer, failure) -> alarm.cancel(false));
        }
        waiting.add(claim);
    }

    /** Tells those whose time is up that there was no task. */
    void expire(Cursor cursor) {
        waiting.removeIf(claim -> {
            if (!claim.isWithdrawn() && claim.nanosLeft() <= 0) {
                answerNone(claim, cursor);
            }
            return claim.isWithdrawn();
        });
    }

    /** Those that wait, in order. */
    void forEach(Consumer<Request> action) {
        waiting.forEach(action);
    }

    /** Takes all of them out, in order. */
    void drainTo(Consumer<Request> next) {
        for (Request claim = waiting.poll(); claim != null; claim = waiting.poll()) {
            next.accept(claim);
        }
    }

    private static void answerNone(Request claim, Cursor cursor) {
        claim.answer().complete(new Answer(cursor, new Reply.NoTask()));
    }
}
