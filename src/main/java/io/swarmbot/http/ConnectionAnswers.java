package io.swarmbot.http;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one HTTP/1 connection. One exchange follows another; what was written for the last ones and not taken
 * yet counts in the budget, and has a time limit.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class ConnectionAnswers {

    private final ClientSocket socket;
    private @Nullable Exchange current;
    private boolean isWatched;
    private boolean isStream;
    /** The next look, if one is due. */
    private @Nullable ScheduledFuture<?> look;

    ConnectionAnswers(ClientSocket socket) {
        this.socket = socket;
        // The library does not end an exchange if its connection breaks while it holds a further request.
        socket.whenClosed(() -> {
            if (current != null) {
                current.end();
            }
            endLooks();
        });
    }

    void begin(Exchange exchange, AnswerBudget budget, Duration patience) {
        current = exchange;
        if (socket.isOpen()) {
            watchLater(budget, patience);
        } else {
            // The library begins a request that it held although its connection has ended.
            exchange.end();
        }
    }

    /** The connection has become a stream, which looks after its writes itself. */
    void leaveToStream() {
        isStream = true;
        endLooks();
    }

    /** A look that is due would keep all of a connection that has ended. */
    private void endLooks() {
        if (look != null) {
            look.cancel(false);
            look = null;
        }
    }

    /** Looks again later: what a worker thread writes may come behind the look at the end of its exchange. */
    private void watchLater(AnswerBudget budget, Duration patience) {
        if (look == null && !isStream) {
            look = socket.eventLoop().schedule(() -> look(budget, patience), patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void look(AnswerBudget budget, Duration patience) {
        look = null;
        watchWritten(budget, patience);
        if (current != null) {
            watchLater(budget, patience);
        }
    }

    void end(Exchange exchange) {
        if (current == exchange) {
            current = null;
        }
    }

    /** Resets the connection if its client does not take in time what was written. */
    void watchWritten(AnswerBudget budget, Duration patience) {
        if (socket.pendingBytes() == 0 || isWatched) {
            return;
        }
        isWatched = true;
        socket.limitPending(budget, patience, () -> {
            isWatched = false;
            watchWritten(budget, patience);
        });
    }
}
