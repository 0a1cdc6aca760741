package io.swarmbot.ws;

import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.swarmbot.access.stream.StreamLogin;
import io.swarmbot.access.stream.StreamSession;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Hub;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CommandMessage;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The stream of a swarm over WebSocket.
 *
 * <p>Thread-safety: every callback runs on the connection's event loop and returns at once.
 */
// CONCURRENT spares each connection a queue of a kilobyte. Order is kept, because each callback is done when it
// returns.
@WebSocket(path = WebSocketEndpoint.PATH, inboundProcessingMode = InboundProcessingMode.CONCURRENT)
class WebSocketEndpoint {

    static final String PATH = "/api/v1/swarms/{swarm}/live";

    private static final Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());
    private static final TypedKey<StreamSession> SESSION = new TypedKey<>("swarmbot.session");

    private final SwarmCoordinator coordinator;
    private final Hub hub;
    private final Ticker ticker;
    private final OpenSockets sockets;
    private final int maxMessageBytes;

    WebSocketEndpoint(
            SwarmCoordinator coordinator,
            Hub hub,
            Ticker ticker,
            OpenSockets sockets,
            @ConfigProperty(name = "quarkus.websockets-next.server.max-message-size") int maxMessageBytes) {
        this.coordinator = coordinator;
        this.hub = hub;
        this.ticker = ticker;
        this.sockets = sockets;
        this.maxMessageBytes = maxMessageBytes;
    }

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        ClientSocket socket = socketOf(connection);
        sockets.add(socket);
        socket.readStepwise(ticker);
        socket.stopIdleWatch();
        StreamGate.Opening stream = Objects.requireNonNull(connection.userData().get(WebSocketRoute.STREAM));
        WebSocketOutlet outlet = new WebSocketOutlet(connection, socket);
        StreamSession session = new StreamSession(
                connection.pathParam("swarm"),
                coordinator,
                outlet,
                socket.eventLoop(),
                new StreamLogin(
                        Objects.requireNonNull(connection.userData().get(WebSocketRoute.CALLER)),
                        connection.pathParam("swarm"),
                        stream.admission()));
        connection.userData().put(SESSION, session);
        socket.guardFrames(maxMessageBytes, session::end);
        session.open(hub, stream.request(), stream.admission(), refused -> outlet.close(reasonOf(refused)));
        return Uni.createFrom().voidItem();
    }

    @OnTextMessage
    Uni<Void> text(String message, WebSocketConnection connection) {
        sessionOf(connection).take(giver -> CommandMessage.of(message, giver), UnaryOperator.identity());
        return Uni.createFrom().voidItem();
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer message, WebSocketConnection connection) {
        sessionOf(connection).take(giver -> CommandMessage.notText(), UnaryOperator.identity());
        return Uni.createFrom().voidItem();
    }

    @OnClose
    Uni<Void> close(WebSocketConnection connection) {
        sessionOf(connection).close();
        sockets.remove(socketOf(connection));
        return Uni.createFrom().voidItem();
    }

    /** The line broke, or the peer broke the protocol. {@link #close} is called next, and does the rest. */
    @OnError
    Uni<Void> failed(Throwable failure, WebSocketConnection connection) {
        LOG.log(Level.DEBUG, () -> "a WebSocket of swarm " + connection.pathParam("swarm") + " failed: " + failure);
        return Uni.createFrom().voidItem();
    }

    private static CloseReason reasonOf(Rejection refused) {
        return refused.code() == ErrorCode.UNKNOWN_SWARM ? CloseReason.SWARM_GONE : CloseReason.FAILED;
    }

    private static ClientSocket socketOf(WebSocketConnection connection) {
        return Objects.requireNonNull(connection.userData().get(WebSocketRoute.SOCKET));
    }

    private static StreamSession sessionOf(WebSocketConnection connection) {
        return Objects.requireNonNull(connection.userData().get(SESSION));
    }
}
