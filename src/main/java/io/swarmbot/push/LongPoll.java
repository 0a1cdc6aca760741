package io.swarmbot.push;

import io.swarmbot.concurrent.OpenWaits;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmThreads;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of events for a client that asks again and again, and moves its cursor itself. If there is nothing that
 * the client wants, the poll waits for the log to grow; while it waits, it counts as a stream.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class LongPoll {

    /** The most events in one answer. */
    public static final int MAX_EVENTS = 1_000;

    private static final int MAX_SCANNED = 10_000;
    private static final int MAX_SCANNED_BYTES = 1 << 20;
    private static final PageLimit PAGE = new PageLimit(1_000, 256 * 1024);

    private final SwarmCoordinator coordinator;
    private final Hub hub;
    private final Ticker ticker;
    private final ScheduledExecutorService timer;
    private final OpenWaits waits = new OpenWaits();

    LongPoll(SwarmCoordinator coordinator, Hub hub, Ticker ticker, @SwarmThreads ScheduledExecutorService timer) {
        this.coordinator = coordinator;
        this.hub = hub;
        this.ticker = ticker;
        this.timer = timer;
    }

    /**
     * What a poll brings.
     *
     * @param cursor the place up to which the log was read, whether it had events or not
     * @param skipped how many of the events that the client wants up to there are not in the answer; null if all of
     *     them are
     * @param more whether the log goes on behind the cursor
     * @param resetReason why the client's cursor could not be served; null if it could
     */
    public record Result(
            Cursor cursor,
            List<LogEntry> events,
            @Nullable Integer skipped,
            boolean more,
            @Nullable String resetReason) {

        /** Without events, and with nothing behind the cursor. */
        static Result empty(Cursor cursor, @Nullable String resetReason) {
            boolean hasMore = false;
            return new Result(cursor, List.of(), null, hasMore, resetReason);
        }
    }

    /**
     * Answers every poll that waits with what there is. From now on no poll waits: one that would have to is refused,
     * because an empty answer at once would make clients ask as fast as they can.
     */
    public void endWaits() {
        waits.endAll();
    }

    /**
     * Begins a poll. Canceling the stage withdraws it.
     *
     * <p>Failure: {@code shutting_down} if it would have to wait after {@link #endWaits}.
     *
     * @param login of the client, for whom a poll that waits counts as a stream
     */
    public CompletableFuture<Result> poll(
            String swarm, StreamRequest request, Duration wait, int limit, Admission.Login login) {
        Cursor after = request.after();
        if (after == null) {
            return coordinator.state(swarm).thenApply(state -> Result.empty(state.cursor(), null));
        }
        Poll poll = new Poll(swarm, request, after, ticker.nanos() + wait.toNanos(), limit, login);
        hub.servable(swarm, after).whenComplete((known, failure) -> poll.readOn());
        return poll.result;
    }

    /** One poll under way. One step follows another, so its fields need no lock. */
    private final class Poll implements LogReader.Visitor {

        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private final String swarm;
        private final Filter filter;
        private final long deadlineNanos;
        private final int limit;
        private final Admission.Login login;
        private final List<LogEntry> found = new ArrayList<>();
        /** Takes the place of {@link #found} for a client that does not want every event; null for others. */
        private final @Nullable Conflation conflated;

        private final LogReader log;
        private Cursor reached;
        private int scanned;
        private long scannedBytes;
        private boolean isWaiting;
        /** Completes when it may wait no longer. */
        private final CompletableFuture<Void> hurry = new CompletableFuture<>();

        Poll(String swarm, StreamRequest request, Cursor after, long deadlineNanos, int limit, Admission.Login login) {
            this.login = login;
            this.swarm = swarm;
            this.filter = request.filter();
            this.reached = after;
            this.deadlineNanos = deadlineNanos;
            this.limit = limit;
            this.conflated = request.pace().isLimited() ? new Conflation(after) : null;
            this.log = new LogReader(cursor -> hub.read(swarm, cursor, PAGE), Runnable::run, this);
        }

        void readOn() {
            if (!result.isDone()) {
                log.readOn(reached);
            }
        }

        @Override
        public @Nullable Cursor take(Page page) {
            boolean isFull = isFull();
            for (LogEntry entry : page.entries()) {
                isFull = isFull() || (filter.test(entry) && !take(entry));
                if (isFull) {
                    break;
                }
                reached = entry.cursor();
                scanned++;
                scannedBytes += entry.footprint();
            }
            isFull |= isFull();
            boolean isBehind = reached.seq() < page.head().seq();
            if (isBehind && !isFull) {
                return result.isDone() ? null : reached;
            }
            if (size() > 0 || isFull || remainingNanos() <= 0 || hurry.isDone()) {
                answer(isBehind);
            } else {
                waitForMore();
            }
            return null;
        }

        @Override
        public @Nullable Cursor take(Gap gap) {
            result.complete(Result.empty(gap.head(), gap.reason().wireName()));
            return null;
        }

        @Override
        public void fail(Throwable failure) {
            result.completeExceptionally(
                    failure instanceof NoSuchSwarmException
                            ? new Rejection(ErrorCode.UNKNOWN_SWARM, "swarm '" + swarm + "' is no more")
                            : failure);
        }

        private boolean isFull() {
            return size() >= limit || scanned >= MAX_SCANNED || scannedBytes >= MAX_SCANNED_BYTES;
        }

        private int size() {
            return conflated == null ? found.size() : conflated.size();
        }

        private boolean take(LogEntry entry) {
            return conflated == null ? found.add(entry) : conflated.take(entry);
        }

        private long remainingNanos() {
            return deadlineNanos - ticker.nanos();
        }

        private void answer(boolean isBehind) {
            List<LogEntry> events = conflated == null ? List.copyOf(found) : conflated.entries();
            Integer skipped = conflated == null ? null : conflated.skipped();
            result.complete(new Result(reached, events, skipped, isBehind, null));
        }

        private void beginWait() {
            Admission admission = hub.admit(swarm, Admission.Transport.POLL, login);
            Runnable end = () -> hurry.complete(null);
            if (!waits.begin(end)) {
                admission.release();
                throw new Rejection(ErrorCode.SHUTTING_DOWN, "this replica stops; poll another one");
            }
            result.whenComplete((done, failure) -> {
                waits.end(end);
                admission.release();
            });
        }

        private void waitForMore() {
            if (!isWaiting) {
                try {
                    beginWait();
                } catch (Rejection refused) {
                    result.completeExceptionally(refused);
                    return;
                }
                isWaiting = true;
            }
            coordinator.view(swarm).whenComplete((view, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                    return;
                }
                CompletableFuture<SwarmState> grown = view.reached(reached.plus(1));
                ScheduledFuture<?> alarm =
                        timer.schedule(() -> grown.cancel(false), remainingNanos(), TimeUnit.NANOSECONDS);
                result.whenComplete((done, withdrawn) -> grown.cancel(false));
                hurry.thenRun(() -> grown.cancel(false));
                // Not on the swarm's own way: reading a page may take a while.
                grown.whenCompleteAsync((state, timedOut) -> {
                    alarm.cancel(false);
                    readOn();
                });
            });
        }
    }
}
