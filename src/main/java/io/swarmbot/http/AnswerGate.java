package io.swarmbot.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.swarmbot.push.PushSettings;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The first handler of every request. It bounds what the answers of one connection hold: a request waits until the
 * client has taken the answers before it, so that a client which sends requests and reads nothing is not read on.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class AnswerGate {

    private static final String API = "/api/";
    private static final String HEALTH = "/health";
    private static final int BAD_REQUEST = 400;

    private final AnswerBudget budget;
    private final PushSettings settings;
    private final GoingAway goingAway;

    AnswerGate(AnswerBudget budget, PushSettings settings, GoingAway goingAway) {
        this.budget = budget;
        this.settings = settings;
        this.goingAway = goingAway;
    }

    void register(@Observes Router router) {
        addTo(router);
    }

    void registerForManagement(@Observes ManagementInterface management) {
        addTo(management.router());
    }

    private void addTo(Router router) {
        router.route().order(RouteOrder.ANSWERS).handler(this::enter).failureHandler(AnswerGate::fail);
    }

    private void enter(RoutingContext context) {
        Exchange exchange = Exchange.begin(context, budget, settings.writeTimeout());
        if (!context.request().headers().contains(HttpHeaders.UPGRADE)) {
            goingAway.count(exchange);
        }
        if (goingAway.isBegun() && exchange.isAloneOnConnection()) {
            // The next request of this client goes to a replica that stays.
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        ClientSocket socket = exchange.socket();
        if (exchange.isAloneOnConnection() && socket.pendingBytes() > Answer.PIECE_BYTES) {
            context.request().pause();
            // Whoever answers must be on the context of the request, where its class loader and its scope are.
            Context own = context.vertx().getOrCreateContext();
            socket.whenTaken(() -> own.runOnContext(taken -> {
                context.request().resume();
                admit(context, exchange);
            }));
        } else {
            admit(context, exchange);
        }
    }

    /**
     * An answer that was cut off is no fault of the service, and nobody waits for another. A request that cannot be
     * read is none either: the library refuses it before any handler, and the framework would log it as a whole.
     */
    private static void fail(RoutingContext context) {
        if (Exchange.wasCut(context)) {
            return;
        }
        if (context.statusCode() == BAD_REQUEST && !Exchange.isBegun(context)) {
            Problems.send(context.response(), Problems.ofStatus(BAD_REQUEST, null));
        } else {
            context.next();
        }
    }

    /** The resources of the API look after their room themselves: only they know what must not be refused. */
    private void admit(RoutingContext context, Exchange exchange) {
        String path = context.request().path();
        if (path != null && !path.startsWith(API)) {
            try {
                if (!path.contains(HEALTH)) {
                    budget.requireRoom();
                }
            } catch (Rejection spent) {
                Problems.send(context.response(), spent);
                return;
            }
            context.addHeadersEndHandler(begun -> exchange.watchRest());
        }
        context.next();
    }
}
