package io.swarmbot.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Opens the dashboard on the swarm of the simulated agents if the demo is on and the address names no swarm.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class DemoPage {

    /** Before the static files. */
    private static final int ORDER = -50;

    private static final int FOUND = 302;

    private final DemoConfig config;

    DemoPage(DemoConfig config) {
        this.config = config;
    }

    void register(@Observes Router router) {
        if (config.enabled()) {
            router.get("/").order(ORDER).handler(DemoPage::open);
        }
    }

    private static void open(RoutingContext context) {
        if (context.queryParams().contains("swarm")) {
            context.next();
            return;
        }
        String query = context.request().query();
        String more = query == null || query.isEmpty() ? "" : "&" + query;
        context.response()
                .setStatusCode(FOUND)
                // Relative, so that it holds behind a proxy that adds a prefix.
                .putHeader(HttpHeaders.LOCATION, "?swarm=" + DemoSwarm.NAME + more)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end();
    }
}
