package io.swarmbot.socketio;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.push.CloseReason;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A WebSocket of a session. A session that began with polling has an event loop of its own, which need not be the
 * socket's.
 *
 * <p>Thread-safety: as every transport; only the socket's handlers run on the socket's loop.
 */
final class WebSocketTransport implements Transport {

    /** What a client may have sent that the session's loop has not handled, in characters. */
    private static final int MAX_UNHANDLED = 512 * 1024;

    /** What a message costs besides its characters. */
    private static final int MESSAGE_COST = 1024;

    /** What came from the client. Called on the session's event loop. */
    interface Receiver {

        void text(WebSocketTransport from, String packet);

        void binary(WebSocketTransport from);

        /** The client sent what nothing can follow. */
        void broken(WebSocketTransport from, CloseReason reason);

        void closed(WebSocketTransport from);
    }

    private final ServerWebSocket webSocket;
    private final ClientSocket socket;
    private final EventLoop socketLoop;
    private final EventLoop loop;
    private final AtomicInteger unhandled = new AtomicInteger();

    /** @param loop the session's event loop */
    WebSocketTransport(ServerWebSocket webSocket, ClientSocket socket, EventLoop loop) {
        this.webSocket = webSocket;
        this.socket = socket;
        this.socketLoop = socket.eventLoop();
        this.loop = loop;
    }

    /** Begins to read. To be called on the socket's event loop, right after the upgrade. */
    void receive(Receiver receiver, Ticker ticker, int maxMessageBytes) {
        webSocket.textMessageHandler(text -> handle(MESSAGE_COST + text.length(), () -> receiver.text(this, text)));
        webSocket.binaryMessageHandler(bytes -> handle(MESSAGE_COST + bytes.length(), () -> receiver.binary(this)));
        // The line broke, or the peer broke the protocol. The close handler is called next, and does the rest.
        webSocket.exceptionHandler(broken -> {});
        webSocket.closeHandler(closed -> run(loop, () -> receiver.closed(this)));
        socket.readStepwise(ticker);
        socket.stopIdleWatch();
        socket.guardFrames(maxMessageBytes, reason -> run(loop, () -> receiver.broken(this, reason)));
    }

    private void handle(int cost, Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
        } else if (unhandled.addAndGet(cost) > MAX_UNHANDLED) {
            socket.reset();
        } else {
            loop.execute(() -> {
                unhandled.addAndGet(-cost);
                action.run();
            });
        }
    }

    @Override
    public void write(ByteBuf frames, Runnable whenTaken) {
        if (socketLoop.inEventLoop()) {
            socket.write(frames, whenTaken);
            return;
        }
        ByteBuf held = frames.retainedDuplicate();
        socketLoop.execute(() -> {
            try {
                socket.write(held, () -> loop.execute(whenTaken));
            } finally {
                held.release();
            }
        });
    }

    @Override
    public long pendingBytes() {
        return socket.pendingBytes();
    }

    @Override
    public void close(CloseReason reason) {
        run(
                socketLoop,
                () -> webSocket
                        .close((short) reason.code(), reason.wireName())
                        // A peer that broke the protocol cannot be understood any more, not even when it closes. So the
                        // end of
                        // our output tells it to go.
                        .onComplete(sent -> endOutputAfter(reason)));
    }

    private void endOutputAfter(CloseReason reason) {
        if (reason == CloseReason.TOO_BIG || reason == CloseReason.PROTOCOL_ERROR) {
            socket.endOutput();
        }
    }

    @Override
    public void reset() {
        run(socketLoop, socket::reset);
    }

    private static void run(EventLoop where, Runnable action) {
        if (where.inEventLoop()) {
            action.run();
        } else {
            where.execute(action);
        }
    }
}
