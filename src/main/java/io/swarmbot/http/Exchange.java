package io.swarmbot.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
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

    private static final String KEY = "swarmbot.exchange";

    private final HttpServerRequest request;
    private final ClientSocket socket;
    private final AnswerBudget budget;
    private final Duration patience;
    /** What is to be done when the exchange is over; null if it is over. Guarded by this. */
    private @Nullable List<Runnable> releases = new ArrayList<>(1);
    /** Whether what may wait for the client is held. Guarded by this. */
    private boolean isRoomHeld;
    /** What is held of the budget. Guarded by this. */
    private long room;
    /** Confined to the event loop. */
    private @Nullable ScheduledFuture<?> alarm;
    /** Confined to the event loop. */
    private boolean wasCut;

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
            context.addEndHandler(ended -> exchange.end());
        } else {
            exchange.http2();
            context.addEndHandler(ended -> exchange.eventLoop().execute(exchange::endWhenTaken));
        }
        return exchange;
    }

    /** Whether a request has an exchange: one that cannot be read has none. */
    static boolean isBegun(RoutingContext context) {
        return context.get(KEY) != null;
    }

    /**
     * Whether the answer of a request failed because it was cut off. A request may fail before it has an exchange. Only
     * on the event loop.
     */
    static boolean wasCut(RoutingContext context) {
        Exchange exchange = context.get(KEY);
        return exchange != null && exchange.wasCut;
    }

    /** The exchange of a request. */
    public static Exchange of(RoutingContext context) {
        return Objects.requireNonNull(context.get(KEY), "every request has an exchange");
    }

    public ClientSocket socket() {
        return socket;
    }

    private Http2Answers http2() {
        return socket.http2Answers(budget, patience);
    }

    /** The event loop of the connection. */
    public EventLoop eventLoop() {
        return socket.eventLoop();
    }

    /** Whether this exchange has its connection for itself while it lasts. */
    public boolean isAloneOnConnection() {
        return request.version() != HttpVersion.HTTP_2;
    }

    /** Whether the client wants the head of the answer only. */
    public boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /** Whether the client wants its answer compressed. */
    public Compression compression() {
        return Compression.of(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
    }

    /** How long the client may take for one piece of its answer. */
    public Duration patience() {
        return patience;
    }

    /**
     * Holds room in the budget until the exchange is over.
     *
     * @throws io.swarmbot.swarm.Rejection {@code swarm_busy} if there is none
     */
    public void holdRoom(long bytes) {
        budget.take(bytes);
        synchronized (this) {
            if (releases == null) {
                budget.give(bytes);
            } else {
                room += bytes;
                isRoomHeld = true;
            }
        }
    }

    /** Holds room for that many bytes, rather than what it held before. It is never refused. */
    public synchronized void changeRoom(long bytes) {
        if (releases != null) {
            budget.add(bytes - room);
            room = bytes;
            isRoomHeld = true;
        }
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

    /** The answer is a stream from now on, which bounds what waits for its client. */
    public void becomeStream() {
        if (isAloneOnConnection()) {
            socket.stopIdleWatch();
        } else {
            synchronized (this) {
                isRoomHeld = true;
            }
        }
    }

    /** Whether the answer is complete or the client is gone. */
    public boolean isOver() {
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
            budget.give(room);
            room = 0;
        }
        if (due == null) {
            return;
        }
        due.forEach(Runnable::run);
        if (isAloneOnConnection()) {
            eventLoop().execute(() -> socket.answers().end(this));
            watchRest();
        }
    }

    /**
     * Ends the exchange of an HTTP/2 stream when the client has taken the answer, and cuts it off if that takes too
     * long. The answer counts in the budget until then.
     */
    private void endWhenTaken() {
        int stream = request.streamId();
        Http2Answers answers = http2();
        if (isOver() || answers.isTaken(stream)) {
            end();
            return;
        }
        synchronized (this) {
            if (!isRoomHeld) {
                long written = request.response().bytesWritten();
                budget.add(written);
                whenOver(() -> budget.give(written));
            }
        }
        startAlarm(patience);
        answers.whenClosed(stream, () -> {
            stopAlarm();
            end();
        });
    }

    /** Cuts off an answer on HTTP/2 of which the client takes nothing, and which has not come to its end. */
    private void watchProgress(long writtenBefore) {
        long written = request.response().bytesWritten();
        boolean isStuck = written == writtenBefore && !http2().isTaken(request.streamId());
        if (isStuck) {
            cut();
        } else if (!isOver()) {
            eventLoop().schedule(() -> watchProgress(written), patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Sees to it that the client takes what was written for it in time. Until then it counts in the budget. For answers
     * that are written without looking whether the client takes them.
     */
    void watchRest() {
        if (isAloneOnConnection()) {
            // A moment later, because what was written while the loop reads goes to the socket only afterwards.
            eventLoop().execute(() -> socket.answers().watchWritten(budget, patience));
        } else {
            eventLoop().execute(() -> watchProgress(-1));
        }
    }

    /** Ends the exchange by force if {@link #stopAlarm} is not called within that time. Only on the event loop. */
    public void startAlarm(Duration limit) {
        stopAlarm();
        alarm = eventLoop().schedule(this::cut, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Only on the event loop. */
    public void stopAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    /**
     * Ends a request whose body does not come to its end, after what was written as an answer. On HTTP/2 its stream
     * ends, and the connection goes on with those of others. Only on the event loop.
     */
    void endRequest() {
        if (isAloneOnConnection()) {
            request.connection().close();
        } else {
            cut();
        }
    }

    /** Ends the exchange by force: what the client has not read is lost. Only on the event loop. */
    public void cut() {
        if (isAloneOnConnection()) {
            socket.reset();
        } else {
            wasCut = true;
            http2().cut(request.streamId());
        }
    }
}
