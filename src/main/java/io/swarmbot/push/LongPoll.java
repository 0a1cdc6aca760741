package io.swarmbot.push;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmCoordinator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of events for a client that asks again and again: a cursor that the client moves itself. Where there is
 * nothing that it wants, it waits for the log to grow; while it waits, it counts as a stream.
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

    LongPoll(SwarmCoordinator coordinator, Hub hub) {
        this.coordinator = coordinator;
        this.hub = hub;
    }

    /**
     * @param cursor the position scanned to, whether it had events or not
     * @param skipped how many of the events that are wanted up to there are not in the answer; null where they all are
     * @param more whether the log goes on behind it
     * @param resetReason why the client's cursor could not be served; null where it could
     */
    public record Result(
            Cursor cursor,
            List<LogEntry> events,
            @Nullable Integer skipped,
            boolean more,
            @Nullable String resetReason) {

        static Result nothing(Cursor cursor, @Nullable String resetReason) {
            return new Result(cursor, List.of(), null, false, resetReason);
        }
    }

    /** Canceling the stage withdraws the poll. */
    public CompletableFuture<Result> poll(String swarm, StreamRequest request, Duration wait, int limit) {
        Cursor after = request.after();
        Poll poll = new Poll(swarm, request, System.nanoTime() + wait.toNanos(), limit);
        if (after == null) {
            coordinator.state(swarm).whenComplete((state, failure) -> {
                if (failure != null) {
                    poll.result.completeExceptionally(failure);
                } else {
                    poll.result.complete(Result.nothing(state.cursor(), null));
                }
            });
        } else {
            hub.servable(swarm, after).whenComplete((known, failure) -> poll.readAfter(after));
        }
        return poll.result;
    }

    /** One poll under way. One step follows another, so its fields need no lock. */
    private final class Poll {

        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private final String swarm;
        private final Filter filter;
        private final long deadlineNanos;
        private final int limit;
        private final List<LogEntry> found = new ArrayList<>();
        /** Instead of what was found, for a client that does not want all of it. */
        private final @Nullable Conflation conflated;

        private int scanned;
        private long scannedBytes;
        private boolean isWaiting;

        Poll(String swarm, StreamRequest request, long deadlineNanos, int limit) {
            this.swarm = swarm;
            this.filter = request.filter();
            this.deadlineNanos = deadlineNanos;
            this.limit = limit;
            this.conflated = request.pace().isLimited() ? new Conflation(0) : null;
        }

        void readAfter(Cursor position) {
            if (!result.isDone()) {
                CompletionStage<ReadResult> page = hub.read(swarm, position, PAGE);
                page.whenComplete((read, failure) -> {
                    if (read instanceof Page entries) {
                        took(position, entries);
                    } else if (read instanceof Gap gap) {
                        result.complete(Result.nothing(gap.head(), gap.reason().wireName()));
                    } else {
                        result.completeExceptionally(
                                failure instanceof NoSuchSwarmException
                                        ? new Rejection(ErrorCode.UNKNOWN_SWARM, "swarm '" + swarm + "' is no more")
                                        : failure);
                    }
                });
            }
        }

        private void took(Cursor position, Page page) {
            Cursor reached = position;
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
                readAfter(reached);
            } else if (size() > 0 || isFull || deadlineNanos - System.nanoTime() <= 0) {
                answer(reached, isBehind);
            } else {
                waitAt(reached);
            }
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

        private void answer(Cursor reached, boolean isBehind) {
            List<LogEntry> events = conflated == null ? List.copyOf(found) : conflated.entries();
            Integer skipped = conflated == null ? null : conflated.skipped();
            result.complete(new Result(reached, events, skipped, isBehind, null));
        }

        private void waitAt(Cursor position) {
            if (!isWaiting) {
                try {
                    hub.admit(result);
                } catch (Rejection full) {
                    result.completeExceptionally(full);
                    return;
                }
                isWaiting = true;
            }
            coordinator.view(swarm).whenComplete((view, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                    return;
                }
                CompletableFuture<?> grown = view.reached(position.plus(1));
                result.whenComplete((done, gone) -> grown.cancel(false));
                grown.completeOnTimeout(null, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
                // Not on the swarm's own way: reading a page may take a while.
                grown.whenCompleteAsync((state, withdrawn) -> readAfter(position));
            });
        }
    }
}
