package io.swarmbot.sse;

import io.netty.buffer.ByteBuf;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Framing;
import io.swarmbot.push.Outlet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * The writing end of one event stream over HTTP/1.1. Chunks are made once for all streams, and go to the socket as they
 * are.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class ChunkedOutlet implements Outlet {

    /**
     * A comment (WHATWG HTML, 9.2.5). The library sends the head of a response only with a first chunk, which this is.
     */
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

    /**
     * An event stream has no closing frame. The farewell message has said why it ends. The head said that the
     * connection ends with the stream; the library does that for HTTP/1.0 only.
     */
    @Override
    public void close(CloseReason reason) {
        response.end().onComplete(sent -> socket.close());
    }

    @Override
    public void reset() {
        socket.reset();
    }
}
