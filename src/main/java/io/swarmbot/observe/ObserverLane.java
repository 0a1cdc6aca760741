package io.swarmbot.observe;

import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.push.LogReader;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.swarm.SwarmEvent;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One observer's cursors, one in each swarm's log. The log is read on when the observer has returned.
 *
 * <p>The observer has a few threads of its own and is called for as many swarms at a time. If more swarms have
 * something for it, they take turns page by page. So an observer that blocks keeps only its own calls waiting. What
 * waits is one entry for each swarm.
 *
 * <p>Thread-safety: any thread.
 */
final class ObserverLane {

    private static final Logger LOG = System.getLogger(ObserverLane.class.getName());
    private static final PageLimit PAGE = new PageLimit(100, 256 * 1024);
    /** After which a thread without work ends. */
    private static final long IDLE_SECONDS = 10;

    private final ObserverMethod<? super SwarmEvent> observer;
    private final EventDispatcher dispatcher;
    private final ThreadPoolExecutor threads;
    private final AtomicLong failures = new AtomicLong();
    private final ConcurrentHashMap<String, Place> places = new ConcurrentHashMap<>();

    ObserverLane(ObserverMethod<? super SwarmEvent> observer, EventDispatcher dispatcher, int threads) {
        this.observer = observer;
        this.dispatcher = dispatcher;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamedThreads("observer-" + observer.getBeanClass().getSimpleName()),
                // Only a service that ends refuses work.
                new ThreadPoolExecutor.DiscardPolicy());
        this.threads.allowCoreThreadTimeOut(true);
    }

    void stop() {
        threads.shutdownNow();
    }

    boolean serves(ObserverMethod<? super SwarmEvent> other) {
        return observer.equals(other);
    }

    void grow(String swarm, Cursor from, Cursor to) {
        Place place = places.computeIfAbsent(swarm, name -> new Place(name, from));
        place.head = to;
        place.schedule();
    }

    void restart(String swarm, Gap lost) {
        Place place = places.get(swarm);
        if (place != null) {
            place.lost = lost;
            place.head = lost.head();
            place.schedule();
        }
    }

    /** Reads on in every log in which the observer is behind. */
    void resume() {
        places.values().forEach(place -> {
            if (place.isBehind()) {
                place.schedule();
            }
        });
    }

    void forget(String swarm) {
        Place place = places.remove(swarm);
        if (place != null) {
            place.isForgotten = true;
        }
    }

    private void fire(SwarmEvent event) {
        if (!dispatcher.observersOf(event).contains(observer)) {
            return;
        }
        try {
            observer.notify(event);
        } catch (Exception | Error e) {
            // Bytecode may throw what its signature does not say. Logged at the first, second, fourth, eighth ... time.
            long times = failures.incrementAndGet();
            if (Long.bitCount(times) == 1) {
                LOG.log(Level.ERROR, () -> "observer " + name() + " threw, time " + times + ", on " + event, e);
            }
        }
    }

    private String name() {
        return observer.getBeanClass().getName();
    }

    /**
     * The observer's place in one log.
     *
     * <p>Thread-safety: one run at a time reads on; any thread may set the head and the flags.
     */
    private final class Place implements LogReader.Visitor {

        private final String swarm;
        private final LogReader log;
        private final AtomicBoolean isRunning = new AtomicBoolean();
        private volatile Cursor head;
        private volatile @Nullable Gap lost;
        private volatile boolean isForgotten;
        /** Written by the run. */
        private volatile Cursor position;

        Place(String swarm, Cursor from) {
            this.swarm = swarm;
            this.position = from;
            this.head = from;
            this.log = new LogReader(cursor -> dispatcher.hub().read(swarm, cursor, PAGE), threads, this);
        }

        void schedule() {
            if (isRunning.compareAndSet(false, true)) {
                threads.execute(this::run);
            }
        }

        boolean isBehind() {
            return !isForgotten && (lost != null || position.seq() < head.seq());
        }

        private void run() {
            Cursor next = next();
            if (next == null) {
                stop();
            } else {
                log.readOn(next);
            }
        }

        /** The place to read on from; null if the observer has seen everything. */
        private @Nullable Cursor next() {
            while (isBehind()) {
                Gap gap = lost;
                if (gap == null) {
                    return position;
                }
                lost = null;
                if (position.seq() > gap.shared()) {
                    skip(gap);
                }
            }
            return null;
        }

        /** Ends this run. What came while it ended begins the next one. */
        private void stop() {
            isRunning.set(false);
            if (isBehind()) {
                schedule();
            }
        }

        @Override
        public @Nullable Cursor take(Page page) {
            for (LogEntry entry : page.entries()) {
                if (entry.isUnreadable()) {
                    skip(new Gap(GapReason.UNREADABLE, entry.cursor()));
                } else {
                    fire(dispatcher.decode(swarm, entry));
                    position = entry.cursor();
                }
            }
            Cursor next = page.entries().isEmpty() ? null : next();
            if (next == null) {
                stop();
            }
            return next;
        }

        @Override
        public @Nullable Cursor take(Gap gap) {
            skip(gap);
            Cursor next = next();
            if (next == null) {
                stop();
            }
            return next;
        }

        /** Stops here. The next group, or the end of the outage, tries again from this place. */
        @Override
        public void fail(Throwable failure) {
            LOG.log(Level.WARNING, () -> "observer " + name() + " waits for the log of " + swarm + ": " + failure);
            isRunning.set(false);
        }

        private void skip(Gap gap) {
            position = gap.head();
            LOG.log(
                    Level.WARNING,
                    () -> "observer " + name() + " misses events of " + swarm + " ("
                            + gap.reason().wireName() + "), now at " + gap.head());
            try {
                dispatcher
                        .beans()
                        .getEvent()
                        .select(EventGap.class)
                        .fire(new EventGap(swarm, name(), gap.reason(), gap.head()));
            } catch (Exception | Error e) {
                LOG.log(Level.ERROR, () -> "an observer of gaps threw", e);
            }
        }
    }
}
