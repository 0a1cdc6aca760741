package io.swarmbot.socketio;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.swarmbot.push.CloseReason;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection of Engine.IO: its transport, its heartbeats, and its end.
 *
 * <p>Thread-safety: confined to its event loop.
 */
final class EngineSession {

    private final String sid;
    private final EventLoop loop;
    private final EngineSessions sessions;
    private final SocketIoSettings settings;
    private final Namespace namespace;
    private final Seat seat;
    private final Heartbeat heartbeat;
    private final Upgrade upgrade;

    private final AtomicBoolean isPosting = new AtomicBoolean();

    private @Nullable Transport transport;
    private @Nullable Future<?> deadline;
    /** In what way a cut ends the transport; null to reset it. */
    private @Nullable CloseReason politeEnd;

    private boolean isOver;

    /** @param swarm that the query of the connection names; null if it names none */
    EngineSession(
            String sid,
            EventLoop loop,
            EngineSessions sessions,
            SocketIoSettings settings,
            Namespace.House house,
            Seat seat,
            @Nullable String swarm) {
        this.sid = sid;
        this.loop = loop;
        this.sessions = sessions;
        this.settings = settings;
        this.namespace = new Namespace(house, this, swarm);
        this.seat = seat;
        this.upgrade = new Upgrade(loop, settings);
        this.heartbeat = new Heartbeat(loop, settings, () -> send(Packets.PING), () -> cut(CloseReason.SILENT));
    }

    String sid() {
        return sid;
    }

    EventLoop loop() {
        return loop;
    }

    String newId() {
        return sessions.newId();
    }

    /** Begins with that transport. The packet that opens the session is the transport's first. */
    void begin(Transport first) {
        transport = first;
        heartbeat.begin();
        startDeadline();
    }

    private void startDeadline() {
        cancel(deadline);
        deadline = schedule(settings.connectTimeout(), () -> finish(CloseReason.SILENT));
    }

    private Future<?> schedule(Duration after, Runnable action) {
        return loop.schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** The client is connected to the namespace, and its stream has a place of its own. */
    void connected() {
        cancel(deadline);
        seat.giveAdmission();
    }

    boolean isConnected() {
        return namespace.isConnected();
    }

    /** The client has left the namespace: the connection ends soon, unless the client ends it. */
    void left() {
        startDeadline();
    }

    /**
     * Takes a packet of Engine.IO. If it is none, the session ends.
     *
     * @param context of the request that brought it; null if the client is connected
     * @return false if the session has ended for it
     */
    boolean take(String packet, @Nullable RoutingContext context) {
        if (isOver) {
            return false;
        }
        boolean isGood = switch (packet.isEmpty() ? ' ' : packet.charAt(0)) {
            case '1' -> closeByClient();
            case '3' -> pong();
            case Packets.MESSAGE -> namespace.take(packet.substring(1), context);
            case '6' -> true;
            default -> false;
        };
        if (!isGood) {
            fail(CloseReason.PROTOCOL_ERROR);
        }
        return isGood;
    }

    /** Takes a binary message that came over a WebSocket. */
    void takeBinary(WebSocketTransport from) {
        if (from == transport) {
            takeBinary();
        } else {
            upgrade.giveUp(from);
        }
    }

    /** The same of a binary message. */
    boolean takeBinary() {
        boolean isGood = namespace.takeBinary();
        if (!isGood) {
            fail(CloseReason.PROTOCOL_ERROR);
        }
        return isGood;
    }

    private boolean pong() {
        heartbeat.begin();
        return true;
    }

    private boolean closeByClient() {
        if (transport instanceof PollingTransport polling) {
            polling.endByClient();
        } else if (transport != null) {
            transport.close(CloseReason.GOING_AWAY);
        }
        gone();
        return true;
    }

    void send(String packet) {
        ByteBuf frame = Packets.frame(packet);
        try {
            write(frame, () -> {});
        } finally {
            frame.release();
        }
    }

    void write(ByteBuf frames, Runnable whenTaken) {
        if (transport != null && !isOver) {
            transport.write(frames, whenTaken);
        }
    }

    long pendingBytes() {
        return transport == null ? 0 : transport.pendingBytes();
    }

    /** Takes a request that waits for packets. */
    void take(Poll poll) {
        if (!(transport instanceof PollingTransport polling)) {
            poll.refuse(EngineError.BAD_REQUEST);
        } else if (!polling.take(poll)) {
            poll.refuse(EngineError.BAD_REQUEST);
            fail(CloseReason.PROTOCOL_ERROR);
        } else if (isOver && polling.isDone()) {
            sessions.remove(this);
        }
    }

    /** Begins a request with packets; false if there is one already. Any thread. */
    boolean beginPost() {
        return isPosting.compareAndSet(false, true);
    }

    /** Any thread. */
    void endPost() {
        isPosting.set(false);
    }

    /** Whether the client polls, so that it may send requests with packets. */
    boolean isPolling() {
        return transport instanceof PollingTransport && !isOver;
    }

    /** The client begins to change to this WebSocket. */
    void probe(WebSocketTransport next) {
        if (isPolling() && transport instanceof PollingTransport polling) {
            upgrade.begin(next, polling);
        } else {
            next.close(CloseReason.PROTOCOL_ERROR);
        }
    }

    /** Takes a packet that came over a WebSocket. */
    void take(WebSocketTransport from, String packet, @Nullable RoutingContext context) {
        if (from == transport) {
            take(packet, context);
        } else if (upgrade.take(from, packet) && transport instanceof PollingTransport polling) {
            transport = from;
            polling.moveTo(from);
            seat.giveConnection();
        }
    }

    /** A WebSocket is gone. */
    void closed(WebSocketTransport webSocket) {
        if (webSocket == transport) {
            gone();
        } else {
            upgrade.giveUp(webSocket);
        }
    }

    /** The client of a WebSocket sent what nothing can follow. */
    void broken(WebSocketTransport webSocket, CloseReason reason) {
        if (webSocket == transport) {
            fail(reason);
        } else {
            upgrade.giveUp(webSocket);
        }
    }

    /** Ends the session behind all that was written. */
    void finish(CloseReason reason) {
        if (isOver || transport == null) {
            return;
        }
        if (reason == CloseReason.SWARM_GONE) {
            send(Packets.DISCONNECT);
        }
        transport.close(reason);
        if (transport instanceof PollingTransport polling && !polling.isDone()) {
            // The client's next request hears the rest.
            end();
            schedule(settings.pingTimeout(), () -> {
                sessions.remove(this);
                polling.release();
            });
        } else {
            end();
            sessions.remove(this);
        }
        namespace.close();
    }

    /** Ends the session for a fault of its client. */
    void fail(CloseReason reason) {
        politeEnd = reason;
        cut(reason);
    }

    /** Ends the session at once, and says why in the log and the metrics if there was a stream. */
    void cut(CloseReason reason) {
        namespace.cut(reason);
        reset();
    }

    /** Ends the session at once. */
    void reset() {
        if (isOver || transport == null) {
            return;
        }
        end();
        sessions.remove(this);
        if (politeEnd == null) {
            transport.reset();
        } else {
            transport.close(politeEnd);
            if (transport instanceof PollingTransport polling) {
                // No poll finds the session any more, so nobody would take what waits.
                polling.release();
            }
        }
        namespace.close();
    }

    /** The client is gone. */
    void gone() {
        if (!isOver) {
            end();
            sessions.remove(this);
            namespace.close();
            if (transport instanceof PollingTransport polling) {
                polling.release();
            }
        }
    }

    private void end() {
        isOver = true;
        heartbeat.end();
        cancel(deadline);
        seat.giveAdmission();
        seat.giveConnection();
        upgrade.end();
    }
}
