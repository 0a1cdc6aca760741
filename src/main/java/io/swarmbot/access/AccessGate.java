package io.swarmbot.access;

import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.RouteOrder;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request or an upgrade in if its caller has the right that {@link RouteRights} wants. Neither a store nor a
 * swarm is asked before, so a swarm that may not be viewed looks like one that does not exist.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class AccessGate {

    private final Logins logins;

    AccessGate(Logins logins) {
        this.logins = logins;
    }

    void register(@Observes Router router) {
        router.route().order(RouteOrder.ACCESS).handler(this::check);
    }

    private void check(RoutingContext context) {
        try {
            admit(context);
        } catch (Rejection refused) {
            EarlyRefusal.send(context, refused);
            return;
        }
        context.next();
    }

    private void admit(RoutingContext context) {
        if (logins.isOpen()) {
            logins.callerOf(context.request()).keepIn(context);
        } else {
            List<String> segments = RouteRights.segmentsOf(context.normalizedPath());
            RouteRights.Entry entry = RouteRights.find(
                            context.request().method().name(), segments)
                    .orElse(null);
            if (!isPublic(context.request(), segments, entry)) {
                Caller caller = logins.callerOf(context.request());
                caller.keepIn(context);
                require(caller, context, segments, entry);
            }
        }
    }

    private static boolean isPublic(
            HttpServerRequest request, List<String> segments, RouteRights.@Nullable Entry entry) {
        return !RouteRights.isGuarded(segments)
                || isPreflight(request)
                || (entry != null && entry.need() == Need.PUBLIC);
    }

    /** A browser asks whether it may ask, and sends no credentials with that (Fetch, 3.2.2). Nothing is done for it. */
    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static void require(
            Caller caller, RoutingContext context, List<String> segments, RouteRights.@Nullable Entry entry) {
        if (entry == null) {
            refuse(context, segments);
            return;
        }
        if (entry.need().rights().isEmpty()) {
            return;
        }
        @Nullable String swarm = RouteRights.swarmOf(entry, segments);
        if (swarm == null) {
            caller.requireAnywhere(entry.need());
        } else {
            caller.requireAny(entry.need().rights(), Identifiers.require("swarm", swarm));
        }
    }

    private static void refuse(RoutingContext context, List<String> segments) {
        SortedSet<String> methods = RouteRights.methods(segments);
        if (methods.isEmpty()) {
            throw new Rejection(ErrorCode.UNKNOWN_PATH, "there is nothing at this path");
        }
        String allowed = String.join(", ", methods);
        context.response().putHeader(HttpHeaders.ALLOW, allowed);
        throw new Rejection(ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + allowed);
    }
}
