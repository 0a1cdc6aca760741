package io.swarmbot.http;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Refuses a body that says itself that it is too large, before any of it is read; the server's own limit says no word. */
@ApplicationScoped
class BodyLimit {

    private static final long MAX_BYTES = 1 << 20;

    void register(@Observes Router router) {
        router.route("/api/*").order(Integer.MIN_VALUE).handler(BodyLimit::check);
    }

    private static void check(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        // A number of more digits than a long has is too large as well.
        if (length != null && (length.length() > 18 || Long.parseLong(length) > MAX_BYTES)) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            Problems.send(
                    context.response(), new Rejection(ErrorCode.TOO_BIG, "a body has at most " + MAX_BYTES + " bytes"));
        } else {
            context.next();
        }
    }
}
