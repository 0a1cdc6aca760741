package io.swarmbot.api;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmThreads;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.CodedPart;
import io.swarmbot.http.Compression;
import io.swarmbot.http.DocumentAnswer;
import io.swarmbot.http.WarmUpEnded;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Document;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.SnapshotPart.Place;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.threads.ViewExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots on their way to readers. A snapshot is encoded part by part, each part once for all readers of one cursor
 * that are about as far, and only by half of the cores.
 *
 * <p>If a swarm changes all the time, each reader would have a cursor of its own. So while snapshots of a swarm are
 * being encoded, the readers that come meanwhile wait a little, and share the next one: the more are under way, the
 * longer.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class Snapshots {

    static final int KEPT_BYTES = 16 << 20;

    /** Kept parts take at most this part of the room for documents: a quarter. */
    private static final int KEPT_SHARE = 4;

    /** So many swarms are remembered. */
    private static final int MOST_SWARMS = 1_000;

    /** With one snapshot under way; twice as long for each further one. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** A snapshot that is under way for longer has slow readers, and costs little at a time. */
    private static final Duration SLOW_AFTER = Duration.ofSeconds(5);

    /** A snapshot of which the last part was not made yet. */
    private record Begun(Cursor cursor, long atNanos) {}

    /** Readers that wait for the next snapshot of a swarm. */
    private static final class Gathering {

        private final CompletableFuture<SwarmState> result = new CompletableFuture<>();
        /** The newest state that one of them asked for. */
        private SwarmState state;

        Gathering(SwarmState state) {
            this.state = state;
        }

        void add(SwarmState other) {
            if (state.cursor().seq() < other.cursor().seq()) {
                state = other;
            }
        }
    }

    /** The snapshots of one swarm. Guarded by the snapshots. */
    private static final class Series {

        private final ArrayDeque<Begun> underWay = new ArrayDeque<>(1);
        private @Nullable Cursor newest;
        private @Nullable Gathering next;

        void begin(SwarmState state, long nowNanos) {
            newest = state.cursor();
            underWay.add(new Begun(state.cursor(), nowNanos));
        }

        /** How long the next snapshot gathers its readers. */
        Duration pause(long nowNanos) {
            underWay.removeIf(each -> nowNanos - each.atNanos > SLOW_AFTER.toNanos());
            if (underWay.isEmpty()) {
                return Duration.ZERO;
            }
            Duration pause = SHORTEST_PAUSE;
            for (int n = 1; n < underWay.size() && pause.compareTo(LONGEST_PAUSE) < 0; n++) {
                pause = pause.multipliedBy(2);
            }
            return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
    }

    private final Executor encoders;
    private final SharedParts parts;
    private final Ticker ticker;
    private final ScheduledExecutorService timer;

    // Guarded by this. In the order in which they were last asked for.
    private final LinkedHashMap<String, Series> swarms = new LinkedHashMap<>(16, 0.75f, true);

    /** @param workers of whom half as many as there are cores encode at a time */
    @Inject
    Snapshots(Executor workers, AnswerBudget budget, Ticker ticker, @SwarmThreads ScheduledExecutorService timer) {
        this(budget, halfOfTheCores(workers), ticker, timer);
    }

    Snapshots(AnswerBudget budget, Executor encoders, Ticker ticker, ScheduledExecutorService timer) {
        this.encoders = encoders;
        this.parts = new SharedParts(encoders, budget, Math.min(KEPT_BYTES, budget.documentLimit() / KEPT_SHARE));
        this.ticker = ticker;
        this.timer = timer;
    }

    /** The queue holds one part for each reader at most. */
    private static Executor halfOfTheCores(Executor workers) {
        return ViewExecutor.builder(workers)
                .setMaxSize(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
                .setQueueLimit(Integer.MAX_VALUE)
                .build();
    }

    /** Which state a reader of that state is shown: that one, or a later one that other readers are shown, too. */
    synchronized CompletableFuture<SwarmState> shown(SwarmState state) {
        Series series = swarms.computeIfAbsent(state.swarm(), name -> new Series());
        forgetOldest();
        if (state.cursor().equals(series.newest)) {
            return CompletableFuture.completedFuture(state);
        }
        Gathering next = series.next;
        if (next == null) {
            Duration pause = series.pause(ticker.nanos());
            if (pause.isZero()) {
                series.begin(state, ticker.nanos());
                return CompletableFuture.completedFuture(state);
            }
            next = new Gathering(state);
            series.next = next;
            timer.schedule(() -> beginNext(series), pause.toNanos(), TimeUnit.NANOSECONDS);
        } else {
            next.add(state);
        }
        return next.result.copy();
    }

    private void beginNext(Series series) {
        Gathering gathering;
        synchronized (this) {
            gathering = series.next;
            series.next = null;
            if (gathering != null) {
                series.begin(gathering.state, ticker.nanos());
            }
        }
        if (gathering != null) {
            SwarmState state = gathering.state;
            gathering.result.completeAsync(() -> state, encoders);
        }
    }

    /** Drops what is kept of the swarm of the warm-up. */
    synchronized void forget(@Observes WarmUpEnded ended) {
        swarms.remove(ended.swarm());
        parts.forget(ended.swarm());
    }

    private void forgetOldest() {
        Iterator<Series> oldest = swarms.values().iterator();
        while (swarms.size() > MOST_SWARMS && oldest.hasNext()) {
            if (oldest.next().next == null) {
                oldest.remove();
            }
        }
    }

    /** The snapshot of a state, for one reader. */
    DocumentAnswer<Place> answer(SwarmState state, Compression compression) {
        Document<Place> document = Documents.snapshot(state);
        return new DocumentAnswer<>(
                document.start(),
                place -> parts.part(
                        new SharedParts.Key(state.swarm(), state.cursor(), compression, place),
                        () -> encode(state, document, place, compression)));
    }

    private CodedPart<Place> encode(SwarmState state, Document<Place> document, Place place, Compression compression) {
        CodedPart<Place> part = compression.code(document.part(place), place.equals(document.start()));
        if (part.next() == null) {
            finish(state);
        }
        return part;
    }

    private synchronized void finish(SwarmState state) {
        Series series = swarms.get(state.swarm());
        if (series != null) {
            series.underWay.removeIf(each -> each.cursor.equals(state.cursor()));
        }
    }
}
