package io.swarmbot.socketio;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.swarmbot.push.CloseReason;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The change of a session from polling to a WebSocket: the client asks over the WebSocket whether it works, ends its
 * last poll, and says that it changes. Until then it may give up, and goes on polling.
 *
 * <p>Thread-safety: confined to the session's event loop.
 */
final class Upgrade {

    private final EventLoop loop;
    private final SocketIoSettings settings;
    /** The WebSocket to which the client is about to change; null if there is none. */
    private @Nullable WebSocketTransport next;

    private @Nullable PollingTransport polling;
    private @Nullable Future<?> deadline;

    Upgrade(EventLoop loop, SocketIoSettings settings) {
        this.loop = loop;
        this.settings = settings;
    }

    /** Begins with this WebSocket, unless the client has begun with another one. */
    void begin(WebSocketTransport webSocket, PollingTransport present) {
        if (next != null) {
            webSocket.close(CloseReason.PROTOCOL_ERROR);
            return;
        }
        next = webSocket;
        polling = present;
        deadline =
                loop.schedule(() -> giveUp(webSocket), settings.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Takes a packet of a WebSocket that is not the session's.
     *
     * @return true if the client has changed to it
     */
    boolean take(WebSocketTransport from, String packet) {
        if (from == next && packet.equals(Packets.UPGRADE)) {
            forget();
            return true;
        }
        if (from == next && packet.equals(Packets.PROBE)) {
            ByteBuf answer = Packets.frame(Packets.PROBED);
            from.write(answer);
            answer.release();
            announce(true);
        } else {
            giveUp(from);
        }
        return false;
    }

    /** Ends a WebSocket that is not the session's. If it is the one to which the client changes, polling goes on. */
    void giveUp(WebSocketTransport from) {
        if (from == next) {
            announce(false);
            forget();
        }
        from.close(CloseReason.PROTOCOL_ERROR);
    }

    /** The session is over. */
    void end() {
        if (next != null) {
            giveUp(next);
        }
    }

    private void announce(boolean isBegun) {
        if (polling != null) {
            polling.upgrade(isBegun);
        }
    }

    private void forget() {
        if (deadline != null) {
            deadline.cancel(false);
        }
        next = null;
        polling = null;
    }
}
