package io.swarmbot.sse;

import io.netty.buffer.ByteBuf;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Framing;
import io.swarmbot.push.Outlet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** The writing end of one event stream over HTTP/1.1: chunks go to the socket as they are, made once for all streams. */
final class ChunkedOutlet implements Outlet {

    /** A comment (WHATWG HTML, 9.2.5): the response is begun by the library, which does so with a first chunk only. */
    private static final String BEGINNING = ":\n";

    private final HttpServerResponse response;
    private final ClientSocket socket;
    private final ClientSocket below;
    private boolean isBegun;

    ChunkedOutlet(HttpServerResponse response, ClientSocket socket) {
        this.response = response;
        this.socket = socket;
        this.below = socket.belowHttp1();
    }

    @Override
    public Framing framing() {
        return EventStreamFraming.CHUNKED;
    }

    @Override
    public void write(ByteBuf bytes, Runnable whenTaken) {
        if (!isBegun) {
            isBegun = true;
            response.write(Buffer.buffer(BEGINNING));
        }
        below.write(bytes, whenTaken);
    }

    @Override
    public long pendingBytes() {
        return socket.pendingBytes();
    }

    @Override
    public boolean ping() {
        return false;
    }

    @Override
    public void flush() {}

    @Override
    public long lastHeard() {
        return System.nanoTime();
    }

    /** A farewell message has said why: an event stream has no closing frame. */
    @Override
    public void close(CloseReason reason) {
        response.end();
    }

    @Override
    public void reset() {
        socket.reset();
    }
}
