package io.swarmbot.access;

import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;

/**
 * What becomes of a request that the framework's own login refuses. An application that has SwarmBot inside may have
 * such a login for our paths; SwarmBot alone has none.
 *
 * <p>Quarkus REST 3.33 does the same, but it also looks for the resource of each request, before the login, to name the
 * request in metrics if it should be refused. That took 7 % of the time of a command. Here a request that is refused so
 * has no path in metrics.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
class FrameworkLogin {

    /** As that of Quarkus REST. Of two routes with one order the first to be added is the first; theirs come later. */
    private static final int ORDER = 1 - SecurityHandlerPriorities.AUTHENTICATION;

    private static final String SWARMS = "/api/v1/swarms/*";

    private static final BiConsumer<RoutingContext, Throwable> REFUSAL = FrameworkLogin::refuse;

    void register(@Observes Router router) {
        router.route(SWARMS).order(ORDER).handler(context -> {
            context.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, REFUSAL);
            context.next();
        });
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        if (!context.failed()) {
            context.fail(DefaultAuthFailureHandler.extractRootCause(failure));
        }
    }
}
