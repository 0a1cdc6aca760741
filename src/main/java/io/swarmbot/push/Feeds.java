package io.swarmbot.push;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmView;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.SwarmStore;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The feeds of the swarms that somebody watches: the first stream of a swarm makes its feed, the last one drops it.
 *
 * <p>Thread-safety: any thread.
 */
final class Feeds {

    private final SwarmStore store;
    private final PushSettings settings;
    private final ByteBudget budget;
    private final Ticker ticker;
    private final ConcurrentHashMap<String, Feed> feeds = new ConcurrentHashMap<>();
    private final StreamReports reports;
    private final Consumer<Feed> whenReplaced;

    /**
     * @param budget shared by the rings of all feeds
     * @param whenReplaced is told a feed whose swarm was deleted, if a swarm of the same name is watched now
     */
    Feeds(
            SwarmStore store,
            PushSettings settings,
            ByteBudget budget,
            Ticker ticker,
            StreamReports reports,
            Consumer<Feed> whenReplaced) {
        this.store = store;
        this.settings = settings;
        this.budget = budget;
        this.ticker = ticker;
        this.reports = reports;
        this.whenReplaced = whenReplaced;
    }

    /** The swarm's feed, held once more. Each hold is given back by {@link Feed#release}. */
    Feed take(String swarm, SwarmView view) {
        AtomicBoolean isNew = new AtomicBoolean();
        AtomicReference<@Nullable Feed> replaced = new AtomicReference<>();
        Feed feed = Objects.requireNonNull(feeds.compute(swarm, (name, present) -> {
            isNew.set(present == null || !present.isOf(view));
            replaced.set(isNew.get() ? present : null);
            Feed taken = isNew.get() ? newFeed(name, view) : Objects.requireNonNull(present);
            taken.addHolder();
            return taken;
        }));
        if (isNew.get()) {
            // Nobody told this feed what was committed before it was in the map.
            feed.catchUp();
        }
        Feed ended = replaced.get();
        if (ended != null) {
            whenReplaced.accept(ended);
        }
        return feed;
    }

    /** The feed of a swarm; null if nobody watches the swarm. */
    @Nullable
    Feed find(String swarm) {
        return feeds.get(swarm);
    }

    /**
     * Takes the feed of a swarm that was deleted out of the map; null if nobody watched the swarm. The feed of a swarm
     * that was made again under this name, and that has another view, stays.
     */
    @Nullable
    Feed remove(String swarm, SwarmView view) {
        Feed present = feeds.get(swarm);
        return present != null && present.isOf(view) && feeds.remove(swarm, present) ? present : null;
    }

    Collection<Feed> all() {
        return feeds.values();
    }

    private void release(Feed feed) {
        feed.releaseView();
        feeds.compute(feed.swarm(), (name, present) -> {
            feed.removeHolder();
            if (feed.hasHolders()) {
                return present;
            }
            feed.clear();
            return present == feed ? null : present;
        });
    }

    private Feed newFeed(String swarm, SwarmView view) {
        LogWindow ring = new LogWindow(
                view.state().cursor(),
                settings.ring().events(),
                settings.ring().bytes().asLongValue(),
                budget);
        return new Feed(swarm, store, view, ring, ticker, reports, this::release);
    }
}
