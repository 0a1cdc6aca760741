package io.swarmbot.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.swarmbot.access.Caller;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.push.Hub;
import io.swarmbot.push.Outlet;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CloudEvents;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The stream of a swarm as server-sent events. It is a route and no REST resource: a resource would encode and flush
 * each event for each connection, and could not cut a connection off.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class EventStreamRoute {

    /**
     * After the filters for origin and rights, which are below -100, and before the resource that polls at this path.
     */
    private static final int ORDER = -50;

    private static final String MEDIA_TYPE = "text/event-stream";

    /** When a client that was refused for now comes back: after a random time between these. */
    private static final long LEAST_RETRY_MILLIS = 1_000;

    private static final long MOST_RETRY_MILLIS = 3_000;

    private static final String ACCEL_BUFFERING = "X-Accel-Buffering";

    private final TransportSwitch transports;
    private final StreamGate gate;
    private final Hub hub;

    EventStreamRoute(TransportSwitch transports, StreamGate gate, Hub hub) {
        this.transports = transports;
        this.gate = gate;
        this.hub = hub;
    }

    void register(@Observes Router router) {
        router.get("/api/v1/swarms/:swarm/events").order(ORDER).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept == null || !accept.contains(MEDIA_TYPE)) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response();
        if (!transports.useSse()) {
            Problems.send(
                    response,
                    new Rejection(ErrorCode.TRANSPORT_OFF, "event streams are switched off; see /api/v1/transports"));
            return;
        }
        ClientSocket socket = ClientSocket.of(request.connection());
        String swarm = Objects.requireNonNull(context.pathParam("swarm"));
        gate.check(
                        swarm,
                        request,
                        request.getHeader("Last-Event-ID"),
                        Caller.of(context).login())
                .whenCompleteAsync(
                        (stream, failure) -> {
                            if (failure != null) {
                                refuse(swarm, request, Problems.rejectionOf(failure));
                            } else {
                                open(swarm, stream, Exchange.of(context), request);
                            }
                        },
                        socket.eventLoop());
    }

    private void open(String swarm, StreamGate.Opening stream, Exchange exchange, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            // The client hung up during the checks, so there is no connection below the response.
            stream.admission().release();
            return;
        }
        ClientSocket socket = ClientSocket.of(request.connection());
        begin(request);
        exchange.becomeStream();
        Outlet outlet = request.version() == HttpVersion.HTTP_1_1
                ? new ChunkedOutlet(response, socket)
                : new EventStreamOutlet(response, exchange);
        hub.open(swarm, stream.request(), stream.admission(), outlet, socket.eventLoop())
                .whenCompleteAsync(
                        (subscription, failure) -> {
                            if (subscription == null) {
                                refuse(swarm, request, Problems.rejectionOf(failure));
                            } else {
                                exchange.whenOver(() -> socket.eventLoop().execute(subscription::close));
                            }
                        },
                        socket.eventLoop());
    }

    /** Sets the head of a stream. What is between the service and the client must not hold it back. */
    private static void begin(HttpServerRequest request) {
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
    private static void refuse(String swarm, HttpServerRequest request, Rejection rejection) {
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
            begin(request);
            Message notice = StreamNotices.reconnect(rejection.code().wireName());
            boolean isWrapped = "cloudevents".equals(request.getParam("format"));
            ByteBuf message =
                    EventStreamFraming.PLAIN.frame(List.of(isWrapped ? CloudEvents.wrap(swarm, notice) : notice));
            // Clients that were refused together come back one by one.
            long retry = ThreadLocalRandom.current().nextLong(LEAST_RETRY_MILLIS, MOST_RETRY_MILLIS);
            response.end(Buffer.buffer("retry: " + retry + "\n").appendBytes(ByteBufUtil.getBytes(message)));
            message.release();
        }
    }
}
