package io.swarmbot.socketio;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings the client of a session, and tells if it does not answer in time.
 *
 * <p>Thread-safety: confined to the session's event loop.
 */
final class Heartbeat {

    private final EventLoop loop;
    private final SocketIoSettings settings;
    private final Runnable ping;
    private final Runnable whenSilent;
    private @Nullable Future<?> next;
    private boolean isOver;

    Heartbeat(EventLoop loop, SocketIoSettings settings, Runnable ping, Runnable whenSilent) {
        this.loop = loop;
        this.settings = settings;
        this.ping = ping;
        this.whenSilent = whenSilent;
    }

    /** The client is there: it is pinged after an interval. */
    void begin() {
        cancel();
        next = loop.schedule(this::ping, settings.pingInterval().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ping() {
        ping.run();
        if (!isOver) {
            next = loop.schedule(whenSilent, settings.pingTimeout().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Nothing more is sent. */
    void end() {
        isOver = true;
        cancel();
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }
}
