package io.swarmbot.ws;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What comes before the upgrade: the switch and the checks, each refusal a problem that says why. The library's own check
 * could refuse with a status only; it is used to keep hold of the socket.
 */
@ApplicationScoped
class LiveRoute implements HttpUpgradeCheck {

    static final TypedKey<ClientSocket> SOCKET = new TypedKey<>("swarmbot.socket");

    /** Behind the filters for origin and rights, which are below -100, and before the endpoint. */
    private static final int ORDER = -50;

    private static final String VERSION = "13";

    private final TransportSwitch transports;
    private final StreamGate gate;

    LiveRoute(TransportSwitch transports, StreamGate gate) {
        this.transports = transports;
        this.gate = gate;
    }

    void register(@Observes Router router) {
        router.route(LiveEndpoint.PATH.replace("{swarm}", ":swarm"))
                .order(ORDER)
                .handler(this::check);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.method().equals(HttpMethod.GET)) {
            context.response().putHeader(HttpHeaders.ALLOW, "GET");
            refuse(context, new Rejection(ErrorCode.METHOD_NOT_ALLOWED, "this path takes GET"));
            return;
        }
        if (!transports.useWebsocket()) {
            refuse(
                    context,
                    new Rejection(ErrorCode.TRANSPORT_OFF, "WebSocket is switched off; see /api/v1/transports"));
            return;
        }
        if (!isHandshake(request.headers())) {
            context.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader("Sec-WebSocket-Version", VERSION);
            refuse(context, new Rejection(ErrorCode.UPGRADE_REQUIRED, "this path speaks WebSocket 13 only"));
            return;
        }
        // The upgrade takes the request's socket: nothing may be read from it before.
        request.pause();
        Context requestContext = Objects.requireNonNull(Vertx.currentContext());
        String swarm = Objects.requireNonNull(context.pathParam("swarm"));
        gate.check(swarm, request, null, Set.of())
                .whenComplete((stream, failure) -> requestContext.runOnContext(now -> {
                    request.resume();
                    if (failure == null) {
                        context.next();
                    } else {
                        refuse(context, Problems.rejectionOf(failure));
                    }
                }));
    }

    /** Whether it asks for what RFC 6455, 4.2.1, asks for; the library would refuse the rest in words of its own, or in none. */
    private static boolean isHandshake(MultiMap headers) {
        return headers.contains(HttpHeaders.UPGRADE, "websocket", true)
                && headers.getAll(HttpHeaders.CONNECTION).stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"))
                && VERSION.equals(headers.get("Sec-WebSocket-Version"))
                && headers.contains("Sec-WebSocket-Key");
    }

    private static void refuse(RoutingContext context, Rejection rejection) {
        Problems.send(context.response(), rejection);
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        context.userData().put(SOCKET, ClientSocket.of(context.httpRequest().connection()));
        return CheckResult.permitUpgrade();
    }
}
