package io.swarmbot.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.GroupCommitted;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.StoreAvailability;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.SwarmDeleted;
import io.swarmbot.swarm.SwarmReset;
import io.swarmbot.swarm.SwarmView;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The streams of this process. It hears of committed groups and signals those who watch; it never waits for one of them.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class Hub {

    private static final Logger LOG = System.getLogger(Hub.class.getName());

    /** How long a cursor that is ahead of this replica is waited for before it is judged. */
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    /**
     * What is encoded and not yet taken by every socket that is to have it. Beyond it streams go on in small pages, and nothing
     * is kept for those who come by later.
     */
    private static final long MAX_ENCODED_BYTES = 64 << 20;

    /** The part of the memory that this may be, where there is little. */
    private static final int MEMORY_SHARE = 8;

    private final SwarmCoordinator coordinator;
    private final SwarmStore store;
    private final PushSettings settings;
    private final MeterRegistry meters;
    private final ByteBudget budget;
    private final ByteBudget encoded =
            new ByteBudget(Math.min(MAX_ENCODED_BYTES, Runtime.getRuntime().maxMemory() / MEMORY_SHARE));
    private final ConcurrentHashMap<String, Feed> feeds = new ConcurrentHashMap<>();
    /** One for each loop of the server, which has a few: the swarms that share a loop share its time. */
    private final ConcurrentHashMap<EventLoop, Pacer> pacers = new ConcurrentHashMap<>();

    private final AtomicInteger streams = new AtomicInteger();

    public Hub(SwarmCoordinator coordinator, SwarmStore store, PushSettings settings, MeterRegistry meters) {
        this.coordinator = coordinator;
        this.store = store;
        this.settings = settings;
        this.meters = meters;
        this.budget = new ByteBudget(settings.ringBytesTotal());
        meters.gauge("swarmbot.streams", streams);
        meters.gauge("swarmbot.ring.bytes", budget, ByteBudget::used);
        meters.gauge("swarmbot.encoded.bytes", encoded, ByteBudget::used);
    }

    /** Streams that are open, and polls that wait. */
    public int streams() {
        return streams.get();
    }

    /** @throws Rejection where no further stream may be opened */
    public void requireRoom() {
        if (streams.get() >= settings.connections()) {
            throw full();
        }
    }

    /**
     * Counts a poll that waits as a stream, until it is over.
     *
     * @throws Rejection where no further one may wait
     */
    void admit(CompletableFuture<?> poll) {
        if (streams.incrementAndGet() > settings.connections()) {
            streams.decrementAndGet();
            throw full();
        }
        poll.whenComplete((over, failure) -> streams.decrementAndGet());
    }

    private Rejection full() {
        return new Rejection(ErrorCode.SWARM_BUSY, "there are " + settings.connections() + " streams, the limit");
    }

    /**
     * Opens a stream.
     *
     * @param loop the connection's event loop; the stage completes there, and the subscription belongs to it
     * @return fails with a {@link Rejection} where there is no such swarm
     */
    public CompletableFuture<Subscription> open(String swarm, StreamRequest request, Outlet outlet, EventLoop loop) {
        return coordinator.view(swarm).thenCompose(view -> {
            Feed feed = take(swarm, view);
            int life = feed.life();
            return judge(feed, request)
                    .handle((gap, failure) -> {
                        if (failure != null) {
                            release(feed);
                            throw Rejection.in(failure)
                                    .orElseGet(() ->
                                            new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store does not answer"));
                        }
                        return gap;
                    })
                    .thenComposeAsync(
                            gap -> {
                                if (feed.life() == life) {
                                    return CompletableFuture.completedFuture(join(feed, request, gap, outlet, loop));
                                }
                                // What was judged by is lost.
                                release(feed);
                                return open(swarm, request, outlet, loop);
                            },
                            loop);
        });
    }

    /** What comes after the cursor: from memory where somebody watches the swarm, else from the store. */
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        Feed feed = feeds.get(swarm);
        if (feed != null) {
            return feed.read(after, limit);
        }
        return coordinator
                .state(swarm)
                .thenCompose(state -> after.equals(state.cursor())
                        ? CompletableFuture.completedStage(new ReadResult.Page(List.of(), after))
                        : store.read(swarm, after, limit));
    }

    /** Completes when a cursor that was ahead of this replica is not, or was waited for long enough. */
    CompletableFuture<?> servable(String swarm, Cursor after) {
        return coordinator
                .state(swarm)
                .thenCompose(state -> state.cursor().epoch().equals(after.epoch())
                        ? CompletableFuture.completedFuture(state)
                        : coordinator.informedOf(swarm, after))
                .thenCompose(state -> state.cursor().seq() >= after.seq()
                        ? CompletableFuture.completedFuture(state)
                        : coordinator.stateAt(swarm, after, CATCH_UP).handle((reached, behind) -> reached));
    }

    /** Ends every stream, in its protocol's own way. */
    public void endAll(CloseReason reason, @Nullable Message farewell) {
        feeds.values().forEach(feed -> feed.eachSubscription(each -> each.end(reason, farewell)));
    }

    void committed(@Observes GroupCommitted group) {
        Feed feed = feeds.get(group.swarm());
        if (feed != null) {
            feed.grew(group);
        }
    }

    void reset(@Observes SwarmReset reset) {
        Feed feed = feeds.get(reset.swarm());
        if (feed != null) {
            int life = feed.restart(reset.head());
            Gap gap = new Gap(reset.reason(), reset.head(), reset.shared());
            feed.eachSubscription(each -> each.lost(gap, life));
        }
    }

    void availability(@Observes StoreAvailability store) {
        Message notice = noticeOf(store.isAvailable(), store.since());
        feeds.values().stream()
                .filter(feed -> store.swarm() == null || feed.swarm().equals(store.swarm()))
                .forEach(feed -> feed.eachSubscription(each -> each.answer(notice)));
    }

    private static Message noticeOf(boolean isAvailable, Instant since) {
        return isAvailable ? Notices.storeAvailable() : Notices.storeUnavailable(since);
    }

    void deleted(@Observes SwarmDeleted deleted) {
        Feed feed = feeds.remove(deleted.swarm());
        if (feed != null) {
            Message farewell = Notices.gone(deleted.swarm());
            feed.eachSubscription(each -> each.end(CloseReason.SWARM_GONE, farewell));
        }
    }

    /** Where the reader cannot go on from the place it names: why. Null where it can, or names none. */
    private CompletableFuture<@Nullable Gap> judge(Feed feed, StreamRequest request) {
        if (request.isLost()) {
            return CompletableFuture.completedFuture(new Gap(GapReason.UNKNOWN, feed.head()));
        }
        Cursor after = request.after();
        if (after == null || feed.holds(after)) {
            return CompletableFuture.completedFuture(null);
        }
        return servable(feed.swarm(), after)
                .thenCompose(state -> feed.read(after, new PageLimit(1, 1)))
                .thenApply(result -> result instanceof Gap gap ? gap : null);
    }

    private Subscription join(Feed feed, StreamRequest request, @Nullable Gap gap, Outlet outlet, EventLoop loop) {
        Shard shard = feed.shard(loop, key -> new Shard(feed, key, pacerOf(key), encoded, settings, this::cut));
        Subscription subscription = new Subscription(feed, shard, outlet, request, shard.now());
        Cursor after = request.after();
        if (gap != null) {
            subscription.startWithReset(gap);
        } else if (after != null) {
            subscription.startAt(after, true);
        } else if (request.snapshot()) {
            subscription.startWithSnapshot();
        } else {
            subscription.startAt(feed.head(), false);
        }
        shard.add(subscription);
        coordinator.staleSince(feed.swarm()).ifPresent(since -> subscription.answer(noticeOf(false, since)));
        subscription.pump();
        return subscription;
    }

    private Pacer pacerOf(EventLoop loop) {
        return pacers.computeIfAbsent(loop, key -> new Pacer(System.nanoTime()));
    }

    /** The swarm's feed, held once more. */
    private Feed take(String swarm, SwarmView view) {
        streams.incrementAndGet();
        AtomicBoolean isNew = new AtomicBoolean();
        Feed feed = Objects.requireNonNull(feeds.compute(swarm, (name, present) -> {
            isNew.set(present == null || !present.isOf(view));
            return (isNew.get() ? newFeed(name, view) : Objects.requireNonNull(present)).taken();
        }));
        if (isNew.get()) {
            // What was committed between the look at the swarm and the entry in the map was told to nobody.
            feed.catchUp();
        }
        return feed;
    }

    private Feed newFeed(String swarm, SwarmView view) {
        LogWindow ring = new LogWindow(view.state().cursor(), settings.ringEvents(), settings.ringBytes(), budget);
        return new Feed(swarm, store, view, ring, this::release);
    }

    private void release(Feed feed) {
        streams.decrementAndGet();
        feeds.compute(feed.swarm(), (name, present) -> {
            if (!feed.released()) {
                return present;
            }
            feed.clear();
            return present == feed ? null : present;
        });
    }

    private void cut(String swarm, CloseReason reason) {
        meters.counter("swarmbot.streams.ended", "reason", reason.wireName()).increment();
        boolean isTheirFault = reason == CloseReason.TOO_SLOW || reason == CloseReason.TOO_MANY_UNANSWERED;
        LOG.log(
                isTheirFault ? Level.INFO : Level.DEBUG,
                () -> "ended a stream of swarm " + swarm + ": " + reason.wireName());
    }
}
