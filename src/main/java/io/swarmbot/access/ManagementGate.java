package io.swarmbot.access;

import io.quarkus.vertx.http.ManagementInterface;
import io.swarmbot.http.PathSegments;
import io.swarmbot.http.RouteOrder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Lets a request to the management port in if its caller may observe all swarms: metrics and the details of the health
 * checks are not told apart by swarm. A health check without credentials is let in, too, and gets no details.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class ManagementGate {

    private final Logins logins;

    ManagementGate(Logins logins) {
        this.logins = logins;
    }

    void register(@Observes ManagementInterface management) {
        if (!logins.isOpen()) {
            management.router().route().order(RouteOrder.ACCESS).handler(this::check);
        }
    }

    /** Whether a health check on the management port is answered with its details, if it is let in. */
    public boolean showsDetails(RoutingContext context) {
        return logins.isOpen() || context.request().headers().contains(HttpHeaders.AUTHORIZATION);
    }

    private void check(RoutingContext context) {
        boolean isProbe = RouteRights.isProbe(PathSegments.of(context.normalizedPath()));
        if (!isProbe || showsDetails(context)) {
            Admittance.decide(
                    context,
                    logins.callerOf(context.request(), false),
                    caller -> caller.requireAnywhere(Need.OBSERVE_ALL));
        } else {
            context.next();
        }
    }
}
