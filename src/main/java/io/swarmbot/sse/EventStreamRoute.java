package io.swarmbot.sse;

import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.push.Hub;
import io.swarmbot.push.Outlet;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.push.Subscription;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.Set;

/**
 * The stream of a swarm as server-sent events. A route of its own rather than a REST resource: that would encode and flush
 * each event for each connection, and could not cut one off.
 */
@ApplicationScoped
class EventStreamRoute {

    /** Behind the filters for origin and rights, which are below -100, and before the resource that polls at this path. */
    private static final int ORDER = -50;

    private static final String MEDIA_TYPE = "text/event-stream";

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
        gate.check(swarm, request, request.getHeader("Last-Event-ID"), Set.of())
                .whenCompleteAsync(
                        (stream, failure) -> {
                            if (failure != null) {
                                Problems.send(response, Problems.rejectionOf(failure));
                            } else {
                                open(swarm, stream, request, socket);
                            }
                        },
                        socket.eventLoop());
    }

    private void open(String swarm, StreamRequest stream, HttpServerRequest request, ClientSocket socket) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            // It was left while it was checked: there is nothing below it any more.
            return;
        }
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                // nginx would keep the stream back until its buffer is full.
                .putHeader("X-Accel-Buffering", "no");
        if (request.version() != HttpVersion.HTTP_2) {
            // The connection is the stream's, and ends with it: in HTTP/1.0 that is how the end is told.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            socket.watchedByStream();
        }
        Outlet outlet = request.version() == HttpVersion.HTTP_1_1
                ? new ChunkedOutlet(response, socket)
                : new EventStreamOutlet(response, socket, request.version());
        hub.open(swarm, stream, outlet, socket.eventLoop())
                .whenCompleteAsync(
                        (subscription, failure) -> {
                            if (subscription == null) {
                                Problems.send(response, Problems.rejectionOf(failure));
                            } else {
                                closeWith(response, subscription);
                            }
                        },
                        socket.eventLoop());
    }

    private static void closeWith(HttpServerResponse response, Subscription subscription) {
        if (response.closed()) {
            subscription.closed();
        }
        response.closeHandler(nothing -> subscription.closed());
        response.exceptionHandler(failure -> subscription.closed());
    }
}
