package io.swarmbot.files;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Framing;
import io.swarmbot.push.PushSettings;
import io.vertx.core.http.ServerWebSocket;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a WebSocket on which files come and go: messages at any time, and pieces of files one at a time.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class FileLine {

    /** A ping without content. */
    private static final int FINAL_PING = 0x89;

    private final ServerWebSocket webSocket;
    private final ClientSocket socket;
    private final Ticker ticker;
    private final PushSettings settings;
    private boolean isWriting;
    private long lastWrite;
    private long lastPing;
    /** When few enough bytes waited for the socket for the last time. */
    private long pendingSince;

    FileLine(ServerWebSocket webSocket, ClientSocket socket, Ticker ticker, PushSettings settings) {
        this.webSocket = webSocket;
        this.socket = socket;
        this.ticker = ticker;
        this.settings = settings;
        this.lastWrite = ticker.nanos();
        this.lastPing = lastWrite;
        this.pendingSince = lastWrite;
    }

    EventLoop loop() {
        return socket.eventLoop();
    }

    /** Sends a message. */
    void send(byte[] json) {
        ByteBuf frame = Framing.allocate(WebSocketFrames.size(json.length));
        WebSocketFrames.beginText(frame, json.length);
        write(frame.writeBytes(json), () -> {});
    }

    /** Whether the socket has not taken the last piece of a file. */
    boolean isWriting() {
        return isWriting;
    }

    /** Sends a piece of a file, and releases it. The next one may follow when this one is taken. */
    void sendPiece(ByteBuf frame, Runnable whenTaken) {
        isWriting = true;
        write(frame, () -> {
            isWriting = false;
            whenTaken.run();
        });
    }

    private void write(ByteBuf frame, Runnable whenTaken) {
        lastWrite = ticker.nanos();
        try {
            socket.write(frame, whenTaken);
        } finally {
            frame.release();
        }
    }

    /** Asks the client for a sign of life if that is due. Why the connection must be cut off; null if it need not. */
    @Nullable
    CloseReason check() {
        long now = ticker.nanos();
        if (isWriting && now - lastWrite > settings.writeTimeout().toNanos()) {
            return CloseReason.TOO_SLOW;
        }
        if (socket.pendingBytes() <= settings.pending().maxBytes().asLongValue()) {
            pendingSince = now;
        } else if (now - pendingSince > settings.pending().timeout().toNanos()) {
            return CloseReason.TOO_SLOW;
        }
        boolean isAsked = lastPing - socket.lastRead() > 0;
        if (isAsked && now - socket.lastRead() > settings.pongTimeout().toNanos()) {
            return CloseReason.SILENT;
        }
        // A check early, because at the next one the silence would be too long.
        long silence = settings.heartbeatEvery().toNanos() * 9 / 10;
        boolean isPingDue = now - lastPing > settings.pingEvery().toNanos();
        if (!isWriting && (now - lastWrite > silence || isPingDue)) {
            lastPing = now;
            write(Framing.allocate(2).writeByte(FINAL_PING).writeByte(0), () -> {});
        }
        return null;
    }

    /** Ends the connection in the protocol's own way. */
    void close(CloseReason reason) {
        webSocket.close((short) reason.code(), reason.wireName()).onComplete(sent -> {
            // A peer that broke the protocol cannot be understood any more, not even when it closes. So the end of our
            // output tells it to go.
            if (reason == CloseReason.TOO_BIG || reason == CloseReason.PROTOCOL_ERROR) {
                socket.endOutput();
            }
        });
    }

    /** Ends the connection at once. */
    void reset() {
        socket.reset();
    }
}
