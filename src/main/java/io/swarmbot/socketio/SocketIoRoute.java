package io.swarmbot.socketio;

import io.netty.channel.EventLoop;
import io.swarmbot.access.AccessLog;
import io.swarmbot.access.LateLogin;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.Admission;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Hub;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The path of Engine.IO 4. Its requests open a session, poll, send packets, or become a WebSocket.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class SocketIoRoute {

    /** A trailing slash, which clients send, makes no difference. */
    private static final String PATH = "/socket.io";

    /** After the filters for origin and rights, which are below -100. */
    private static final int ORDER = -50;

    private static final String VERSION = "4";
    private static final String POLLING = "polling";
    private static final String WEBSOCKET = "websocket";
    private static final String NO_UPGRADES = "[]";
    private static final String TO_WEBSOCKET = "[\"" + WEBSOCKET + "\"]";

    private final SocketIoSettings settings;
    private final TransportSwitch transports;
    private final EngineSessions sessions;
    private final Namespace.House house;
    private final Ticker ticker;
    private final int maxMessageBytes;

    SocketIoRoute(
            SocketIoSettings settings,
            TransportSwitch transports,
            EngineSessions sessions,
            LateLogin login,
            StreamGate gate,
            Hub hub,
            SwarmCoordinator coordinator,
            AccessLog log,
            Ticker ticker,
            @ConfigProperty(name = "quarkus.websockets-next.server.max-message-size") int maxMessageBytes) {
        this.settings = settings;
        this.transports = transports;
        this.sessions = sessions;
        this.house = new Namespace.House(login, gate, hub, coordinator, log);
        this.ticker = ticker;
        this.maxMessageBytes = maxMessageBytes;
    }

    void register(@Observes Router router) {
        router.route(PATH).order(ORDER).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (!settings.enabled()) {
            Problems.send(response, new Rejection(ErrorCode.TRANSPORT_OFF, "Socket.IO is switched off"));
            return;
        }
        try {
            EngineError error = answer(context);
            if (error != null) {
                error.send(response);
            }
        } catch (Rejection rejection) {
            Problems.send(response, rejection);
        }
    }

    /** Answers a request, or says what is wrong with it. */
    private @Nullable EngineError answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        String transport = request.getParam("transport");
        boolean isWebSocket = WEBSOCKET.equals(transport) && transports.useWebsocket();
        if (!isWebSocket && !POLLING.equals(transport)) {
            return EngineError.UNKNOWN_TRANSPORT;
        }
        String sid = request.getParam("sid");
        EngineSession session = sid == null ? null : sessions.find(sid);
        if (sid != null && session == null) {
            return EngineError.UNKNOWN_SESSION;
        }
        boolean isGet = request.method().equals(HttpMethod.GET);
        if (!isGet && (session == null || isWebSocket || !request.method().equals(HttpMethod.POST))) {
            return EngineError.BAD_HANDSHAKE_METHOD;
        }
        if (!VERSION.equals(request.getParam("EIO"))) {
            return EngineError.UNSUPPORTED_VERSION;
        }
        if (isWebSocket) {
            return WebSocketFrames.isHandshake(request.headers()) ? upgrade(context, session) : EngineError.BAD_REQUEST;
        }
        if (session == null) {
            open(context);
        } else if (isGet) {
            session.loop().execute(() -> session.take(new Poll(context, session.loop(), session::gone)));
        } else {
            return receive(context, session);
        }
        return null;
    }

    /** Opens a session that begins with polling. */
    private void open(RoutingContext context) {
        HttpServerRequest request = context.request();
        EventLoop loop = ClientSocket.of(request.connection()).eventLoop();
        EngineSession session = newSession(request, loop, house.login().holdPlace(request));
        PollingTransport polling = new PollingTransport(session::fail);
        session.begin(polling);
        session.send(Packets.open(
                session.sid(), transports.useWebsocket() ? TO_WEBSOCKET : NO_UPGRADES, settings, maxMessageBytes));
        session.take(new Poll(context, loop, session::gone));
    }

    /** @param connection gives back the connection that the session holds of its address */
    private EngineSession newSession(HttpServerRequest request, EventLoop loop, Runnable connection) {
        Admission admission;
        try {
            admission = house.gate().admitConnection();
        } catch (Rejection full) {
            connection.run();
            throw full;
        }
        EngineSession session = new EngineSession(
                sessions.newId(),
                loop,
                sessions,
                settings,
                house,
                new Seat(admission, connection),
                request.getParam("swarm"));
        sessions.add(session);
        return session;
    }

    /** Takes a request with packets. */
    private @Nullable EngineError receive(RoutingContext context, EngineSession session) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        boolean isBinary = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/octet-stream");
        if (isBinary || context.request().headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            return EngineError.BAD_REQUEST;
        }
        EventLoop connection = ClientSocket.of(context.request().connection()).eventLoop();
        if (!session.beginPost()) {
            session.loop().execute(() -> {
                session.fail(CloseReason.PROTOCOL_ERROR);
                // Only now, so that nothing the client sends next finds the session.
                connection.execute(() -> EngineError.BAD_REQUEST.send(context.response()));
            });
            return null;
        }
        AtomicBoolean isPosting = new AtomicBoolean(true);
        Runnable endPost = () -> {
            if (isPosting.getAndSet(false)) {
                session.endPost();
            }
        };
        context.addEndHandler(over -> endPost.run());
        PacketBody.read(
                context,
                maxMessageBytes,
                packets -> session.loop().execute(() -> {
                    boolean isGood = packets.isPresent() && takeAll(session, packets.get(), context);
                    connection.execute(() -> {
                        // Before the client hears of it, because it may send the next one at once.
                        endPost.run();
                        if (isGood) {
                            context.response()
                                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html")
                                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                                    .end("ok");
                        } else {
                            EngineError.BAD_REQUEST.send(context.response());
                        }
                    });
                }));
        return null;
    }

    private static boolean takeAll(EngineSession session, List<String> packets, RoutingContext context) {
        for (String packet : packets) {
            boolean isGood = session.isPolling()
                    && (packet.startsWith("b") ? session.takeBinary() : session.take(packet, context));
            if (!isGood) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes the request a WebSocket.
     *
     * @param session that polls and changes to it; null to open a session
     */
    private @Nullable EngineError upgrade(RoutingContext context, @Nullable EngineSession session) {
        HttpServerRequest request = context.request();
        ClientSocket socket = ClientSocket.of(request.connection());
        EngineSession opened = session == null ? newSession(request, socket.eventLoop(), () -> {}) : session;
        house.log().becomeConnection(context);
        request.toWebSocket()
                .onSuccess(webSocket -> {
                    WebSocketTransport transport = new WebSocketTransport(webSocket, socket, opened.loop());
                    transport.receive(new ClientMessages(opened, context), ticker, maxMessageBytes);
                    if (session == null) {
                        opened.begin(transport);
                        opened.send(Packets.open(opened.sid(), NO_UPGRADES, settings, maxMessageBytes));
                    } else {
                        opened.loop().execute(() -> opened.probe(transport));
                    }
                })
                .onFailure(failure -> {
                    if (session == null) {
                        opened.gone();
                    }
                });
        return null;
    }

    /** Hands the messages of a WebSocket to its session. */
    private static final class ClientMessages implements WebSocketTransport.Receiver {

        private final EngineSession session;
        /** Holds the client's login until it is connected. */
        private @Nullable RoutingContext context;

        ClientMessages(EngineSession session, RoutingContext context) {
            this.session = session;
            this.context = context;
        }

        @Override
        public void text(WebSocketTransport from, String packet) {
            if (session.isConnected()) {
                context = null;
            }
            session.take(from, packet, context);
        }

        @Override
        public void binary(WebSocketTransport from) {
            session.takeBinary(from);
        }

        @Override
        public void broken(WebSocketTransport from, CloseReason reason) {
            session.broken(from, reason);
        }

        @Override
        public void closed(WebSocketTransport from) {
            session.closed(from);
        }
    }
}
