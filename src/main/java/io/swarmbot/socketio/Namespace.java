package io.swarmbot.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swarmbot.access.AccessLog;
import io.swarmbot.access.Caller;
import io.swarmbot.access.LateLogin;
import io.swarmbot.access.stream.StreamLogin;
import io.swarmbot.access.stream.StreamSession;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.Problems;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.Admission;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Hub;
import io.swarmbot.push.Outlet;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CommandMessage;
import io.swarmbot.wire.NamedEvent;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The namespace {@code /} of one session: the stream of a swarm, to which the client connects once.
 *
 * <p>Thread-safety: confined to the session's event loop.
 */
final class Namespace {

    /** What the namespaces of all sessions use. */
    record House(LateLogin login, StreamGate gate, Hub hub, SwarmCoordinator coordinator, AccessLog log) {}

    private enum State {
        WAITING,
        CONNECTING,
        CONNECTED,
        LEFT
    }

    /** A client that may have its stream. */
    private record Admitted(ConnectRequest request, Caller caller, StreamGate.Opening opening) {}

    private final House house;
    private final EngineSession session;
    private final @Nullable String swarm;
    private State state = State.WAITING;
    private @Nullable StreamSession stream;

    /** Binary messages that belong to a packet which was answered. */
    private int attachments;

    /** @param swarm that the query of the connection names; null if it names none */
    Namespace(House house, EngineSession session, @Nullable String swarm) {
        this.house = house;
        this.session = session;
        this.swarm = swarm;
    }

    boolean isConnected() {
        return state == State.CONNECTED;
    }

    /**
     * Takes a packet.
     *
     * @param context of the request that brought it; null if the client is connected
     * @return false if it is none that may come now
     */
    boolean take(String text, @Nullable RoutingContext context) {
        Packet packet = Packet.parse(text).orElse(null);
        if (packet == null) {
            return false;
        }
        attachments = packet.attachments();
        if (!packet.namespace().equals(Packet.MAIN)) {
            session.send(Packets.connectError(
                    packet.namespace(),
                    new Rejection(
                            ErrorCode.UNKNOWN_PATH,
                            "Invalid namespace: there is only '/', and auth.swarm names the swarm")));
            return true;
        }
        return switch (packet.type()) {
            case CONNECT -> connect(packet.json(), context);
            case DISCONNECT -> leave();
            case EVENT -> state == State.CONNECTED && event(packet);
            case BINARY_EVENT -> state == State.CONNECTED && refuseBinary(packet);
            // Nobody was asked for one.
            case ACK, BINARY_ACK -> state == State.CONNECTED || state == State.LEFT;
            case CONNECT_ERROR -> false;
        };
    }

    /** Takes a binary message; false if none may come now. */
    boolean takeBinary() {
        if (attachments > 0) {
            attachments--;
            return true;
        }
        if (stream == null || state != State.CONNECTED) {
            return false;
        }
        stream.take(giver -> CommandMessage.notText(), Packets.answer(null));
        return true;
    }

    private boolean event(Packet packet) {
        NamedEvent event;
        try {
            event = NamedEvent.of(packet.json().getBytes(UTF_8));
        } catch (Rejection noEvent) {
            return false;
        }
        if (stream != null) {
            stream.take(event::command, Packets.answer(packet.acknowledgement()));
        }
        return true;
    }

    private boolean refuseBinary(Packet packet) {
        if (stream != null) {
            stream.take(giver -> CommandMessage.notText(), Packets.answer(packet.acknowledgement()));
        }
        return true;
    }

    private boolean connect(String json, @Nullable RoutingContext context) {
        if (state != State.WAITING || context == null) {
            session.send(Packets.connectError(
                    Packet.MAIN,
                    new Rejection(
                            ErrorCode.BAD_REQUEST,
                            "a connection connects to '/' once; open another one to do it again")));
            return true;
        }
        ConnectRequest request;
        try {
            request = ConnectRequest.of(json, swarm);
        } catch (Rejection rejection) {
            refuse(rejection);
            return true;
        }
        state = State.CONNECTING;
        house.login()
                .enter(context.request(), request.token(), request.swarm())
                .thenCompose(caller -> house.gate()
                        .check(
                                request.swarm(),
                                request.stream(),
                                request.atLeast(),
                                Admission.Transport.SOCKETIO,
                                caller.login())
                        .thenApply(opening -> new Admitted(request, caller, opening)))
                .whenCompleteAsync(
                        (admitted, failure) -> {
                            if (admitted == null) {
                                refuse(Problems.rejectionOf(failure));
                            } else {
                                open(admitted, context);
                            }
                        },
                        session.loop());
        return true;
    }

    private void open(Admitted admitted, RoutingContext context) {
        StreamGate.Opening opening = admitted.opening();
        if (state != State.CONNECTING) {
            opening.admission().release();
            return;
        }
        house.log().openBehind(context, admitted.caller(), opening.admission());
        String named = admitted.request().swarm();
        StreamSession opened = new StreamSession(
                named,
                house.coordinator(),
                new EngineOutlet(session, beginning -> begin(admitted.request(), beginning)),
                session.loop(),
                new StreamLogin(admitted.caller(), named, opening.admission()));
        stream = opened;
        opened.open(house.hub(), opening.request(), opening.admission(), this::refuse);
    }

    /** The client has its place in the log. It keeps its id only if it misses nothing. */
    private void begin(ConnectRequest request, Outlet.Beginning beginning) {
        if (state != State.CONNECTING) {
            // The client is gone, and the stream ends as soon as it is open.
            return;
        }
        state = State.CONNECTED;
        String known = beginning == Outlet.Beginning.RESUMED ? request.pid() : null;
        session.send(Packets.connected(session.newId(), known == null ? session.newId() : known));
        session.connected();
    }

    /**
     * Tells the client why it is not let in. Libraries do not come back after that by themselves, so one that should
     * hears nothing, and its connection ends.
     */
    private void refuse(Rejection rejection) {
        if (state == State.LEFT) {
            return;
        }
        stream = null;
        state = State.WAITING;
        if (Problems.isTemporary(rejection)) {
            session.finish(CloseReason.FAILED);
        } else {
            session.send(Packets.connectError(Packet.MAIN, rejection));
        }
    }

    /** One that was never connected, or has left before, has no further time. */
    private boolean leave() {
        boolean wasConnected = state == State.CONNECTED;
        close();
        if (wasConnected) {
            session.left();
        }
        return true;
    }

    /** Gives everything back: the connection is gone, or the client has left. */
    void close() {
        state = State.LEFT;
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /** Ends the stream at once for that reason. */
    void cut(CloseReason reason) {
        StreamSession cutting = stream;
        if (cutting != null) {
            cutting.cut(reason);
        }
        close();
    }
}
