package io.swarmbot.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.Notice;
import io.swarmbot.coordinator.Rejections;
import io.swarmbot.coordinator.StoreAvailability;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmDeleted;
import io.swarmbot.coordinator.SwarmReset;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams of this process. The hub hears of committed groups and signals those who watch; it never waits for one of
 * them.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class Hub {

    /** How long to wait for a cursor that is ahead of this replica, before the client's place is judged. */
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    /**
     * The limit for what is encoded and not yet taken by every socket that is to have it. While there is more, streams
     * go on in small pages, and nothing is kept for streams that come by later.
     */
    private static final long MAX_ENCODED_BYTES = 64 << 20;

    /** Encoded bytes take at most this part of a small heap: an eighth. */
    private static final int MEMORY_SHARE = 8;

    private final SwarmCoordinator coordinator;
    private final SwarmStore store;
    private final PushSettings settings;
    private final Ticker ticker;
    private final StreamReports reports;
    private final Feeds feeds;
    private final ByteBudget encoded =
            new ByteBudget(Math.min(MAX_ENCODED_BYTES, Runtime.getRuntime().maxMemory() / MEMORY_SHARE));
    /** One for each event loop of the server: the swarms that share a loop share its time. */
    private final ConcurrentHashMap<EventLoop, Pacer> pacers = new ConcurrentHashMap<>();

    private final Places places = new Places();

    /** A swarm whose streams are those of another hub. */
    private record Mounted(String swarm, Hub hub) {}

    /** Null most of the time. Written by whoever mounts. */
    private volatile @Nullable Mounted mounted;

    public Hub(
            SwarmCoordinator coordinator,
            SwarmStore store,
            PushSettings settings,
            MeterRegistry meters,
            Ticker ticker) {
        this.coordinator = coordinator;
        this.store = store;
        this.settings = settings;
        this.ticker = ticker;
        this.reports = new StreamReports(meters);
        ByteBudget rings = new ByteBudget(settings.ring().totalBytes().asLongValue());
        this.feeds = new Feeds(store, settings, rings, ticker, reports, Hub::endGone);
        places.show(meters);
        meters.gauge("swarmbot.ring.bytes", rings, ByteBudget::used);
        meters.gauge("swarmbot.encoded.bytes", encoded, ByteBudget::used);
    }

    /** Lets another hub serve that swarm, with {@link SwarmCoordinator#mount}. Its streams do not count here. */
    public void mount(String swarm, Hub other) {
        mounted = new Mounted(swarm, other);
    }

    /** Ends {@link #mount}. */
    public void unmount() {
        mounted = null;
    }

    /** The hub that serves the swarm: this one, unless it is mounted. */
    private Hub at(String swarm) {
        Mounted known = mounted;
        return known != null && known.swarm().equals(swarm) ? known.hub() : this;
    }

    /** How many streams are open and polls wait. */
    public int streams() {
        return places.total();
    }

    /**
     * Admits a stream that is to be opened, or a poll that is to wait.
     *
     * @throws Rejection {@code swarm_busy} if there are as many as there may be, {@code too_many_open} if the client
     *     has as many as it may
     */
    public Admission admit(Admission.Transport transport, Admission.Login login) {
        Admission admission = Admission.take(places, transport, settings.connections(), login);
        if (admission == null) {
            throw new Rejection(ErrorCode.SWARM_BUSY, "there are " + settings.connections() + " streams, the limit");
        }
        return admission;
    }

    /** The same, for a stream of that swarm. */
    public Admission admit(String swarm, Admission.Transport transport, Admission.Login login) {
        return at(swarm).admit(transport, login);
    }

    /**
     * Opens a stream.
     *
     * @param admission is released when the stream has ended, or could not be opened
     * @param loop the connection's event loop; the subscription belongs to it
     * @return fails with a {@link Rejection} if there is no such swarm, or if the store does not answer
     */
    public CompletableFuture<Subscription> open(
            String swarm, StreamRequest request, Admission admission, Outlet outlet, EventLoop loop) {
        return at(swarm).openHere(swarm, request, admission, outlet, loop);
    }

    private CompletableFuture<Subscription> openHere(
            String swarm, StreamRequest request, Admission admission, Outlet outlet, EventLoop loop) {
        CompletableFuture<Subscription> opened = coordinator.watch(swarm).thenCompose(view -> {
            Feed feed = feeds.take(swarm, view);
            return awaitAhead(feed, request.after())
                    .thenComposeAsync(ready -> begin(feed, request, admission, outlet, loop), loop)
                    .handle((subscription, failure) -> {
                        if (failure != null) {
                            feed.release();
                            throw Rejections.in(failure)
                                    .orElseGet(() ->
                                            new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store does not answer"));
                        }
                        return subscription;
                    });
        });
        opened.whenComplete((subscription, failure) -> {
            if (failure != null) {
                admission.endFor(CloseReason.FAILED);
                admission.release();
            }
        });
        return opened;
    }

    private CompletableFuture<Subscription> begin(
            Feed feed, StreamRequest request, Admission admission, Outlet outlet, EventLoop loop) {
        Shard shard = feed.shard(loop, key -> new Shard(feed, key, pacerOf(key), encoded, settings, ticker, reports));
        return new StreamOpening(feed, shard, request, admission, outlet, loop, after -> servable(feed.swarm(), after))
                .open()
                .thenApply(subscription -> {
                    coordinator
                            .toldStaleSince(feed.swarm())
                            .ifPresent(since -> subscription.answer(StreamNotices.storeUnavailable(since)));
                    subscription.pump();
                    return subscription;
                });
    }

    /** What comes after the cursor: from memory if somebody watches the swarm, otherwise from the store. */
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return at(swarm).readHere(swarm, after, limit);
    }

    private CompletionStage<ReadResult> readHere(String swarm, Cursor after, PageLimit limit) {
        Feed feed = feeds.find(swarm);
        if (feed != null) {
            return feed.read(after, limit);
        }
        return coordinator
                .state(swarm)
                .thenCompose(state -> after.equals(state.cursor())
                        ? CompletableFuture.completedStage(new ReadResult.Page(List.of(), after))
                        : store.read(swarm, after, limit));
    }

    /** Waits for a cursor that is ahead of this replica in the epoch that it knows. The store is not asked. */
    private CompletableFuture<?> awaitAhead(Feed feed, @Nullable Cursor after) {
        Cursor head = feed.head();
        if (after != null && after.epoch().equals(head.epoch()) && after.seq() > head.seq()) {
            return servable(feed.swarm(), after);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Completes when this replica has caught up with the cursor, or has waited for it long enough. */
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

    /** Tells every stream to come back, and ends it in its protocol's own way. */
    public void sendAway(Farewell farewell) {
        feeds.all().forEach(feed -> feed.sendAway(farewell));
    }

    /**
     * Tells this hub what became of a log, if no container does.
     *
     * @param notice as {@link io.swarmbot.coordinator.Publisher} gives it
     */
    public void hear(Notice notice) {
        if (notice instanceof GroupCommitted group) {
            deliver(group);
        } else if (notice instanceof SwarmReset reset) {
            restart(reset);
        } else if (notice instanceof SwarmDeleted deleted) {
            end(deleted);
        } else if (notice instanceof StoreAvailability store) {
            announce(store);
        }
    }

    void deliver(@Observes GroupCommitted group) {
        Feed feed = feeds.find(group.swarm());
        if (feed != null) {
            feed.grow(group);
        }
    }

    void restart(@Observes SwarmReset reset) {
        Feed feed = feeds.find(reset.swarm());
        if (feed != null) {
            int life = feed.restart(reset.head());
            Gap gap = new Gap(reset.reason(), reset.head(), reset.shared());
            feed.forEachSubscription(each -> each.restart(gap, life));
        }
    }

    void announce(@Observes StoreAvailability store) {
        Message notice =
                store.isAvailable() ? StreamNotices.storeAvailable() : StreamNotices.storeUnavailable(store.since());
        feeds.all().stream()
                .filter(feed -> store.swarm() == null || feed.swarm().equals(store.swarm()))
                .forEach(feed -> feed.forEachSubscription(each -> each.answer(notice)));
    }

    void end(@Observes SwarmDeleted deleted) {
        Feed feed = deleted.view() == null ? null : feeds.remove(deleted.swarm(), deleted.view());
        if (feed != null) {
            endGone(feed);
        }
    }

    private static void endGone(Feed feed) {
        Message farewell = StreamNotices.gone(feed.swarm());
        feed.forEachSubscription(each -> each.end(CloseReason.SWARM_GONE, farewell));
    }

    private Pacer pacerOf(EventLoop loop) {
        return pacers.computeIfAbsent(loop, key -> new Pacer(ticker.nanos()));
    }

    /** A stream that has none of the events of one swarm was ended by this service. */
    public void reportEnded(String source, CloseReason reason) {
        reports.ended(source, reason);
    }

    StreamReports reports() {
        return reports;
    }
}
