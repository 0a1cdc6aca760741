package io.swarmbot.push;

import io.netty.channel.EventLoop;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.SwarmView;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One swarm's log as this process pushes it: the newest entries in memory, and the shards of subscriptions that read
 * them. It exists while somebody watches the swarm.
 *
 * <p>Thread-safety: {@link #grow} is called by one thread at a time, in log order; everything else by any thread. An
 * entry is in the ring before the head that covers it, and a shard is signalled after both, so a subscription that
 * reads the head after it was added to its shard misses nothing.
 */
final class Feed {

    /** How long one encoded snapshot serves those who join. They receive what came since as events. */
    private static final long SNAPSHOT_REUSE_NANOS = 1_000_000_000;

    private final String swarm;
    private final SwarmStore store;
    private final SwarmView present;
    private final LogWindow ring;
    private final Ticker ticker;
    private final StreamReports reports;
    private final Consumer<Feed> releaser;
    private final ConcurrentHashMap<EventLoop, Shard> shards = new ConcurrentHashMap<>();
    /** The streams that hold this feed. Only {@link Feeds} changes it, under its map's lock. */
    private int holders;

    /**
     * The number of the log's present life. A restart raises it before and after the ring changes. So whoever begins or
     * ends to read in the middle of a restart finds another number at the other end, and discards what it read.
     */
    private volatile int life;

    private volatile @Nullable SharedSnapshot snapshot;

    /** Guarded by this. */
    private boolean isCleared;

    /** @param releaser is called for each stream that ends */
    Feed(
            String swarm,
            SwarmStore store,
            SwarmView present,
            LogWindow ring,
            Ticker ticker,
            StreamReports reports,
            Consumer<Feed> releaser) {
        this.swarm = swarm;
        this.store = store;
        this.present = present;
        this.ring = ring;
        this.ticker = ticker;
        this.reports = reports;
        this.releaser = releaser;
    }

    String swarm() {
        return swarm;
    }

    StreamReports reports() {
        return reports;
    }

    void addHolder() {
        holders++;
    }

    void removeHolder() {
        holders--;
    }

    boolean hasHolders() {
        return holders > 0;
    }

    /** Gives back the watch of one stream, which kept the swarm loaded. */
    void releaseView() {
        present.release();
    }

    /** Gives back one stream's hold of this feed. */
    void release() {
        releaser.accept(this);
    }

    /** Whether this feed belongs to that swarm, and not to one of the same name that was deleted. */
    boolean isOf(SwarmView view) {
        return present == view;
    }

    /** Whether a reader can go on behind that cursor from memory. */
    boolean holds(Cursor after) {
        Cursor head = ring.head();
        return after.epoch().equals(head.epoch()) && after.seq() >= ring.tail() && after.seq() <= head.seq();
    }

    Cursor head() {
        return ring.head();
    }

    /** The cursor of that sequence in the present epoch. */
    Cursor at(long seq) {
        return new Cursor(ring.head().epoch(), seq);
    }

    /** Adds the entries that were committed, and signals the shards. */
    synchronized void grow(GroupCommitted committed) {
        Cursor head = ring.head();
        boolean isKnown =
                committed.to().seq() <= head.seq() && committed.to().epoch().equals(head.epoch());
        if (isKnown || isCleared) {
            return;
        }
        if (!committed.from().equals(head)) {
            // Something was committed between our first look at the swarm and our first event. Its readers ask the
            // store.
            ring.restart(committed.from());
        }
        committed.entries().forEach(ring::add);
        signal();
    }

    /** Moves to the head of what was committed before this feed could be told. Only for a feed that was just made. */
    synchronized void catchUp() {
        // The lock keeps the state from being behind what this feed was told; it may be ahead.
        Cursor head = present.state().cursor();
        if (!head.equals(ring.head())) {
            ring.restart(head);
            signal();
        }
    }

    /** Begins a new life of the log at that head, and returns the number of this life. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // All writers hold the lock.
    synchronized int restart(Cursor head) {
        life++;
        ring.restart(head);
        snapshot = null;
        life++;
        return life;
    }

    /** The number of the log's present life. A reader of an earlier life may have read what is lost now. */
    int life() {
        return life;
    }

    /** Whether a log that the store read, with that head, is in an epoch that this process knows. */
    boolean isKnown(Cursor head) {
        return head.epoch().equals(ring.head().epoch())
                || head.epoch().equals(present.state().cursor().epoch());
    }

    private void signal() {
        shards.values().forEach(Shard::signal);
    }

    /** The entries after that sequence that are in memory; empty if memory does not reach back so far. */
    Optional<List<LogEntry>> recent(long after, PageLimit limit) {
        return ring.read(after, limit);
    }

    /** What comes after the cursor: from memory if it reaches back so far, otherwise from the store. */
    CompletionStage<ReadResult> read(Cursor after, PageLimit limit) {
        Cursor head = ring.head();
        if (after.epoch().equals(head.epoch()) && after.seq() <= head.seq()) {
            Optional<List<LogEntry>> recent = ring.read(after.seq(), limit);
            if (recent.isPresent()) {
                return CompletableFuture.completedFuture(new ReadResult.Page(recent.get(), head));
            }
        }
        return store.read(swarm, after, limit);
    }

    /**
     * The shard of that loop. Only that loop calls this and {@link #drop}, so nobody joins a shard that was dropped.
     */
    Shard shard(EventLoop loop, Function<EventLoop, Shard> make) {
        return shards.computeIfAbsent(loop, make);
    }

    void drop(Shard shard, EventLoop loop) {
        shards.remove(loop, shard);
    }

    void forEachSubscription(Consumer<Subscription> action) {
        shards.values().forEach(shard -> shard.forEach(action));
    }

    void sendAway(Farewell farewell) {
        shards.values().forEach(shard -> shard.sendAway(farewell));
    }

    /** A snapshot to begin a stream with: made now, or less than a second ago with all that came since in memory. */
    SharedSnapshot snapshot() {
        SharedSnapshot shared = snapshot;
        long now = ticker.nanos();
        if (shared == null
                || now - shared.madeAtNanos() > SNAPSHOT_REUSE_NANOS
                || shared.state().cursor().seq() < ring.tail()
                || !shared.state().cursor().epoch().equals(ring.head().epoch())) {
            shared = new SharedSnapshot(present.state(), now);
            snapshot = shared;
        }
        return shared;
    }

    /** Gives its memory back for good. What it is still told is ignored. */
    synchronized void clear() {
        isCleared = true;
        ring.clear();
        snapshot = null;
    }
}
