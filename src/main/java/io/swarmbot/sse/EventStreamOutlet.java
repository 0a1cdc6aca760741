package io.swarmbot.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.swarmbot.http.Exchange;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Framing;
import io.swarmbot.push.Outlet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * The writing end of one event stream over any version of HTTP.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class EventStreamOutlet implements Outlet {

    private final HttpServerResponse response;
    private final Exchange exchange;

    EventStreamOutlet(HttpServerResponse response, Exchange exchange) {
        this.response = response;
        this.exchange = exchange;
    }

    @Override
    public Framing framing() {
        return EventStreamFraming.PLAIN;
    }

    @Override
    public void write(ByteBuf bytes, Runnable whenTaken) {
        response.write(Buffer.buffer(ByteBufUtil.getBytes(bytes))).onSuccess(done -> whenTaken.run());
    }

    @Override
    public long pendingBytes() {
        return exchange.isAloneOnConnection() ? exchange.socket().pendingBytes() : 0;
    }

    /** An event stream has no closing frame. The farewell message has said why it ends. */
    @Override
    public void close(CloseReason reason) {
        response.end();
    }

    @Override
    public void reset() {
        exchange.cut();
    }
}
