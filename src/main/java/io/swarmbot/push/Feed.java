package io.swarmbot.push;

import io.netty.channel.EventLoop;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.GroupCommitted;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.SwarmView;
import io.swarmbot.wire.SnapshotPart;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One swarm's log as this process pushes it: the newest entries in memory, and the shards of subscriptions that read them.
 * It is there while somebody watches the swarm.
 *
 * <p>Thread-safety: {@link #grew} is called by one thread at a time, in log order; everything else by any thread. An entry
 * is in the ring before the head that covers it, and a shard is signalled after both, so a subscription that reads the head
 * after it was added to its shard misses nothing.
 */
final class Feed {

    /** How long one encoded snapshot may serve those who join: they get what came since as events. */
    private static final long SNAPSHOT_REUSE_NANOS = 1_000_000_000;

    private final String swarm;
    private final SwarmStore store;
    private final SwarmView present;
    private final LogWindow ring;
    private final Consumer<Feed> releasing;
    private final ConcurrentHashMap<EventLoop, Shard> shards = new ConcurrentHashMap<>();
    /** The streams that hold this feed. Changed under the hub's map's lock only. */
    private int users;

    /** Counts how often the log went on otherwise. Raised before anything of the new one can be read. */
    private volatile int life;

    private volatile @Nullable SharedSnapshot snapshot;

    /** Guarded by this. */
    private boolean isCleared;

    Feed(String swarm, SwarmStore store, SwarmView present, LogWindow ring, Consumer<Feed> releasing) {
        this.swarm = swarm;
        this.releasing = releasing;
        this.store = store;
        this.present = present;
        this.ring = ring;
    }

    String swarm() {
        return swarm;
    }

    Feed taken() {
        users++;
        return this;
    }

    /** True where nobody holds it any more. */
    boolean released() {
        return --users == 0;
    }

    /** A subscription of this feed ended. */
    void left() {
        releasing.accept(this);
    }

    /** Whether it belongs to that life of the swarm, and not to one that was deleted. */
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

    Cursor at(long seq) {
        return new Cursor(ring.head().epoch(), seq);
    }

    /** Takes the entries that were committed. */
    synchronized void grew(GroupCommitted committed) {
        Cursor head = ring.head();
        boolean isKnown =
                committed.to().seq() <= head.seq() && committed.to().epoch().equals(head.epoch());
        if (isKnown || isCleared) {
            return;
        }
        if (!committed.from().equals(head)) {
            // Committed between our first look at the swarm and our first event: who needs it reads the store.
            ring.restart(committed.from());
        }
        committed.entries().forEach(ring::add);
        signal();
    }

    /** Takes notice of what was committed before anybody could tell this feed. Only for one that was just made. */
    synchronized void catchUp() {
        // Looked at under the lock: the state is never behind what this feed was told, though it may be ahead.
        Cursor head = present.state().cursor();
        if (!head.equals(ring.head())) {
            ring.restart(head);
            signal();
        }
    }

    /** The log goes on at that head, and not from where it was. The number of its life from now on. */
    synchronized int restart(Cursor head) {
        int present = life + 1;
        life = present;
        ring.restart(head);
        snapshot = null;
        return present;
    }

    /** Which life of the log this is: who has not heard of it may have read what is lost. */
    int life() {
        return life;
    }

    /** Whether what was read from the store, at that head, is of the history that this process knows. */
    boolean isKnown(Cursor head) {
        return head.epoch().equals(ring.head().epoch())
                || head.epoch().equals(present.state().cursor().epoch());
    }

    private void signal() {
        shards.values().forEach(Shard::signal);
    }

    /** The entries after that sequence that are in memory; empty where that does not reach back so far. */
    Optional<List<LogEntry>> recent(long after, PageLimit limit) {
        return ring.read(after, limit);
    }

    /** What comes after the cursor: from memory where it can, else from the store. */
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

    /** The shard of that loop. Called on that loop, as {@link #drop} is: so nobody joins a shard that was dropped. */
    Shard shard(EventLoop loop, Function<EventLoop, Shard> make) {
        return shards.computeIfAbsent(loop, make);
    }

    void drop(Shard shard, EventLoop loop) {
        shards.remove(loop, shard);
    }

    void eachSubscription(Consumer<Subscription> action) {
        shards.values().forEach(shard -> shard.each(action));
    }

    /** A snapshot to begin a stream with: now, or not long ago and with all that came since in memory. */
    SharedSnapshot snapshot() {
        SharedSnapshot shared = snapshot;
        long now = System.nanoTime();
        if (shared == null
                || now - shared.madeAtNanos() > SNAPSHOT_REUSE_NANOS
                || shared.state().cursor().seq() < ring.tail()
                || !shared.state().cursor().epoch().equals(ring.head().epoch())) {
            shared = new SharedSnapshot(present.state(), now);
            snapshot = shared;
        }
        return shared;
    }

    /** Gives back the memory that it holds, for good: whoever still has something to tell it comes too late. */
    synchronized void clear() {
        isCleared = true;
        ring.clear();
        snapshot = null;
    }

    /**
     * The encoded parts of one state, each made when somebody first needs it. What is kept is bounded; parts of a swarm
     * that is larger are made for each reader.
     *
     * <p>Thread-safety: any event loop may ask.
     */
    static final class SharedSnapshot {

        private static final int MAX_KEPT_PARTS = 64;

        private final SwarmState state;
        private final long madeAtNanos;
        private final ConcurrentHashMap<SnapshotPart.Place, SnapshotPart> parts = new ConcurrentHashMap<>();

        SharedSnapshot(SwarmState state, long madeAtNanos) {
            this.state = state;
            this.madeAtNanos = madeAtNanos;
        }

        SwarmState state() {
            return state;
        }

        long madeAtNanos() {
            return madeAtNanos;
        }

        SnapshotPart part(SnapshotPart.Place place) {
            return place.number() > MAX_KEPT_PARTS
                    ? SnapshotPart.of(state, place)
                    : parts.computeIfAbsent(place, missing -> SnapshotPart.of(state, missing));
        }
    }
}
