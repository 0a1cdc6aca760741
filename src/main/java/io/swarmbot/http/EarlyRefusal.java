package io.swarmbot.http;

import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Answers a request that is refused before its body was read. */
public final class EarlyRefusal {

    /**
     * How long the rest of a refused body is read and thrown away. Unread bytes would turn the end of the connection
     * into a reset, which overtakes the answer.
     */
    private static final long PATIENCE_MILLIS = 5_000;

    private EarlyRefusal() {}

    /** Sends the problem, and cuts the request off if the rest of its body does not come soon. */
    public static void send(RoutingContext context, Rejection rejection) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            Exchange exchange = Exchange.of(context);
            long alarm = context.vertx().setTimer(PATIENCE_MILLIS, late -> exchange.endRequest());
            request.handler(ignored -> {})
                    .exceptionHandler(broken -> context.vertx().cancelTimer(alarm))
                    .endHandler(all -> context.vertx().cancelTimer(alarm));
        }
        Problems.send(context.response(), rejection);
    }

    /** Sends the problem, and then closes the connection: where the next request would begin is not known. */
    public static void sendAndClose(RoutingContext context, Rejection rejection) {
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.addEndHandler(sent -> context.request().connection().close());
        Problems.send(context.response(), rejection);
    }
}
