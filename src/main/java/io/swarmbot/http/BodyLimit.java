package io.swarmbot.http;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a body that is too large, with a problem: before any of it is read where it says its length, else as soon as there
 * is too much. The server's own limit, which is a larger one, says no word.
 */
@ApplicationScoped
class BodyLimit {

    private static final long MAX_BYTES = 1 << 20;

    /** How long what still comes is thrown away: unread, it would turn the end into a reset that overtakes the answer. */
    private static final long PATIENCE_MILLIS = 5_000;

    private static final int TOO_LARGE = 413;

    private final BodyHandler reader = BodyHandler.create(false).setBodyLimit(MAX_BYTES);

    void register(@Observes Router router) {
        router.route("/api/*").order(Integer.MIN_VALUE + 1).handler(this::check).failureHandler(context -> {
            if (context.statusCode() == TOO_LARGE) {
                refuse(context);
            } else {
                context.next();
            }
        });
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            // A number of more digits than a long has is too large as well.
            if (length.length() > 18 || Long.parseLong(length) > MAX_BYTES) {
                refuse(context);
            } else {
                context.next();
            }
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            reader.handle(context);
        } else {
            context.next();
        }
    }

    private static void refuse(RoutingContext context) {
        HttpServerRequest request = context.request();
        long alarm = context.vertx()
                .setTimer(PATIENCE_MILLIS, late -> request.connection().close());
        request.handler(ignored -> {}).endHandler(all -> context.vertx().cancelTimer(alarm));
        Problems.send(
                context.response(), new Rejection(ErrorCode.TOO_BIG, "a body has at most " + MAX_BYTES + " bytes"));
    }
}
