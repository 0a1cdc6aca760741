package io.swarmbot.ws;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.swarmbot.access.AccessLog;
import io.swarmbot.access.Caller;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.Admission;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Objects;

/**
 * Checks a request before it is upgraded to a WebSocket. Each refusal is a problem that says why; the library's own
 * check could only refuse with a status. That check is used to keep what the endpoint needs: the socket, and the
 * parameters of the stream, which are read once, here.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class WebSocketRoute implements HttpUpgradeCheck {

    static final TypedKey<ClientSocket> SOCKET = new TypedKey<>("swarmbot.socket");
    static final TypedKey<StreamGate.Opening> STREAM = new TypedKey<>("swarmbot.stream");
    static final TypedKey<Caller> CALLER = new TypedKey<>("swarmbot.caller");

    /** Key of the stream's parameters in the request's context, between the route and the upgrade. */
    private static final String STREAM_LOCAL = "swarmbot.stream";

    private static final String CALLER_LOCAL = "swarmbot.caller";

    /** After the filters for origin and rights, which are below -100, and before the endpoint. */
    private static final int ORDER = -50;

    private final TransportSwitch transports;
    private final StreamGate gate;
    private final AccessLog log;

    WebSocketRoute(TransportSwitch transports, StreamGate gate, AccessLog log) {
        this.transports = transports;
        this.gate = gate;
        this.log = log;
    }

    void register(@Observes Router router) {
        router.route(WebSocketEndpoint.PATH.replace("{swarm}", ":swarm"))
                .order(ORDER)
                .handler(this::check);
    }

    private void check(RoutingContext context) {
        try {
            requireUpgrade(context.request());
        } catch (Rejection refused) {
            refuse(context, refused);
            return;
        }
        admit(context);
    }

    private void requireUpgrade(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            throw Problems.methodNotAllowed(List.of("GET"));
        }
        if (!transports.useWebsocket()) {
            throw new Rejection(ErrorCode.TRANSPORT_OFF, "WebSocket is switched off; see /api/v1/transports");
        }
        WebSocketFrames.requireHandshake(request);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        // The upgrade takes over the request's socket: nothing may be read from it before.
        request.pause();
        Context requestContext = Objects.requireNonNull(Vertx.currentContext());
        String swarm = Objects.requireNonNull(context.pathParam("swarm"));
        Caller caller = Caller.of(context);
        gate.check(swarm, request, null, Admission.Transport.WEBSOCKET, caller.login())
                .whenComplete((stream, failure) -> requestContext.runOnContext(now -> {
                    request.resume();
                    if (failure == null) {
                        log.open(context, stream.admission());
                        // Also if the upgrade fails after this.
                        ClientSocket.of(request.connection()).whenClosed(stream.admission()::release);
                        context.addEndHandler(ended -> {
                            if (context.response().ended()) {
                                stream.admission().release();
                            }
                        });
                        requestContext.putLocal(STREAM_LOCAL, stream);
                        requestContext.putLocal(CALLER_LOCAL, caller);
                        context.next();
                    } else {
                        refuse(context, Problems.rejectionOf(failure));
                    }
                }));
    }

    private static void refuse(RoutingContext context, Rejection rejection) {
        Problems.send(context.response(), rejection);
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        StreamGate.Opening stream =
                Objects.requireNonNull(Vertx.currentContext()).getLocal(STREAM_LOCAL);
        context.userData().put(SOCKET, ClientSocket.of(context.httpRequest().connection()));
        context.userData().put(STREAM, stream);
        Caller caller = Objects.requireNonNull(Vertx.currentContext()).getLocal(CALLER_LOCAL);
        context.userData().put(CALLER, caller);
        return CheckResult.permitUpgrade();
    }
}
