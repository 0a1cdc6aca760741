package io.swarmbot.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: what the answer holds until the client has taken it, and how long the client may take.
 *
 * <p>Thread-safety: any thread, unless a method says otherwise.
 */
public final class Exchange {

    /** CANCEL (RFC 9113, 7) ends the stream; the connection below it goes on. */
    private static final int HTTP2_CANCEL = 0x8;

    private static final String KEY = "swarmbot.exchange";

    private final HttpServerRequest request;
    private final ClientSocket socket;
    private final AnswerBudget budget;
    private final Duration patience;
    /** What is to be done when the exchange is over; null if it is over. Guarded by this. */
    private @Nullable List<Runnable> releases = new ArrayList<>(1);
    /** Confined to the event loop. */
    private @Nullable ScheduledFuture<?> alarm;

    private Exchange(HttpServerRequest request, AnswerBudget budget, Duration patience) {
        this.request = request;
        this.socket = ClientSocket.of(request.connection());
        this.budget = budget;
        this.patience = patience;
    }

    /** Makes the exchange of a request that has just come. */
    static Exchange begin(RoutingContext context, AnswerBudget budget, Duration patience) {
        Exchange exchange = new Exchange(context.request(), budget, patience);
        context.put(KEY, exchange);
        if (exchange.isAloneOnConnection()) {
            exchange.socket.turns();
            exchange.socket.answers().begin(exchange, budget, patience);
        }
        context.addEndHandler(ended -> exchange.end());
        return exchange;
    }

    /** The exchange of a request. */
    public static Exchange of(RoutingContext context) {
        return Objects.requireNonNull(context.get(KEY), "every request has an exchange");
    }

    ClientSocket socket() {
        return socket;
    }

    /** The event loop of the connection. */
    public EventLoop eventLoop() {
        return socket.eventLoop();
    }

    /** Whether this exchange has its connection for itself while it lasts. */
    boolean isAloneOnConnection() {
        return request.version() != HttpVersion.HTTP_2;
    }

    /**
     * Holds room for writing such an answer, and what the caller holds of the body, until the exchange is over.
     *
     * @throws io.swarmbot.swarm.Rejection {@code swarm_busy} if there is no room; then nothing is held
     */
    public Answer hold(AnswerBody body) {
        try {
            holdRoom(Math.min(body.length(), Answer.PIECE_BYTES));
        } catch (RuntimeException refused) {
            body.release();
            throw refused;
        }
        whenOver(body::release);
        return body.answer();
    }

    /**
     * Holds room in the budget until the exchange is over.
     *
     * @throws io.swarmbot.swarm.Rejection {@code swarm_busy} if there is none
     */
    public void holdRoom(long bytes) {
        budget.take(bytes);
        whenOver(() -> budget.give(bytes));
    }

    /**
     * Does something when the answer is complete or the client is gone, or at once if that was before. It is done on
     * any thread, and must not wait.
     */
    public void whenOver(Runnable release) {
        synchronized (this) {
            if (releases != null) {
                releases.add(release);
                return;
            }
        }
        release.run();
    }

    private boolean isOver() {
        synchronized (this) {
            return releases == null;
        }
    }

    /**
     * Does something if the client ends its side of the connection before it is answered. It may have hung up, so an
     * answer that waits for something should not wait any longer.
     */
    public void whenClientEnds(Runnable action) {
        if (isAloneOnConnection()) {
            eventLoop().execute(() -> {
                if (!isOver()) {
                    socket.turns().onEnd(action);
                }
            });
        }
    }

    /** The answer is complete, or the client is gone. May be called again. */
    void end() {
        List<Runnable> due;
        synchronized (this) {
            due = releases;
            releases = null;
        }
        if (due == null) {
            return;
        }
        due.forEach(Runnable::run);
        if (isAloneOnConnection()) {
            eventLoop().execute(() -> socket.answers().end(this));
        }
        watchRest();
    }

    /** Sees to it that the client takes what was written for it in time. Until then it counts in the budget. */
    void watchRest() {
        if (isAloneOnConnection()) {
            // A moment later, because what was written while the loop reads goes to the socket only afterwards.
            eventLoop().execute(() -> socket.answers().watchWritten(budget, patience));
        }
    }

    /** Ends the exchange by force if {@link #stopAlarm} is not called in time. Only on the event loop. */
    public void startAlarm() {
        stopAlarm();
        alarm = eventLoop().schedule(this::cut, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Only on the event loop. */
    public void stopAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    private void cut() {
        if (isAloneOnConnection()) {
            socket.reset();
        } else {
            request.response().reset(HTTP2_CANCEL);
        }
    }
}
