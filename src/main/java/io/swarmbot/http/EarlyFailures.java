package io.swarmbot.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers with a problem if a request fails before it reaches a resource, or outside of one. Thread-safe. */
@ApplicationScoped
class EarlyFailures {

    private static final int BAD_REQUEST = 400;

    private final ProtocolPaths paths;

    EarlyFailures(ProtocolPaths paths) {
        this.paths = paths;
    }

    void register(@Observes Router router) {
        paths.route(router, route -> route.order(RouteOrder.EARLY_FAILURES).failureHandler(EarlyFailures::answer));
    }

    private static void answer(RoutingContext context) {
        // A request that fails before it was read to its end is broken, or its client is gone: the service is not at
        // fault.
        int status = context.request().isEnded() ? context.statusCode() : BAD_REQUEST;
        Problems.send(context.response(), Problems.ofStatus(status, context.failure()));
    }
}
