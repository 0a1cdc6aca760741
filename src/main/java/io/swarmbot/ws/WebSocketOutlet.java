package io.swarmbot.ws;

import io.netty.buffer.ByteBuf;
import io.quarkus.websockets.next.WebSocketConnection;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Framing;
import io.swarmbot.push.Outlet;

/**
 * The writing end of one WebSocket. Frames go to the socket as they are; only the closing handshake is left to the
 * library.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class WebSocketOutlet implements Outlet {

    private final WebSocketConnection connection;
    private final ClientSocket socket;
    private final TextFraming framing;

    WebSocketOutlet(WebSocketConnection connection, ClientSocket socket) {
        this.connection = connection;
        this.socket = socket;
        this.framing = TextFraming.of(connection.subprotocol());
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public void write(ByteBuf bytes, Runnable whenTaken) {
        socket.write(bytes, whenTaken);
    }

    @Override
    public long pendingBytes() {
        return socket.pendingBytes();
    }

    @Override
    public boolean ping() {
        ByteBuf ping = TextFraming.ping();
        socket.writeLater(ping);
        ping.release();
        return true;
    }

    @Override
    public void flush() {
        socket.flush();
    }

    /** Everything that comes is a sign of life, not only the answer to a ping. */
    @Override
    public long lastHeard(long now) {
        return socket.lastRead();
    }

    @Override
    public void close(CloseReason reason) {
        connection
                .close(new io.quarkus.websockets.next.CloseReason(reason.code(), reason.wireName()))
                .subscribe()
                // A peer that broke the protocol cannot be understood any more, not even when it closes. So the end of
                // our output tells it to go.
                .with(done -> endOutputAfter(reason), failure -> socket.reset());
    }

    private void endOutputAfter(CloseReason reason) {
        if (reason == CloseReason.TOO_BIG || reason == CloseReason.PROTOCOL_ERROR) {
            socket.endOutput();
        }
    }

    @Override
    public void reset() {
        socket.reset();
    }
}
