package io.swarmbot.sse;

import io.swarmbot.access.AccessLog;
import io.swarmbot.access.Caller;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.push.Admission;
import io.swarmbot.push.Hub;
import io.swarmbot.push.InboxStreams;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CloudEvents;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The streams of a swarm and of the inbox as server-sent events. They are routes and no REST resources: a resource
 * would encode and flush each event for each connection, and could not cut a connection off.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class EventStreamRoute {

    /**
     * After the filters for origin and rights, which are below -100, and before the resources that answer at these
     * paths.
     */
    private static final int ORDER = -50;

    private final TransportSwitch transports;
    private final StreamGate gate;
    private final Hub hub;
    private final InboxStreams inboxes;
    private final AccessLog log;

    EventStreamRoute(TransportSwitch transports, StreamGate gate, Hub hub, InboxStreams inboxes, AccessLog log) {
        this.transports = transports;
        this.gate = gate;
        this.hub = hub;
        this.inboxes = inboxes;
        this.log = log;
    }

    void register(@Observes Router router) {
        add(router, "/api/v1/swarms/:swarm/events", this::openSwarm);
        add(router, "/api/v1/inbox/events", this::openInbox);
    }

    private void add(Router router, String path, Consumer<RoutingContext> open) {
        router.get(path).order(ORDER).handler(context -> {
            if (!EventStreamAnswer.isWanted(context.request())) {
                context.next();
            } else if (!transports.useSse()) {
                Problems.send(
                        context.response(),
                        new Rejection(
                                ErrorCode.TRANSPORT_OFF, "event streams are switched off; see /api/v1/transports"));
            } else {
                open.accept(context);
            }
        });
    }

    private void openSwarm(RoutingContext context) {
        HttpServerRequest request = context.request();
        String swarm = Objects.requireNonNull(context.pathParam("swarm"));
        boolean isWrapped = "cloudevents".equals(request.getParam("format"));
        EventStreamAnswer answer = new EventStreamAnswer(
                context, log, isWrapped ? message -> CloudEvents.wrap(swarm, message) : UnaryOperator.identity());
        gate.check(
                        swarm,
                        request,
                        request.getHeader("Last-Event-ID"),
                        Admission.Transport.SSE,
                        Caller.of(context).login())
                .whenCompleteAsync(
                        (stream, failure) -> {
                            if (failure != null) {
                                answer.refuse(Problems.rejectionOf(failure));
                            } else {
                                answer.open(
                                        stream.admission(),
                                        (outlet, framing, loop) -> hub.open(
                                                        swarm, stream.request(), stream.admission(), outlet, loop)
                                                .thenApply(subscription -> subscription::close));
                            }
                        },
                        ClientSocket.of(request.connection()).eventLoop());
    }

    private void openInbox(RoutingContext context) {
        Caller caller = Caller.of(context);
        EventStreamAnswer answer = new EventStreamAnswer(context, log, UnaryOperator.identity());
        try {
            Admission admission = gate.checkInbox(context.request(), caller.login());
            answer.open(
                    admission,
                    (outlet, framing, loop) ->
                            inboxes.open(caller::maySteer, admission, outlet, framing::comment, loop));
        } catch (Rejection rejection) {
            answer.refuse(rejection);
        }
    }
}
