package io.swarmbot.access;

import io.swarmbot.access.limit.CallerLimits;
import io.swarmbot.access.limit.CommandGate;
import io.swarmbot.access.limit.ConnectionGate;
import io.swarmbot.access.limit.LoginGuard;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.McpSwitch;
import io.swarmbot.http.PathSegments;
import io.swarmbot.http.Problems;
import io.swarmbot.http.RouteOrder;
import io.swarmbot.http.WarmUpRequests;
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
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
    private final ConnectionGate connections;
    private final LoginGuard guard;
    private final CommandGate commands;
    private final McpSwitch mcp;
    private final WarmUpRequests warmUp;
    /** Of the service itself, whose requests count nowhere. */
    private final CallerLimits noLimits;

    AccessGate(
            Logins logins,
            ConnectionGate connections,
            LoginGuard guard,
            CommandGate commands,
            McpSwitch mcp,
            WarmUpRequests warmUp,
            Ticker ticker) {
        this.logins = logins;
        this.connections = connections;
        this.guard = guard;
        this.commands = commands;
        this.mcp = mcp;
        this.warmUp = warmUp;
        this.noLimits = CallerLimits.none(ticker);
    }

    void register(@Observes Router router) {
        if (!logins.isOpen()) {
            router.route().order(RouteOrder.CONNECTIONS).handler(this::checkConnection);
        }
        router.route().order(RouteOrder.ACCESS).handler(this::check);
    }

    private void checkConnection(RoutingContext context) {
        if (warmUp.contain(context.request())) {
            context.next();
        } else {
            connections.check(context);
        }
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (warmUp.contain(request)) {
            letServiceIn(context);
            return;
        }
        warmUp.giveWayTo(context);
        if (logins.isOpen()) {
            Caller.anonymous(logins).keepIn(context);
            context.next();
            return;
        }
        PathSegments segments = PathSegments.of(context.normalizedPath());
        RouteRights.Entry entry =
                RouteRights.find(request.method().name(), segments).orElse(null);
        if (isPublic(request, segments, entry)) {
            context.next();
        } else {
            Admittance.decide(context, callerOf(request, entry != null && RouteRights.isStream(entry)), caller -> {
                require(caller, segments, entry);
                commands.enter(context, caller.name());
                if (entry != null && entry.need() == Need.ADMINISTER) {
                    // Making and deleting a swarm is no command to it, but costs more than one.
                    logins.limits()
                            .commands()
                            .take(caller.name(), String.valueOf(RouteRights.swarmOf(entry, segments)));
                }
            });
        }
    }

    /** The swarm that the request names says who sends it: nobody else knows that name. */
    private void letServiceIn(RoutingContext context) {
        PathSegments segments = PathSegments.of(context.normalizedPath());
        RouteRights.Entry entry =
                RouteRights.find(context.request().method().name(), segments).orElse(null);
        Caller service = Caller.ofService(warmUp.swarm(), logins, noLimits);
        Admittance.decide(
                context, CompletableFuture.completedFuture(service), caller -> require(caller, segments, entry));
    }

    private CompletableFuture<Caller> callerOf(HttpServerRequest request, boolean isTicketTaken) {
        Supplier<String> credentials = () -> Credential.shown(request);
        try {
            Credential.requireReadable(request);
            guard.requireOpen(request, credentials);
        } catch (Rejection refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return logins.callerOf(request, isTicketTaken).whenComplete((caller, failure) -> {
            if (failure == null) {
                guard.noteGood(request, credentials);
            } else {
                guard.noteBad(request, credentials, Problems.rejectionOf(failure));
            }
        });
    }

    private boolean isPublic(HttpServerRequest request, PathSegments segments, RouteRights.@Nullable Entry entry) {
        return !RouteRights.isGuarded(segments)
                // Whoever has SwarmBot inside may have a path of that name.
                || (!mcp.enabled() && RouteRights.isMcp(segments))
                || isPreflight(request)
                || (entry != null && (entry.need() == Need.PUBLIC || entry.need() == Need.LATER));
    }

    /** A browser asks whether it may ask, and sends no credentials with that (Fetch, 3.2.2). Nothing is done for it. */
    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static void require(Caller caller, PathSegments segments, RouteRights.@Nullable Entry entry) {
        if (entry == null) {
            throw nothingAt(segments);
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

    private static Rejection nothingAt(PathSegments segments) {
        SortedSet<String> methods = RouteRights.methods(segments);
        return methods.isEmpty()
                ? new Rejection(ErrorCode.UNKNOWN_PATH, "there is nothing at this path")
                : Problems.methodNotAllowed(methods);
    }
}
