package io.swarmbot.push;

import io.netty.channel.EventLoop;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.PageLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one swarm on one event loop. However often the log grows, they have their turn one after another, in
 * passes that are paced.
 *
 * <p>Thread-safety: confined to its event loop; {@link #signal} and {@link #each} may be called by any thread.
 */
final class Shard {

    /** Bytes of one write, about: small enough for a slow line's time-out, large enough to make system calls cheap. */
    static final int MAX_WRITE_BYTES = 64 * 1024;

    static final PageLimit PAGE = new PageLimit(1_000, MAX_WRITE_BYTES);

    private static final Logger LOG = System.getLogger(Shard.class.getName());
    private static final long TICK_MILLIS = 1_000;

    private final Feed feed;
    private final EventLoop loop;
    private final PushSettings settings;
    private final Cuts cuts;
    private final Pacer pacer;
    private final ByteBudget encoded;
    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Map<Cohort.Key, Cohort> cohorts = new HashMap<>();
    private @Nullable ScheduledFuture<?> ticking;

    /** @param encoded what the batches of all shards hold */
    Shard(Feed feed, EventLoop loop, Pacer pacer, ByteBudget encoded, PushSettings settings, Cuts cuts) {
        this.feed = feed;
        this.loop = loop;
        this.pacer = pacer;
        this.encoded = encoded;
        this.settings = settings;
        this.cuts = cuts;
    }

    /** There may be something to write. However often it is said, one pass follows. */
    void signal() {
        if (!isSignalled.getAndSet(true)) {
            loop.execute(this::passSoon);
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

    /** The cohort of a subscription that is about to be added. */
    Cohort cohort(Cohort.Key key) {
        Cohort cohort = cohorts.computeIfAbsent(key, missing -> new Cohort(feed, missing, loop, encoded, now()));
        cohort.joined();
        return cohort;
    }

    void add(Subscription subscription) {
        subscription.slot = subscriptions.size();
        subscriptions.add(subscription);
        if (ticking == null) {
            ticking = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void remove(Subscription subscription) {
        int slot = subscription.slot;
        Subscription last = subscriptions.remove(subscriptions.size() - 1);
        if (last != subscription) {
            subscriptions.set(slot, last);
            last.slot = slot;
        }
        Cohort cohort = subscription.cohort();
        if (cohort.left()) {
            cohorts.remove(cohort.key());
            cohort.close();
        }
        if (subscriptions.isEmpty()) {
            if (ticking != null) {
                ticking.cancel(false);
                ticking = null;
            }
            feed.drop(this, loop);
        }
        feed.left();
    }

    void reportCut(CloseReason reason) {
        cuts.cut(feed.swarm(), reason);
    }

    /** Something broke that must not break: it must not take the other streams of this loop with it. */
    void reportFailure(Throwable failure) {
        LOG.log(Level.ERROR, () -> "a stream of swarm " + feed.swarm() + " failed", failure);
    }

    void readFailed(@Nullable Throwable failure) {
        // There may be thousands; that the store does not answer is said once, by the coordinator.
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
        for (Cohort cohort : cohorts.values()) {
            long wait = cohort.takeTurn(start);
            if (wait > 0) {
                cohort.setAlarm(loop.schedule(() -> wake(cohort), wait, TimeUnit.NANOSECONDS));
            }
        }
        eachFromTheEnd(Subscription::pump);
        pacer.ran(start, now());
    }

    private void wake(Cohort cohort) {
        cohort.alarmWentOff();
        signal();
    }

    private void tick() {
        long now = now();
        eachFromTheEnd(subscription -> subscription.tick(now, settings));
        cohorts.values().forEach(Cohort::forgetOld);
    }

    /** A subscription that ends during its turn leaves its slot to the last one, which had its turn. */
    private void eachFromTheEnd(Consumer<Subscription> action) {
        for (int i = subscriptions.size() - 1; i >= 0; i--) {
            if (i < subscriptions.size()) {
                action.accept(subscriptions.get(i));
            }
        }
    }
}
