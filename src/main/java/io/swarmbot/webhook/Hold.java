package io.swarmbot.webhook;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.DeliveryRows;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hold of this process on one row. Nobody else sends while it lasts. It writes the row once a second if the cursor
 * moved, and otherwise often enough that the hold does not end.
 *
 * <p>Each write compares the row with what this process wrote last. If it is another one, or if it is not known whether
 * a write was done, the hold is lost: then it must be taken again.
 *
 * <p>Thread-safety: any thread. One write follows another.
 */
final class Hold {

    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

    /** A third is over before a hold is renewed, so that a store which is away for a moment ends no hold. */
    private static final int RENEWALS = 3;

    private final DeliveryRows rows;
    private final String swarm;
    private final String receiver;
    private final String owner;
    private final Duration length;
    private final Clock clock;
    private final Ticker ticker;
    private final ScheduledExecutorService timer;

    // Guarded by this.
    /** What is in the store; null if the hold is not taken or lost. */
    private @Nullable DeliveryRow row;
    /** The moment of the ticker after which another process may have the row. */
    private long endNanos;

    private @Nullable Cursor reached;
    private CompletableFuture<Boolean> lastWrite = CompletableFuture.completedFuture(true);
    private @Nullable Future<?> alarm;

    /** @param owner a name that no other process has, nor this one after a restart */
    Hold(
            DeliveryRows rows,
            String swarm,
            String receiver,
            String owner,
            Duration length,
            Clock clock,
            Ticker ticker,
            ScheduledExecutorService timer) {
        this.rows = rows;
        this.swarm = swarm;
        this.receiver = receiver;
        this.owner = owner;
        this.length = length;
        this.clock = clock;
        this.ticker = ticker;
        this.timer = timer;
    }

    synchronized boolean isHeld() {
        return row != null;
    }

    /** Whether the hold surely lasts for that time. */
    synchronized boolean covers(Duration time) {
        return row != null && endNanos - ticker.nanos() > time.toNanos();
    }

    boolean isOwn(DeliveryRow found) {
        return found.owner().equals(owner);
    }

    /**
     * Takes the row if it is as it is known. The stage says whether it was taken.
     *
     * @param known null if there is none
     * @param at up to where everything was delivered
     */
    synchronized CompletableFuture<Boolean> take(@Nullable DeliveryRow known, Cursor at) {
        reached = at;
        lastWrite = replace(known, held(at)).handle((taken, failure) -> {
            if (failure == null && taken) {
                setAlarm();
            }
            return failure == null && taken;
        });
        return lastWrite;
    }

    /** Notes that everything up to there is delivered. It is written within a second. */
    synchronized void reach(Cursor cursor) {
        reached = cursor;
    }

    /** Writes what was reached and renews the hold. The stage says whether the row is still held; it does not fail. */
    synchronized CompletableFuture<Boolean> write() {
        lastWrite = lastWrite.handle((before, failure) -> before).thenCompose(before -> writeNow());
        return lastWrite;
    }

    private synchronized CompletableFuture<Boolean> writeNow() {
        DeliveryRow known = row;
        Cursor cursor = reached;
        if (known == null || cursor == null) {
            return CompletableFuture.completedFuture(false);
        }
        return replace(known, held(cursor)).exceptionally(failure -> false);
    }

    /** Writes what was reached, and lets others take the row. The stage does not fail. */
    synchronized CompletableFuture<Boolean> release() {
        cancelAlarm();
        lastWrite = lastWrite.handle((before, failure) -> before).thenCompose(before -> releaseNow());
        return lastWrite;
    }

    private synchronized CompletableFuture<Boolean> releaseNow() {
        DeliveryRow known = row;
        Cursor cursor = reached;
        if (known == null || cursor == null) {
            return CompletableFuture.completedFuture(false);
        }
        row = null;
        return rows.replaceDeliveryRow(
                        swarm,
                        receiver,
                        known,
                        new DeliveryRow(cursor, "", clock.instant().toEpochMilli()))
                .toCompletableFuture()
                .exceptionally(failure -> false);
    }

    private DeliveryRow held(Cursor cursor) {
        return new DeliveryRow(cursor, owner, clock.instant().plus(length).toEpochMilli());
    }

    private CompletableFuture<Boolean> replace(@Nullable DeliveryRow known, DeliveryRow next) {
        // From before the request, so that this process never believes in its hold for longer than the others do.
        long begunNanos = ticker.nanos();
        return rows.replaceDeliveryRow(swarm, receiver, known, next)
                .toCompletableFuture()
                .whenComplete((replaced, failure) -> settle(next, begunNanos, failure == null && replaced));
    }

    private synchronized void settle(DeliveryRow written, long begunNanos, boolean isWritten) {
        row = isWritten ? written : null;
        endNanos = begunNanos + length.toNanos();
        if (!isWritten) {
            cancelAlarm();
        }
    }

    private synchronized void setAlarm() {
        cancelAlarm();
        alarm = timer.schedule(this::keep, WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    /** Called by the timer once a second. */
    private synchronized void keep() {
        if (row == null) {
            return;
        }
        boolean hasMoved = !row.cursor().equals(reached);
        boolean isAged = endNanos - ticker.nanos()
                < length.minus(length.dividedBy(RENEWALS)).toNanos();
        if ((hasMoved || isAged) && lastWrite.isDone()) {
            write();
        }
        if (row != null) {
            setAlarm();
        }
    }
}
