package io.swarmbot.api;

import io.swarmbot.access.Caller;
import io.swarmbot.access.RouteRights;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.PathSegments;
import io.swarmbot.http.Problems;
import io.swarmbot.http.QueryParameters;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CommandReader;
import io.swarmbot.wire.Fields;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of REST: the paths of {@link CommandPaths}. Most requests of a busy swarm are commands, and JAX-RS would
 * cost each of them more than all that is done for it. Requests that read go on to the resources.
 *
 * <p>Thread-safety: any thread. All that is done for one request is done on its event loop.
 */
@ApplicationScoped
class CommandRoute {

    /** After the filters for origin and rights, which are below -100, and before the resources. */
    private static final int ORDER = -50;

    private static final String KEY_HEADER = "Idempotency-Key";
    private static final Pattern ENTITY_TAG =
            Pattern.compile("\"(\\d{1,18})(?:" + CompressedAnswers.TAG_SUFFIX + ")?\"");
    private static final byte[] NO_BODY = new byte[0];

    private final SwarmCoordinator coordinator;
    private final AnswerBudget budget;

    CommandRoute(SwarmCoordinator coordinator, AnswerBudget budget) {
        this.coordinator = coordinator;
        this.budget = budget;
    }

    void register(@Observes Router router) {
        router.route(CommandPaths.ROOT + "*").order(ORDER).handler(this::take);
    }

    private void take(RoutingContext context) {
        CommandPaths.Asked asked = CommandPaths.find(context.normalizedPath());
        if (asked == null) {
            context.next();
            return;
        }
        CommandPath path = asked.by(context.request().method());
        if (path == null) {
            takeNoCommand(context, asked.segments());
        } else {
            new Call(context, asked, path).begin();
        }
    }

    /** A request for a path of commands that gives none. A resource may have something to read there. */
    private static void takeNoCommand(RoutingContext context, PathSegments path) {
        HttpMethod method = context.request().method();
        SortedSet<String> allowed = RouteRights.methods(path);
        if (allowed.contains(method.name())) {
            context.next();
            return;
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            allowed.add(method.name());
            context.response()
                    .putHeader(HttpHeaders.ALLOW, String.join(", ", allowed))
                    .end();
            return;
        }
        EarlyRefusal.send(context, Problems.methodNotAllowed(allowed));
    }

    /** One request that gives a command. Confined to the event loop of its connection. */
    private final class Call {

        private final RoutingContext context;
        private final HttpServerRequest request;
        private final CommandPaths.Asked asked;
        private final CommandPath path;
        private final String swarm;
        /** Whoever answers must be on the context of the request, where its class loader and its scope are. */
        private final Context own;

        Call(RoutingContext context, CommandPaths.Asked asked, CommandPath path) {
            this.context = context;
            this.request = context.request();
            this.asked = asked;
            this.path = path;
            this.swarm = asked.swarm();
            this.own = context.vertx().getOrCreateContext();
        }

        void begin() {
            // Metrics name the request by this. They would not know the path behind a route for all of them.
            request.routed(asked.route());
            try {
                if (path.body() == CommandPath.Body.REQUIRED) {
                    JsonOnly.requireSent(request);
                }
                JsonOnly.requireAccepted(request);
            } catch (Rejection refused) {
                EarlyRefusal.send(context, refused);
                return;
            }
            if (path.body() == CommandPath.Body.NONE) {
                give(NO_BODY);
            } else {
                CommandBody.read(context, this::give);
            }
        }

        private void give(byte[] body) {
            submitted(body)
                    .whenComplete((done, failure) -> own.runOnContext(ready -> {
                        if (failure == null) {
                            answer(done);
                        } else {
                            refuse(failure);
                        }
                    }));
        }

        private void answer(Outcome.Committed done) {
            try {
                new CommandAnswer(swarm).send(context.response(), done);
            } catch (RuntimeException | Error failure) {
                refuse(failure);
            }
        }

        private void refuse(Throwable failure) {
            Problems.send(context.response(), Problems.rejectionOf(failure));
        }

        private CompletableFuture<Outcome.Committed> submitted(byte[] body) {
            try {
                Fields fields = path.fields(asked, name -> QueryParameters.value(context, name), body);
                Caller caller = Caller.of(context);
                Giver giver = caller.in(swarm);
                Command command = command(fields, giver);
                budget.requireRoom();
                Identifiers.require("swarm", swarm);
                return path.mayWait() ? waiting(caller, command, giver) : coordinator.submit(swarm, command, giver);
            } catch (RuntimeException | Error failure) {
                // Nobody else would answer: the end of the body came from the connection, not from the router.
                return CompletableFuture.failedFuture(failure);
            }
        }

        /** Reads the command out of its fields and the headers of the request. */
        private Command command(Fields fields, Giver giver) {
            String key = request.getHeader(KEY_HEADER);
            if (key != null) {
                fields.with("idempotency_key", key);
            }
            String known = request.getHeader(HttpHeaders.IF_MATCH);
            if (known != null && !known.equals("*")) {
                fields.with("version", version(known));
            }
            Command command = CommandReader.read(path.command(), fields, giver);
            return WrappedCommand.Traced.of(request.getHeader(Responses.TRACE_HEADER), command);
        }

        /**
         * The command is withdrawn if the client hangs up. If the client only ends its side of the connection, it is
         * answered with what there is then.
         */
        private CompletableFuture<Outcome.Committed> waiting(Caller caller, Command command, Giver giver) {
            Exchange exchange = Exchange.of(context);
            CompletableFuture<Void> ended = new CompletableFuture<>();
            exchange.whenClientEnds(() -> ended.complete(null));
            CompletableFuture<Outcome.Committed> answer = coordinator.submit(swarm, command, giver, ended);
            exchange.whenOver(() -> answer.cancel(false));
            return caller.untilLoginEnds(answer);
        }
    }

    private static long version(String tag) {
        Matcher matcher = ENTITY_TAG.matcher(tag);
        if (!matcher.matches()) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "If-Match is the entity's version in quotes, or *");
        }
        return Long.parseLong(matcher.group(1));
    }
}
