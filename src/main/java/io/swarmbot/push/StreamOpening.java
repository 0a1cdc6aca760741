package io.swarmbot.push;

import static io.swarmbot.push.Outlet.Beginning.ANEW;
import static io.swarmbot.push.Outlet.Beginning.RESUMED;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens one stream. If memory does not reach back to the client's cursor, the store is asked once: its answer says
 * whether the stream can go on from there, and brings the first range.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class StreamOpening implements SharedReads.Reader {

    private final Feed feed;
    private final Shard shard;
    private final SubscriptionGroup group;
    private final StreamRequest request;
    private final Admission admission;
    private final Outlet outlet;
    private final Executor loop;
    private final Function<Cursor, CompletableFuture<?>> catchUp;
    private final CompletableFuture<Subscription> opened = new CompletableFuture<>();
    /** The life of the log in which the client's cursor is judged. */
    private int life;

    private boolean isCaughtUp;

    /**
     * @param shard must be known to the feed already, so that the subscription hears of every life that begins from now
     *     on
     * @param catchUp completes when this process knows the epoch of the cursor, or waited for it long enough
     */
    StreamOpening(
            Feed feed,
            Shard shard,
            StreamRequest request,
            Admission admission,
            Outlet outlet,
            Executor loop,
            Function<Cursor, CompletableFuture<?>> catchUp) {
        this.feed = feed;
        this.shard = shard;
        this.request = request;
        this.admission = admission;
        this.outlet = outlet;
        this.loop = loop;
        this.catchUp = catchUp;
        Framing framing = request.envelope().around(outlet.framing(), feed.swarm());
        this.group = shard.join(new SubscriptionGroup.Key(request.filter(), request.pace(), framing));
    }

    /** Opens the stream. The stage completes on the event loop. */
    CompletableFuture<Subscription> open() {
        attempt(this::start);
        return opened;
    }

    private void start() {
        life = feed.life();
        Cursor after = request.after();
        if (request.isLost()) {
            add(ANEW, StreamStart.withReset(feed, new Gap(GapReason.UNKNOWN, feed.head()), request.snapshot()));
        } else if (after != null && !feed.holds(after)) {
            group.readStore(after, this);
        } else if (after != null) {
            add(RESUMED, StreamStart.resumedAt(feed, after));
        } else if (request.snapshot()) {
            add(ANEW, StreamStart.withSnapshot(feed));
        } else {
            add(ANEW, StreamStart.atHead(feed));
        }
    }

    @Override
    public void take(EncodedRange range) {
        if (life == feed.life()) {
            attempt(() -> add(RESUMED, StreamStart.resumedWith(feed, range)));
        } else {
            range.release();
            attempt(this::start);
        }
    }

    @Override
    public void take(Gap gap) {
        if (life != feed.life()) {
            attempt(this::start);
        } else if (!isCaughtUp && !feed.isKnown(gap.head())) {
            catchUpAndStart();
        } else {
            attempt(() -> add(ANEW, StreamStart.withReset(feed, gap, request.snapshot())));
        }
    }

    @Override
    public void retryLater(@Nullable Throwable failure) {
        if (failure != null) {
            fail(failure);
        } else if (life != feed.life()) {
            attempt(this::start);
        } else if (!isCaughtUp) {
            catchUpAndStart();
        } else {
            attempt(() -> add(RESUMED, StreamStart.resumedAt(feed, after())));
        }
    }

    /** The store told of an epoch that this process has not heard of. */
    private void catchUpAndStart() {
        isCaughtUp = true;
        catchUp.apply(after())
                .whenCompleteAsync(
                        (ignored, failure) -> {
                            if (failure == null) {
                                attempt(this::start);
                            } else {
                                fail(failure);
                            }
                        },
                        loop);
    }

    private Cursor after() {
        return Objects.requireNonNull(request.after());
    }

    private void add(Outlet.Beginning beginning, StreamStart start) {
        outlet.begin(beginning);
        Subscription subscription = new Subscription(shard, group, outlet, admission, request.snapshot(), start, life);
        shard.add(subscription);
        shard.reportOpened(beginning);
        opened.complete(subscription);
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        if (opened.completeExceptionally(failure)) {
            shard.leave(group);
        }
    }
}
