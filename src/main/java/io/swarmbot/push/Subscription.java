package io.swarmbot.push;

import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.wire.Message;
import org.jspecify.annotations.Nullable;

/**
 * One connection's cursor in the log: replay and live are one read, which goes on whenever the socket has taken the
 * last write. There is no queue of events: who is slow lags behind, and is cut off in the end ({@link LineWatch}).
 *
 * <p>Ordering: first the notices that open the stream, then the snapshot if one was asked for, then events in log order
 * without a gap or a repeat, or {@code reset}. Answers to commands come between.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
public final class Subscription {

    /** Writes in one turn to a socket that takes all at once; then others have their turn. */
    private static final int MAX_STEPS = 16;

    private final Shard shard;
    private final SubscriptionGroup group;
    private final Outlet outlet;
    private final Outbox outbox;
    private final Line line;
    private final LineWatch watch;
    private final LogPlace place;

    /** Index in the group's list. Only the group uses it. */
    int slot;

    private boolean isPumping;
    private boolean isClosed;
    private @Nullable CloseReason ending;

    /** Sends nothing before {@link #pump}. The start was chosen in that life of the log; see {@link Feed#life}. */
    Subscription(
            Shard shard,
            SubscriptionGroup group,
            Outlet outlet,
            Admission admission,
            boolean wantsSnapshot,
            StreamStart start,
            int life) {
        this.shard = shard;
        this.group = group;
        this.outlet = outlet;
        this.outbox = new Outbox(group.key().framing());
        this.line = new Line(outlet, shard, admission, this);
        this.watch = new LineWatch(outlet, line, this, shard.lifeNanos());
        this.place = new LogPlace(shard.feed(), outbox, this, wantsSnapshot, start, life);
    }

    /** Sends an answer to a command, between events. */
    public void answer(Message message) {
        if (!isEnding()) {
            outbox.addAnswer(message);
            pump();
        }
    }

    /** Answers that the socket has not taken yet. */
    public int unsentAnswers() {
        return outbox.unsentAnswers();
    }

    /** Ends the connection in its protocol's own way, after the outstanding write and the farewell. */
    public void end(CloseReason reason, @Nullable Message farewell) {
        if (!isEnding()) {
            if (farewell != null) {
                outbox.addAnswer(farewell);
            }
            ending = reason;
            pump();
        }
    }

    /** Whether nothing more is taken from the peer. */
    public boolean isEnding() {
        return ending != null || isClosed;
    }

    /** Ends the connection at once, whatever its socket still holds. */
    public void cut(CloseReason reason) {
        if (!isClosed) {
            shard.reportEnded(reason);
            line.endFor(reason);
            close();
            outlet.reset();
        }
    }

    /** Gives everything back, because the connection is gone. May be called twice. */
    public void close() {
        if (!isClosed) {
            isClosed = true;
            outbox.clear();
            place.close();
            line.close();
            shard.remove(this);
        }
    }

    /** Writes what there is to write, one thing after another, until a write is outstanding. */
    void pump() {
        if (isPumping) {
            // A socket that takes a write at once says so before the write returns.
            return;
        }
        isPumping = true;
        try {
            int steps = 0;
            while (!isClosed && !line.isWriting() && !place.isReading() && step()) {
                if (++steps == MAX_STEPS) {
                    shard.execute(this::pump);
                    break;
                }
            }
        } catch (RuntimeException | Error failure) {
            fail(failure);
        } finally {
            isPumping = false;
        }
    }

    /** Does the next thing; false if there is nothing to do. */
    private boolean step() {
        if (outbox.hasNotices()) {
            line.write(outbox.takeNotices());
        } else if (outbox.hasAnswers() && (ending != null || outbox.isTurnOfAnswers() || !place.hasNext())) {
            line.write(outbox.takeAnswers());
        } else if (ending != null) {
            finish(ending);
        } else if (place.hasNext()) {
            outbox.giveTurnToAnswers();
            EncodedRange next = place.next();
            if (next != null) {
                line.write(next);
            }
        } else {
            return false;
        }
        return true;
    }

    private void finish(CloseReason reason) {
        shard.reportEnded(reason);
        line.endFor(reason);
        close();
        outlet.close(reason);
    }

    /** Ends a stream that would stand still otherwise: its client comes back by its cursor. */
    void fail(Throwable failure) {
        shard.reportFailure(failure);
        cut(CloseReason.FAILED);
    }

    SubscriptionGroup group() {
        return group;
    }

    /** The socket has taken the last write. */
    void readOn() {
        outbox.clearWrite();
        pump();
    }

    /** The log goes on otherwise behind a certain place: whoever is further is reset. Begins the new life. */
    void restart(Gap gap, int newLife) {
        place.restart(gap, newLife);
        pump();
    }

    /** The store has nothing behind the cursor. The subscription stands still until the next tick. */
    void awaitStore(@Nullable Throwable failure) {
        watch.wake(shard.now());
        shard.reportStoreAwaited(failure);
    }

    /** Looks after the connection, about once a second. Returns how many events its peer is behind. */
    long tick(long now, PushSettings settings) {
        try {
            place.retryStore();
            watch.check(now, settings);
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
        return place.lag();
    }

    /** Whether there is nothing to write, so that only a heartbeat would tell the peer its place. */
    boolean isAtRest() {
        return !isEnding() && !line.isWriting() && !place.isReading() && outbox.isEmpty() && place.isInLog();
    }

    void writeHeartbeat() {
        line.writeHeartbeat(group.heartbeat(place.reached()));
    }
}
