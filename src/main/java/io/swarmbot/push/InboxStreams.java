package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmDeleted;
import io.swarmbot.coordinator.SwarmReset;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.view.SwarmInbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The streams of the inbox: what waits for a person, over all swarms that the client may steer. At most once a second
 * it looks into all those swarms together, if anything happened since, and each stream gets what changed for it. A
 * worker thread looks, not an event loop.
 *
 * <p>Ordering: a stream sees what went and what came between two looks, not each step between them.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class InboxStreams {

    /** How often there may be a look. */
    static final Duration TURN = Duration.ofSeconds(1);

    /** Each stream holds the {@value ShownInbox#SIZE} entries that its client has: less than 100 KB. */
    static final int MOST = 1_000;

    private static final Logger LOG = System.getLogger(InboxStreams.class.getName());

    private final SwarmCoordinator coordinator;
    private final Hub hub;
    private final PushSettings settings;
    private final Ticker ticker;
    private final Clock clock;
    private final Executor workers;
    private final Set<InboxStream> streams = ConcurrentHashMap.newKeySet();
    /** Counts what happened in all swarms. */
    private final AtomicLong changes = new AtomicLong();

    InboxStreams(
            SwarmCoordinator coordinator,
            Hub hub,
            PushSettings settings,
            Ticker ticker,
            Clock clock,
            Executor workers) {
        this.coordinator = coordinator;
        this.hub = hub;
        this.settings = settings;
        this.ticker = ticker;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * Opens a stream. It begins with what there is.
     *
     * @param swarms the names of those that the client may steer; for any thread
     * @param admission is released when the stream has ended, or could not be opened
     * @param comment makes bytes that say nothing, for a stream that has nothing to say; the stream releases them
     * @param loop the connection's event loop
     * @return what is to be run on the event loop when the connection is gone; fails with a {@link Rejection}
     *     {@code swarm_busy} if there are {@value #MOST} streams, and if the swarms cannot be read
     */
    public CompletableFuture<Runnable> open(
            Predicate<String> swarms, Admission admission, Outlet outlet, Supplier<ByteBuf> comment, EventLoop loop) {
        InboxStream stream = new InboxStream(swarms, admission, outlet, comment, loop, this, settings, ticker);
        CompletableFuture<?> ready = add(stream)
                ? look(List.of(stream))
                : CompletableFuture.failedFuture(
                        new Rejection(ErrorCode.SWARM_BUSY, "there are " + MOST + " streams of the inbox, the limit"));
        return ready.handleAsync(
                (found, failure) -> {
                    if (failure != null) {
                        admission.endFor(CloseReason.FAILED);
                        stream.close();
                        throw new CompletionException(failure);
                    }
                    return stream::close;
                },
                loop);
    }

    private synchronized boolean add(InboxStream stream) {
        return streams.size() < MOST && stream.beginLook(changes.get()) && streams.add(stream);
    }

    void remove(InboxStream stream) {
        streams.remove(stream);
    }

    /** Tells every stream to come back, and ends it in its protocol's own way. */
    public void sendAway(Farewell farewell) {
        streams.forEach(each -> each.sendAway(farewell));
    }

    /** Looks after all streams, and shows what changed to those whose clients have taken what they were sent. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void turn() {
        streams.forEach(InboxStream::tick);
        long change = changes.get();
        List<InboxStream> due =
                streams.stream().filter(each -> each.beginLook(change)).toList();
        if (!due.isEmpty()) {
            look(due);
        }
    }

    /** Looks for streams that have begun a look. If it fails, the next turn looks again. */
    private CompletableFuture<List<SwarmInbox>> look(List<InboxStream> due) {
        // Before the look: what happens meanwhile is looked at again.
        long change = changes.get();
        return coordinator
                .inboxes(swarm -> due.stream().anyMatch(each -> each.isOf(swarm)))
                .whenCompleteAsync(
                        (inboxes, failure) -> {
                            Instant now = clock.instant();
                            for (InboxStream each : due) {
                                if (failure == null) {
                                    each.show(inboxes, change, now);
                                } else {
                                    each.endLook();
                                }
                            }
                        },
                        workers);
    }

    void grow(@Observes GroupCommitted group) {
        changes.incrementAndGet();
    }

    void restart(@Observes SwarmReset reset) {
        changes.incrementAndGet();
    }

    void end(@Observes SwarmDeleted deleted) {
        changes.incrementAndGet();
    }

    void reportEnded(CloseReason reason) {
        hub.reportEnded("the inbox", reason);
    }

    void reportFailure(Throwable failure) {
        LOG.log(Level.ERROR, "a stream of the inbox failed", failure);
    }
}
