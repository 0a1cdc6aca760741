package io.swarmbot.files;

import io.swarmbot.access.AccessLog;
import io.swarmbot.access.Caller;
import io.swarmbot.access.stream.StreamLogin;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.Admission;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;

/**
 * Makes a request a WebSocket on which files come and go. Each refusal before the upgrade is a problem that says why.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class FileSocketRoute {

    private final TransportSwitch transports;
    private final StreamGate gate;
    private final AccessLog log;
    private final FileConnections connections;

    FileSocketRoute(TransportSwitch transports, StreamGate gate, AccessLog log, FileConnections connections) {
        this.transports = transports;
        this.gate = gate;
        this.log = log;
        this.connections = connections;
    }

    void take(RoutingContext context) {
        HttpServerRequest request = context.request();
        try {
            if (!request.method().equals(HttpMethod.GET)) {
                throw Problems.methodNotAllowed(List.of("GET"));
            }
            if (!transports.useWebsocket()) {
                throw new Rejection(ErrorCode.TRANSPORT_OFF, "WebSocket is switched off; files come and go over HTTP");
            }
            WebSocketFrames.requireHandshake(request);
            upgrade(context);
        } catch (Rejection refused) {
            Problems.send(context.response(), refused);
        }
    }

    private void upgrade(RoutingContext context) {
        HttpServerRequest request = context.request();
        String swarm = Objects.requireNonNull(context.pathParam("swarm"));
        Caller caller = Caller.of(context);
        Admission admission = gate.checkFiles(swarm, request, caller.login());
        log.open(context, admission);
        ClientSocket socket = ClientSocket.of(request.connection());
        socket.whenClosed(admission::release);
        request.toWebSocket()
                .onSuccess(webSocket -> connections.open(
                        webSocket, socket, swarm, new StreamLogin(caller, swarm, admission), admission))
                .onFailure(failure -> admission.release());
    }
}
