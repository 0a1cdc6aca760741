package io.swarmbot.observe;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.swarm.SwarmEvent;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One observer's cursors, one in each swarm's log. It reads on in the log when its observer has returned. */
final class ObserverLane {

    private static final Logger LOG = System.getLogger(ObserverLane.class.getName());
    private static final PageLimit PAGE = new PageLimit(100, 256 * 1024);

    private final ObserverMethod<? super SwarmEvent> observer;
    private final EventDispatcher dispatcher;
    private final Executor threads;
    private final AtomicLong failures = new AtomicLong();
    private final ConcurrentHashMap<String, Place> places = new ConcurrentHashMap<>();

    /** Where the observer is in one log. The fields are its run's own, but for the head and the flags. */
    private static final class Place {

        private final AtomicBoolean isRunning = new AtomicBoolean();
        private volatile Cursor head;
        private volatile @Nullable Gap lost;
        private volatile boolean isForgotten;
        private Cursor position;

        Place(Cursor from) {
            this.position = from;
            this.head = from;
        }
    }

    ObserverLane(ObserverMethod<? super SwarmEvent> observer, EventDispatcher dispatcher, Executor threads) {
        this.observer = observer;
        this.dispatcher = dispatcher;
        this.threads = threads;
    }

    boolean serves(ObserverMethod<? super SwarmEvent> other) {
        return observer.equals(other);
    }

    void grew(String swarm, Cursor from, Cursor to) {
        Place place = places.computeIfAbsent(swarm, name -> new Place(from));
        place.head = to;
        schedule(swarm, place);
    }

    void restart(String swarm, Gap lost) {
        Place place = places.get(swarm);
        if (place != null) {
            place.lost = lost;
            place.head = lost.head();
            schedule(swarm, place);
        }
    }

    /** Goes on wherever it is behind. */
    void resume() {
        places.forEach((swarm, place) -> {
            if (isBehind(place)) {
                schedule(swarm, place);
            }
        });
    }

    void forget(String swarm) {
        Place place = places.remove(swarm);
        if (place != null) {
            place.isForgotten = true;
        }
    }

    private void schedule(String swarm, Place place) {
        if (place.isRunning.compareAndSet(false, true)) {
            threads.execute(() -> run(swarm, place));
        }
    }

    private void run(String swarm, Place place) {
        do {
            try {
                readOn(swarm, place);
            } catch (CompletionException e) {
                // The next group, or the end of an outage, tries again from where this one stopped.
                LOG.log(
                        Level.WARNING,
                        () -> "observer " + name() + " waits for the log of " + swarm + ": " + e.getCause());
                place.isRunning.set(false);
                return;
            }
            place.isRunning.set(false);
        } while (isBehind(place) && place.isRunning.compareAndSet(false, true));
    }

    private static boolean isBehind(Place place) {
        return !place.isForgotten && (place.lost != null || place.position.seq() < place.head.seq());
    }

    private void readOn(String swarm, Place place) {
        while (isBehind(place)) {
            Gap lost = place.lost;
            if (lost != null) {
                place.lost = null;
                if (place.position.seq() > lost.shared()) {
                    tellGap(swarm, place, lost);
                }
                continue;
            }
            ReadResult result = dispatcher
                    .hub()
                    .read(swarm, place.position, PAGE)
                    .toCompletableFuture()
                    .join();
            if (result instanceof Gap gap) {
                tellGap(swarm, place, gap);
            } else if (result instanceof Page page) {
                for (LogEntry entry : page.entries()) {
                    fire(dispatcher.decode(swarm, entry));
                    place.position = entry.cursor();
                }
                if (page.entries().isEmpty()) {
                    return;
                }
            }
        }
    }

    private void tellGap(String swarm, Place place, Gap gap) {
        place.position = gap.head();
        LOG.log(
                Level.WARNING,
                () -> "observer " + name() + " lagged beyond the log of " + swarm + ", now at " + gap.head());
        try {
            dispatcher
                    .beans()
                    .getEvent()
                    .select(EventGap.class)
                    .fire(new EventGap(swarm, name(), gap.reason(), gap.head()));
        } catch (Exception | Error e) {
            LOG.log(Level.ERROR, () -> "who observes gaps threw", e);
        }
    }

    private void fire(SwarmEvent event) {
        if (!dispatcher.observersOf(event).contains(observer)) {
            return;
        }
        try {
            observer.notify(event);
        } catch (Exception | Error e) {
            // Bytecode may throw what its signature does not say. Said at the first, second, fourth, eighth ... time.
            long times = failures.incrementAndGet();
            if (Long.bitCount(times) == 1) {
                LOG.log(Level.ERROR, () -> "observer " + name() + " threw, time " + times + ", on " + event, e);
            }
        }
    }

    private String name() {
        return observer.getBeanClass().getName();
    }
}
