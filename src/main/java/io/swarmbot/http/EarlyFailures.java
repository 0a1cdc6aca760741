package io.swarmbot.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What fails before a resource is asked, or beside it, is told as a problem too. */
@ApplicationScoped
class EarlyFailures {

    private static final int BAD_REQUEST = 400;

    void register(@Observes Router router) {
        router.route("/api/*").order(Integer.MIN_VALUE + 2).failureHandler(EarlyFailures::answer);
    }

    private static void answer(RoutingContext context) {
        // A request that fails while it still comes is broken, or its client is gone: no fault of ours.
        int status = context.request().isEnded() ? context.statusCode() : BAD_REQUEST;
        Problems.send(context.response(), Problems.ofStatus(status, context.failure()));
    }
}
