package io.swarmbot.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.SwarmState;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Answers the poll that is repeated most, the one of a client that has the newest snapshot already, before it reaches the
 * REST layer, which costs as much again as all the rest. Every other request goes on to {@link SwarmsResource}, which gives
 * the same answer.
 */
@ApplicationScoped
class UnchangedSnapshots {

    /** Behind the filters for origin and rights, which are below -100, and before the resource. */
    private static final int ORDER = -50;

    private final SwarmCoordinator coordinator;

    UnchangedSnapshots(SwarmCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    void register(@Observes Router router) {
        router.get("/api/v1/swarms/:swarm").order(ORDER).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        String swarm = Objects.requireNonNull(context.pathParam("swarm"));
        boolean isPlain = known != null
                && context.request().query() == null
                && coordinator.staleSince(swarm).isEmpty();
        if (isPlain) {
            CompletableFuture<SwarmState> state = coordinator.state(swarm);
            if (state.isDone() && !state.isCompletedExceptionally()) {
                String cursor = state.join().cursor().toString();
                String tag = SwarmsResource.tag(cursor);
                if (tag.equals(known)) {
                    notModified(context.response(), cursor, tag);
                    return;
                }
            }
        }
        context.next();
    }

    private static void notModified(HttpServerResponse response, String cursor, String tag) {
        response.setStatusCode(HttpResponseStatus.NOT_MODIFIED.code())
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(Answers.CURSOR_HEADER, cursor)
                .putHeader(HttpHeaders.CACHE_CONTROL, SwarmsResource.CACHE_CONTROL)
                .putHeader(HttpHeaders.VARY, SwarmsResource.VARY)
                .end();
    }
}
