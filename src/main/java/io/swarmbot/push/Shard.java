package io.swarmbot.push;

import io.netty.channel.EventLoop;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.PageLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one swarm on one event loop. However often the log grows, they have their turn one after
 * another, in passes that are paced.
 *
 * <p>Thread-safety: confined to its event loop; {@link #signal}, {@link #forEach} and {@link #sendAway} may be called
 * by any thread.
 */
final class Shard {

    /**
     * Bytes of one write, about: small enough for a slow line's time limit, large enough to make system calls cheap.
     */
    static final int MAX_WRITE_BYTES = 64 * 1024;

    static final PageLimit PAGE = new PageLimit(1_000, MAX_WRITE_BYTES);

    private static final Logger LOG = System.getLogger(Shard.class.getName());

    /** How often each connection is looked after. */
    static final long TICK_NANOS = 1_000_000_000;

    private final Feed feed;
    private final EventLoop loop;
    private final PushSettings settings;
    private final StreamReports reports;
    private final Pacer pacer;
    private final ByteBudget encoded;
    private final Ticker ticker;
    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private final Map<SubscriptionGroup.Key, SubscriptionGroup> groups = new HashMap<>();
    private final NewsFinder finder;
    /** Groups that have not had their turn since something came for them. */
    private final Set<SubscriptionGroup> withNews = new LinkedHashSet<>();

    private int subscriptions;
    /** How many events the slowest subscription was behind at the last tick. */
    private long mostBehind;

    private @Nullable ScheduledFuture<?> ticking;

    /** @param encoded counts the encoded bytes of all shards */
    Shard(
            Feed feed,
            EventLoop loop,
            Pacer pacer,
            ByteBudget encoded,
            PushSettings settings,
            Ticker ticker,
            StreamReports reports) {
        this.feed = feed;
        this.loop = loop;
        this.pacer = pacer;
        this.encoded = encoded;
        this.settings = settings;
        this.ticker = ticker;
        this.reports = reports;
        this.finder = new NewsFinder(feed);
    }

    Feed feed() {
        return feed;
    }

    /** There may be something to write. However often this is called, one pass follows. */
    void signal() {
        if (!isSignalled.getAndSet(true)) {
            loop.execute(this::passSoon);
        }
    }

    void forEach(Consumer<Subscription> action) {
        loop.execute(() -> forEachNow(action));
    }

    /** Ends every subscription as the farewell says. */
    void sendAway(Farewell farewell) {
        forEach(subscription -> {
            if (farewell.isDueNow()) {
                subscription.end(farewell.reason(), farewell.notice());
            } else {
                loop.schedule(
                        () -> subscription.end(farewell.reason(), farewell.notice()),
                        farewell.delayNanos(),
                        TimeUnit.NANOSECONDS);
            }
        });
    }

    void execute(Runnable work) {
        loop.execute(work);
    }

    StreamReports reports() {
        return reports;
    }

    Ticker ticker() {
        return ticker;
    }

    long now() {
        return ticker.nanos();
    }

    /** How long one subscription may live, in nanoseconds; another time for each call. */
    long lifeNanos() {
        return Farewell.lifeNanos(settings.maxConnectionAge());
    }

    /** The group of that key, with one member more. */
    SubscriptionGroup join(SubscriptionGroup.Key key) {
        SubscriptionGroup group = groups.computeIfAbsent(key, this::newGroup);
        group.addMember();
        return group;
    }

    private SubscriptionGroup newGroup(SubscriptionGroup.Key key) {
        SubscriptionGroup group = new SubscriptionGroup(feed, finder, key, loop, encoded, now());
        finder.add(group);
        return group;
    }

    /** Takes one member out of the group. Whoever joined and was never added to the shard calls this. */
    void leave(SubscriptionGroup group) {
        group.removeMember();
        if (!group.hasMembers()) {
            groups.remove(group.key());
            finder.remove(group);
            withNews.remove(group);
            group.close();
        }
        if (groups.isEmpty()) {
            feed.drop(this, loop);
        }
    }

    void add(Subscription subscription) {
        subscription.group().add(subscription);
        subscriptions++;
        if (ticking == null) {
            ticking = loop.scheduleAtFixedRate(this::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /** Takes a subscription out of its group, and gives back its hold of the feed. */
    void remove(Subscription subscription) {
        subscription.group().remove(subscription);
        subscriptions--;
        if (subscriptions == 0 && ticking != null) {
            ticking.cancel(false);
            ticking = null;
            reports.forget(this);
        }
        leave(subscription.group());
        feed.release();
    }

    void reportOpened(Outlet.Beginning how) {
        reports.opened(how);
    }

    void reportEnded(CloseReason reason) {
        reports.ended("swarm " + feed.swarm(), reason);
    }

    /** Logs a failure that should be impossible. It ends one stream, and must not end the others of this loop. */
    void reportFailure(Throwable failure) {
        LOG.log(Level.ERROR, () -> "a stream of swarm " + feed.swarm() + " failed", failure);
    }

    /**
     * Logs that a stream waits for the store, at a low level: there may be thousands, and the coordinator says it once.
     */
    void reportStoreAwaited(@Nullable Throwable failure) {
        LOG.log(
                Level.DEBUG,
                () -> "a stream of swarm " + feed.swarm() + " waits for the store"
                        + (failure == null ? "" : ": " + failure));
    }

    private void passSoon() {
        long pause = pacer.pauseNanos(now());
        if (pause == 0) {
            pass();
        } else {
            loop.schedule(this::pass, pause, TimeUnit.NANOSECONDS);
        }
    }

    private void pass() {
        isSignalled.set(false);
        long start = now();
        finder.look(groups.values(), withNews::add);
        List<SubscriptionGroup> due = new ArrayList<>(withNews.size());
        for (SubscriptionGroup group : withNews) {
            if (group.takeTurn(start)) {
                due.add(group);
            } else {
                setAlarm(group, group.nanosToAlarm(start));
            }
        }
        due.forEach(withNews::remove);
        for (SubscriptionGroup group : due) {
            group.forEach(Subscription::pump);
            group.endTurn();
        }
        pacer.record(start, now());
    }

    private void setAlarm(SubscriptionGroup group, long wait) {
        if (wait > 0) {
            group.setAlarm(loop.schedule(() -> wake(group), wait, TimeUnit.NANOSECONDS));
        }
    }

    private void wake(SubscriptionGroup group) {
        group.clearAlarm();
        signal();
    }

    private void tick() {
        long now = now();
        mostBehind = 0;
        forEachNow(subscription -> mostBehind = Math.max(mostBehind, subscription.tick(now, settings)));
        // The last one may just have been cut off, and the shard is forgotten.
        if (subscriptions > 0) {
            reports.lag(this, mostBehind);
        }
        groups.values().forEach(SubscriptionGroup::releaseOld);
    }

    /** Groups that lose their last member meanwhile leave the shard. */
    private void forEachNow(Consumer<Subscription> action) {
        List.copyOf(groups.values()).forEach(group -> group.forEach(action));
    }
}
