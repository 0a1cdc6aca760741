package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one swarm on one event loop. What they are about to write is encoded once for all that stand at the
 * same place.
 *
 * <p>Thread-safety: confined to its event loop; {@link #signal} and {@link #each} may be called by any thread.
 */
final class Shard {

    /** Bytes of one write, about: small enough for a slow line's time-out, large enough to make system calls cheap. */
    static final int MAX_WRITE_BYTES = 64 * 1024;

    static final PageLimit PAGE = new PageLimit(1_000, MAX_WRITE_BYTES);

    private static final Logger LOG = System.getLogger(Shard.class.getName());
    private static final long TICK_MILLIS = 1_000;

    /**
     * Encoded events for everybody who stands at {@code from}.
     *
     * @param to where one is who has them
     * @param bytes null where the filter wants none of them
     */
    record Batch(long from, long to, @Nullable ByteBuf bytes) {}

    private record BatchKey(Filter filter, Framing framing) {}

    private final Feed feed;
    private final EventLoop loop;
    private final PushSettings settings;
    private final Cuts cuts;
    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Map<BatchKey, Batch> batches = new HashMap<>();
    private @Nullable ScheduledFuture<?> ticking;

    Shard(Feed feed, EventLoop loop, PushSettings settings, Cuts cuts) {
        this.feed = feed;
        this.loop = loop;
        this.settings = settings;
        this.cuts = cuts;
    }

    /** There may be something to write. However often it is said, one pass follows. */
    void signal() {
        if (!isSignalled.getAndSet(true)) {
            loop.execute(this::pass);
        }
    }

    void each(Consumer<Subscription> action) {
        loop.execute(() -> List.copyOf(subscriptions).forEach(action));
    }

    void execute(Runnable work) {
        loop.execute(work);
    }

    long now() {
        return System.nanoTime();
    }

    void add(Subscription subscription) {
        subscriptions.add(subscription);
        if (ticking == null) {
            ticking = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void remove(Subscription subscription) {
        if (!subscriptions.remove(subscription)) {
            return;
        }
        if (subscriptions.isEmpty()) {
            if (ticking != null) {
                ticking.cancel(false);
                ticking = null;
            }
            batches.clear();
            feed.drop(this, loop);
        }
        feed.left();
    }

    void reportCut(CloseReason reason) {
        cuts.cut(feed.swarm(), reason);
    }

    void readFailed(@Nullable Throwable failure) {
        LOG.log(Level.WARNING, () -> "a stream of swarm " + feed.swarm() + " waits for the store: " + failure);
    }

    /** What comes after that place for this filter; null where memory does not reach back so far. */
    @Nullable
    Batch batch(long from, Filter filter, Framing framing) {
        BatchKey key = new BatchKey(filter, framing);
        Batch known = batches.get(key);
        if (known != null && known.from() == from) {
            return known;
        }
        Optional<List<LogEntry>> entries = feed.recent(from, PAGE);
        if (entries.isEmpty() || entries.get().isEmpty()) {
            return null;
        }
        List<Message> wanted = new ArrayList<>(entries.get().size());
        long to = from;
        for (LogEntry entry : entries.get()) {
            to = entry.seq();
            if (filter.matches(entry)) {
                wanted.add(Message.of(entry));
            }
        }
        Batch made = new Batch(from, to, wanted.isEmpty() ? null : framing.frame(wanted));
        batches.put(key, made);
        return made;
    }

    ByteBuf heartbeat(long position, Framing framing) {
        return framing.frame(List.of(Notices.heartbeat(feed.at(position))));
    }

    private void pass() {
        isSignalled.set(false);
        // From the end: a subscription that ends during its turn leaves the list.
        for (int i = subscriptions.size() - 1; i >= 0; i--) {
            if (i < subscriptions.size()) {
                subscriptions.get(i).pump();
            }
        }
    }

    private void tick() {
        long now = now();
        for (Subscription subscription : List.copyOf(subscriptions)) {
            subscription.tick(now, settings);
        }
        // Nothing is kept for readers that stand still.
        batches.values().removeIf(batch -> batch.to() < feed.head().seq());
    }
}
