package io.swarmbot.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.swarmbot.access.AccessLog;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.Problems;
import io.swarmbot.push.Admission;
import io.swarmbot.push.Outlet;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * The answer to one request for an event stream, whatever the stream shows.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class EventStreamAnswer {

    private static final String MEDIA_TYPE = "text/event-stream";

    /** When a client that was refused for now comes back: after a random time between this and thrice this. */
    private static final long LEAST_RETRY_MILLIS = 1_000;

    /** The same, if only this replica refuses. */
    private static final long LEAST_RETRY_ELSEWHERE_MILLIS = 300;

    private static final String ACCEL_BUFFERING = "X-Accel-Buffering";

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final AccessLog log;
    private final UnaryOperator<Message> form;

    /** Opens what the stream shows. */
    interface Source {

        /**
         * @param framing of the outlet
         * @return what is to be run on the event loop when the connection is gone; fails if the stream cannot be
         *     opened, and then the admission was released
         */
        CompletableFuture<Runnable> open(Outlet outlet, EventStreamFraming framing, EventLoop loop);
    }

    /** @param form the form in which the client wants its messages */
    EventStreamAnswer(RoutingContext context, AccessLog log, UnaryOperator<Message> form) {
        this.context = context;
        this.request = context.request();
        this.log = log;
        this.form = form;
    }

    /** Whether the client accepts an event stream. */
    static boolean isWanted(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MEDIA_TYPE);
    }

    /** Opens the stream, for which the admission was taken. */
    void open(Admission admission, Source source) {
        Exchange exchange = Exchange.of(context);
        HttpServerResponse response = request.response();
        if (response.closed()) {
            // The client hung up during the checks, so there is no connection below the response.
            admission.release();
            return;
        }
        ClientSocket socket = ClientSocket.of(request.connection());
        begin();
        log.open(context, admission);
        exchange.becomeStream();
        boolean isChunked = request.version() == HttpVersion.HTTP_1_1;
        Outlet outlet = isChunked ? new ChunkedOutlet(response, socket) : new EventStreamOutlet(response, exchange);
        EventLoop loop = socket.eventLoop();
        source.open(outlet, isChunked ? EventStreamFraming.CHUNKED : EventStreamFraming.PLAIN, loop)
                .whenCompleteAsync(
                        (close, failure) -> {
                            if (close == null) {
                                refuse(Problems.rejectionOf(failure));
                            } else {
                                exchange.whenOver(() -> loop.execute(close));
                            }
                        },
                        loop);
    }

    /** Sets the head of a stream. What is between the service and the client must not hold it back. */
    private void begin() {
        HttpServerResponse response = request.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                // A proxy that compresses would hold back what does not fill a block.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
                // Otherwise nginx would hold the stream back until its buffer is full.
                .putHeader(ACCEL_BUFFERING, "no");
        if (request.version() != HttpVersion.HTTP_2) {
            // The connection ends with the stream. In HTTP/1.0 its end is the only sign that the stream ended.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /**
     * Answers a request whose stream cannot be opened. A browser's {@code EventSource} gives up for ever at any status
     * but 200 (WHATWG HTML, 9.2.3), so one that should come back gets a stream that says so and ends.
     */
    void refuse(Rejection rejection) {
        HttpServerResponse response = request.response();
        if (!Problems.isTemporary(rejection)) {
            if (!response.headWritten()) {
                response.setChunked(false)
                        .headers()
                        .remove(HttpHeaders.CACHE_CONTROL)
                        .remove(ACCEL_BUFFERING);
            }
            Problems.send(response, rejection);
        } else if (!response.ended() && !response.headWritten()) {
            begin();
            // Clients that were refused together come back one by one.
            Long known = rejection.retryAfterMillis();
            long least =
                    rejection.code() == ErrorCode.SHUTTING_DOWN ? LEAST_RETRY_ELSEWHERE_MILLIS : LEAST_RETRY_MILLIS;
            long retry =
                    (known == null ? 0 : known) + ThreadLocalRandom.current().nextLong(least, 3 * least);
            Message notice = StreamNotices.reconnect(rejection.code().wireName(), retry);
            ByteBuf message = EventStreamFraming.PLAIN.frame(List.of(form.apply(notice)));
            response.end(Buffer.buffer(ByteBufUtil.getBytes(message)));
            message.release();
        }
    }
}
