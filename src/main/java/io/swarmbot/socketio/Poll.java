package io.swarmbot.socketio;

import io.netty.channel.EventLoop;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A request of a client that waits for packets. It is answered once.
 *
 * <p>Thread-safety: confined to the session's event loop, which need not be the loop of its connection.
 */
final class Poll {

    /** What separates packets (Engine.IO 4). JSON has no such character. */
    static final char SEPARATOR = '\u001e';

    private static final String TEXT = "text/plain; charset=UTF-8";

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final EventLoop loop;
    private final Runnable whenGone;
    private boolean isAnswered;

    /**
     * @param loop the session's event loop
     * @param whenGone run on that loop if the client is gone before it was answered, or before it took the answer
     */
    Poll(RoutingContext context, EventLoop loop, Runnable whenGone) {
        this.exchange = Exchange.of(context);
        this.response = context.response();
        this.loop = loop;
        this.whenGone = whenGone;
    }

    /**
     * Begins to watch the client.
     *
     * @param whenEnded run on the session's loop if the client has ended its side of the connection, and may still read
     */
    void watch(Runnable whenEnded) {
        exchange.whenOver(() -> loop.execute(() -> {
            if (!isAnswered) {
                isAnswered = true;
                whenGone.run();
            }
        }));
        exchange.whenClientEnds(() -> loop.execute(whenEnded));
    }

    /**
     * Answers with packets.
     *
     * @param whenTaken run on the session's loop when the socket has taken them
     */
    void answer(byte[] packets, Runnable whenTaken) {
        isAnswered = true;
        exchange.eventLoop().execute(() -> {
            try {
                exchange.holdRoom(packets.length);
            } catch (Rejection spent) {
                Problems.send(response, spent);
                loop.execute(whenGone);
                return;
            }
            if (response.closed() || response.ended()) {
                loop.execute(whenGone);
                return;
            }
            response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(Buffer.buffer(packets))
                    .onComplete(sent -> loop.execute(sent.succeeded() ? whenTaken : whenGone));
        });
    }

    void refuse(EngineError error) {
        isAnswered = true;
        exchange.eventLoop().execute(() -> error.send(response));
    }
}
