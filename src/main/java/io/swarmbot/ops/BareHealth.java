package io.swarmbot.ops;

import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.swarmbot.access.ManagementGate;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Answers the health checks with a status and nothing else: 200 and {@code {"status":"UP"}}, or 503 and
 * {@code {"status":"DOWN"}}. So does the port for everybody, and the management port to those without credentials:
 * orchestrators have none.
 *
 * <p>Thread-safety: any thread. A check that waits is run by the library on a thread that may.
 */
@ApplicationScoped
class BareHealth {

    private static final Logger LOG = System.getLogger(BareHealth.class.getName());

    /** Before the library's own routes, which answer with details, and after the gates. */
    private static final int ORDER = -50;

    private static final String ROOT = "/q/health";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final ManagementGate gate;
    private final Map<String, SharedCheck> checks;

    BareHealth(SmallRyeHealthReporter reporter, ManagementGate gate) {
        this.gate = gate;
        this.checks = Map.of(
                ROOT,
                shared(reporter::getHealthAsync),
                ROOT + "/live",
                shared(reporter::getLivenessAsync),
                ROOT + "/ready",
                shared(reporter::getReadinessAsync),
                ROOT + "/started",
                shared(reporter::getStartupAsync));
    }

    private SharedCheck shared(Supplier<Uni<SmallRyeHealth>> check) {
        return new SharedCheck(() -> ask(check).map(health -> !health.isDown()).subscribeAsCompletionStage());
    }

    void register(@Observes Router router) {
        addTo(router, context -> true);
    }

    void registerForManagement(@Observes ManagementInterface management) {
        addTo(management.router(), context -> !gate.showsDetails(context));
    }

    private void addTo(Router router, Predicate<RoutingContext> isBare) {
        checks.forEach((path, check) -> router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(ORDER)
                .handler(context -> {
                    if (isBare.test(context)) {
                        answer(context, check);
                    } else {
                        context.next();
                    }
                }));
    }

    private static void answer(RoutingContext context, SharedCheck check) {
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        check.ask().whenComplete((isUp, failure) -> {
            if (failure != null) {
                LOG.log(Level.ERROR, "a health check failed", failure);
            }
            loop.runOnContext(now -> send(context, failure == null && isUp));
        });
    }

    /** The checks may use beans of a request. */
    @ActivateRequestContext
    Uni<SmallRyeHealth> ask(Supplier<Uni<SmallRyeHealth>> check) {
        return check.get();
    }

    private static void send(RoutingContext context, boolean isUp) {
        context.response()
                .setStatusCode(isUp ? OK : UNAVAILABLE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(isUp ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
    }
}
