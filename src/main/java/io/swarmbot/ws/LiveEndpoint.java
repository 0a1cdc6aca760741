package io.swarmbot.ws;

import io.netty.handler.codec.http.QueryStringDecoder;
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
import io.swarmbot.http.ClientSocket;
import io.swarmbot.push.Hub;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.swarm.SwarmCoordinator;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The stream of a swarm over WebSocket. Every callback runs on the connection's event loop and returns at once. */
// CONCURRENT spares each connection a queue of a kilobyte: what each callback does is done when it returns.
@WebSocket(path = LiveEndpoint.PATH, inboundProcessingMode = InboundProcessingMode.CONCURRENT)
class LiveEndpoint {

    static final String PATH = "/api/v1/swarms/{swarm}/live";

    private static final Logger LOG = System.getLogger(LiveEndpoint.class.getName());
    private static final TypedKey<LiveSession> SESSION = new TypedKey<>("swarmbot.session");

    private final SwarmCoordinator coordinator;
    private final Hub hub;
    private final int maxMessageBytes;

    LiveEndpoint(
            SwarmCoordinator coordinator,
            Hub hub,
            @ConfigProperty(name = "quarkus.websockets-next.server.max-message-size") int maxMessageBytes) {
        this.coordinator = coordinator;
        this.hub = hub;
        this.maxMessageBytes = maxMessageBytes;
    }

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        ClientSocket socket = Objects.requireNonNull(connection.userData().get(LiveRoute.SOCKET));
        socket.readStepwise();
        socket.watchedByStream();
        LiveSession session = new LiveSession(
                connection.pathParam("swarm"),
                coordinator,
                new WebSocketOutlet(connection, socket),
                socket.eventLoop());
        connection.userData().put(SESSION, session);
        socket.guardFrames(maxMessageBytes, session::end);
        session.open(hub, requestOf(connection));
        return Uni.createFrom().voidItem();
    }

    @OnTextMessage
    Uni<Void> text(String message, WebSocketConnection connection) {
        sessionOf(connection).take(message);
        return Uni.createFrom().voidItem();
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer message, WebSocketConnection connection) {
        sessionOf(connection).takeBinary();
        return Uni.createFrom().voidItem();
    }

    @OnClose
    Uni<Void> close(WebSocketConnection connection) {
        sessionOf(connection).closed();
        return Uni.createFrom().voidItem();
    }

    /** The line broke, or the peer broke the protocol. What is left to do is done when it closes. */
    @OnError
    Uni<Void> failed(Throwable failure, WebSocketConnection connection) {
        LOG.log(Level.DEBUG, () -> "a WebSocket of swarm " + connection.pathParam("swarm") + " failed: " + failure);
        return Uni.createFrom().voidItem();
    }

    private static LiveSession sessionOf(WebSocketConnection connection) {
        return Objects.requireNonNull(connection.userData().get(SESSION));
    }

    /** The parameters, which were checked before the upgrade. */
    private static StreamRequest requestOf(WebSocketConnection connection) {
        String query = connection.handshakeRequest().query();
        var parameters = new QueryStringDecoder(query == null ? "" : query, false).parameters();
        return StreamRequest.of(
                name -> {
                    List<String> values = parameters.get(name);
                    return values == null ? null : values.get(0);
                },
                null);
    }
}
