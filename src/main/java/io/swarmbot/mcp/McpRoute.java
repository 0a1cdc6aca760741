package io.swarmbot.mcp;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.swarmbot.access.Caller;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.McpSwitch;
import io.swarmbot.http.Problems;
import io.swarmbot.http.QueryParameters;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The Model Context Protocol over HTTP: each {@code POST} is one message, and its answer is all that is kept of it. By
 * the time that a request comes here, its host, origin, form and rights are checked like those of the API.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class McpRoute {

    private static final String PATH = "/mcp";
    private static final String AGENT = "agent";
    private static final String SWARM = "swarm";

    /** After the filters for origin and rights, which are below -100, and before the pages. */
    private static final int ORDER = -50;

    /** Bytes of one message: as many as one command has. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final int ACCEPTED = 202;

    private final McpSwitch door;
    private final McpMethods methods;
    /** Completed when the process is about to end, so that nobody is left waiting. */
    private final Map<Exchange, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    private final BodyHandler reader = BodyHandler.create(false).setBodyLimit(MAX_BYTES);
    private volatile boolean isGoing;

    McpRoute(McpSwitch door, McpMethods methods) {
        this.door = door;
        this.methods = methods;
    }

    void register(@Observes Router router) {
        if (door.enabled()) {
            for (String path : new String[] {PATH, PATH + "/:" + SWARM}) {
                router.route(path)
                        .order(ORDER)
                        .handler(this::check)
                        .handler(this::answer)
                        .failureHandler(McpRoute::fail);
            }
            router.route(PATH + "/*")
                    .order(ORDER + 1)
                    .handler(context -> EarlyRefusal.send(
                            context, new Rejection(ErrorCode.UNKNOWN_PATH, "there is nothing at this path")));
        }
    }

    /** Whoever waits is answered with what there is, and comes back to another replica. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        isGoing = true;
        underWay.values().forEach(each -> each.complete(null));
    }

    /** What can be said before the body is read. */
    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        try {
            if (!request.method().equals(HttpMethod.POST)) {
                throw Problems.methodNotAllowed(
                        List.of(HttpMethod.POST.name()), "there are no sessions and no streams to open");
            }
            swarmOf(context);
            QueryParameters.requireKnown(
                    request.params().names(),
                    name -> name.equals(AGENT) || (name.equals(SWARM) && isOfPath(context, request)));
            agentOf(request);
            if (!Wanted.of(request).isPossible()) {
                throw new Rejection(
                        ErrorCode.NOT_ACCEPTABLE, "this path answers with application/json or text/event-stream");
            }
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            if (length != null && Long.parseLong(length) > MAX_BYTES) {
                throw tooBig();
            }
        } catch (Rejection refused) {
            EarlyRefusal.send(context, refused);
            return;
        }
        reader.handle(context);
    }

    private static Rejection tooBig() {
        return new Rejection(ErrorCode.TOO_BIG, "a message has at most " + MAX_BYTES + " bytes");
    }

    private static void fail(RoutingContext context) {
        if (context.statusCode() == ErrorCode.TOO_BIG.status()) {
            EarlyRefusal.send(context, tooBig());
        } else {
            // If its body does not come to an end, the client is at fault.
            int status = context.request().isEnded() ? context.statusCode() : ErrorCode.BAD_REQUEST.status();
            Problems.send(context.response(), Problems.ofStatus(status, context.failure()));
        }
    }

    private static String swarmOf(RoutingContext context) {
        String named = context.pathParam(SWARM);
        return named == null ? SwarmCoordinator.DEFAULT_SWARM : Identifiers.require(SWARM, named);
    }

    /** Whether the one value is that of the path: a query names no swarm. */
    private static boolean isOfPath(RoutingContext context, HttpServerRequest request) {
        return request.params().getAll(SWARM).equals(Collections.singletonList(context.pathParam(SWARM)));
    }

    private static @Nullable String agentOf(HttpServerRequest request) {
        String named = request.getParam(AGENT);
        return named == null ? null : Identifiers.require(AGENT, named);
    }

    private void answer(RoutingContext context) {
        HttpServerRequest http = context.request();
        McpAnswer answer = new McpAnswer(context, Wanted.of(http));
        Buffer body = context.body().buffer();
        if (body != null && body.length() > MAX_BYTES) {
            // A body in chunks does not say before how long it is.
            EarlyRefusal.send(context, tooBig());
            return;
        }
        McpRequest.Reader reader = new McpRequest.Reader();
        McpRequest request;
        try {
            request = reader.read(
                    body == null ? new byte[0] : body.getBytes(),
                    name -> http.headers().getAll(name));
        } catch (McpError wrong) {
            answer.refuse(reader.id(), wrong);
            return;
        }
        if (request.isNotification()) {
            // There is nothing to tell this service: it keeps nothing of a client, and a call ends with its request.
            context.response().setStatusCode(ACCEPTED).end();
            return;
        }
        Json id = Objects.requireNonNull(request.id());
        CompletableFuture<Void> hurry = hurry(Exchange.of(context));
        McpMethods.Session session = new McpMethods.Session(swarmOf(context), Caller.of(context), agentOf(http), hurry);
        CompletableFuture<Json> result;
        try {
            result = methods.answer(request, session);
        } catch (McpError | Rejection wrong) {
            result = CompletableFuture.failedFuture(wrong);
        }
        answer.send(id, result, request.progressToken());
    }

    /** Completes if nobody can wait any longer, and is canceled if nobody waits. */
    private CompletableFuture<Void> hurry(Exchange exchange) {
        CompletableFuture<Void> hurry = new CompletableFuture<>();
        underWay.put(exchange, hurry);
        exchange.whenClientEnds(() -> hurry.complete(null));
        exchange.whenOver(() -> {
            underWay.remove(exchange);
            hurry.cancel(false);
        });
        if (isGoing) {
            hurry.complete(null);
        }
        return hurry;
    }
}
