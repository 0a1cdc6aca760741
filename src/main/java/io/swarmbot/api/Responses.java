package io.swarmbot.api;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.swarmbot.access.Caller;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.AnswerBody;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.CommandReader;
import io.swarmbot.wire.Document;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.ReplyJson;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives commands to the coordinator and makes the responses of REST. Thread-safe. */
@ApplicationScoped
class Responses {

    static final String CURSOR_HEADER = "SwarmBot-Cursor";

    private static final String NOT_SHARED = "private, no-cache";
    private static final String NOT_STORED = "no-store";
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String TRACE_HEADER = "traceparent";
    private static final String REPLAYED_HEADER = "Idempotency-Replayed";
    private static final Pattern ENTITY_TAG = Pattern.compile("\"(\\d{1,18})\"");

    private final SwarmCoordinator coordinator;
    private final CurrentVertxRequest current;
    private final AnswerBudget budget;
    private final Executor workers;

    Responses(SwarmCoordinator coordinator, CurrentVertxRequest current, AnswerBudget budget, Executor workers) {
        this.coordinator = coordinator;
        this.current = current;
        this.budget = budget;
        this.workers = workers;
    }

    /** The exchange of the present request. */
    Exchange exchange() {
        return Exchange.of(current.getCurrent());
    }

    /** Who sent the present request. */
    Caller caller() {
        return Caller.of(current.getCurrent());
    }

    HttpServerRequest request() {
        return current.getCurrent().request();
    }

    /** Who gives the commands of the present request to that swarm. */
    Giver giver(String swarm) {
        return caller().in(swarm);
    }

    /** Reads the command of that name, submits it, and answers with its outcome. */
    CompletableFuture<Response> command(String swarm, String type, Fields fields) {
        Giver giver = giver(swarm);
        return submit(swarm, read(type, fields, giver), giver).thenApply(done -> response(swarm, done));
    }

    /** Reads the command out of its fields and the headers of the request. */
    private Command read(String type, Fields fields, Giver giver) {
        HttpServerRequest request = request();
        String key = request.getHeader(KEY_HEADER);
        String known = request.getHeader(HttpHeaders.IF_MATCH);
        Fields all = key == null ? fields : fields.with("idempotency_key", key);
        Command command = CommandReader.read(
                type, known == null || known.equals("*") ? all : all.with("version", version(known)), giver);
        return WrappedCommand.Traced.of(traceparent(), command);
    }

    /** The trace to which the present request belongs, as its client says; null if it does not. */
    @Nullable
    String traceparent() {
        return request().getHeader(TRACE_HEADER);
    }

    private static long version(String tag) {
        Matcher matcher = ENTITY_TAG.matcher(tag);
        if (!matcher.matches()) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "If-Match is the entity's version in quotes, or *");
        }
        return Long.parseLong(matcher.group(1));
    }

    /**
     * Like {@link #command}, for a command that may wait. It is withdrawn if the client hangs up. If the client only
     * ends its side of the connection, it is answered with what there is then.
     */
    CompletableFuture<Response> waitingCommand(String swarm, String type, Fields fields) {
        budget.requireRoom();
        Exchange exchange = exchange();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        exchange.whenClientEnds(() -> ended.complete(null));
        Giver giver = giver(swarm);
        CompletableFuture<Outcome.Committed> answer =
                coordinator.submit(Identifiers.require("swarm", swarm), read(type, fields, giver), giver, ended);
        exchange.whenOver(() -> answer.cancel(false));
        return caller().untilLoginEnds(answer).thenApply(done -> response(swarm, done));
    }

    private CompletableFuture<Outcome.Committed> submit(String swarm, Command command, Giver giver) {
        budget.requireRoom();
        return coordinator.submit(Identifiers.require("swarm", swarm), command, giver);
    }

    /**
     * The present state of the swarm; if the request has {@code at_least}, a state that is not older than that cursor.
     */
    CompletableFuture<SwarmState> state(String swarm, @Nullable String atLeast) {
        Identifiers.require("swarm", swarm);
        Cursor cursor = StreamRequest.cursor("at_least", atLeast).orElse(null);
        return cursor == null
                ? coordinator.state(swarm)
                : coordinator.stateAt(swarm, cursor, StreamGate.AT_LEAST_PATIENCE);
    }

    /** A document that may take long to make, so that a worker thread does it rather than an event loop. */
    CompletableFuture<Response> list(String swarm, @Nullable String atLeast, Function<SwarmState, Document> content) {
        budget.requireRoom();
        Exchange exchange = exchange();
        return state(swarm, atLeast)
                .thenApplyAsync(state -> json(state.cursor(), entity(content.apply(state), exchange)), workers);
    }

    /** A document about many swarms, which has no cursor. A worker thread makes it. */
    <T> CompletableFuture<Response> ofSwarms(CompletableFuture<T> found, Function<T, Document> content) {
        return made(found, content, NOT_SHARED);
    }

    /** A document that is for this caller alone, and for now. A worker thread makes it. */
    <T> CompletableFuture<Response> secret(CompletableFuture<T> found, Function<T, Document> content) {
        return made(found, content, NOT_STORED);
    }

    private <T> CompletableFuture<Response> made(
            CompletableFuture<T> found, Function<T, Document> content, String cacheControl) {
        budget.requireRoom();
        Exchange exchange = exchange();
        return found.thenApplyAsync(
                all -> ok(entity(content.apply(all), exchange), cacheControl).build(), workers);
    }

    /** An entity that counts in the budget until the client has taken it. */
    AnswerWriter.Entity entity(Document document, Exchange exchange) {
        return entity(budget.encode(document), exchange);
    }

    /** @param body which the caller holds; the exchange takes that hold over */
    static AnswerWriter.Entity entity(AnswerBody body, Exchange exchange) {
        return new AnswerWriter.Entity(exchange.hold(body), exchange);
    }

    /** One entity. Its version is the strong ETag, with which {@code If-Match} is compared. */
    static Response entity(Cursor cursor, long version, byte[] body) {
        return Response.fromResponse(json(cursor, body))
                .header(HttpHeaders.ETAG, tag(version))
                .build();
    }

    private static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** What is for this caller alone, and for now. */
    static Response secret(Response.Status status, byte[] body) {
        return Response.status(status)
                .entity(body)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, NOT_STORED)
                .build();
    }

    static Response json(Cursor cursor, Object body) {
        return ok(body, NOT_SHARED).header(CURSOR_HEADER, cursor).build();
    }

    private static Response.ResponseBuilder ok(Object body, String cacheControl) {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).header(HttpHeaders.CACHE_CONTROL, cacheControl);
    }

    private static Response response(String swarm, Outcome.Committed answer) {
        Reply reply = answer.reply();
        int status = ReplyJson.status(reply);
        Response.ResponseBuilder response = Response.status(status).header(CURSOR_HEADER, answer.cursor());
        if (status != Response.Status.NO_CONTENT.getStatusCode()) {
            response.entity(ReplyJson.body(reply)).type(MediaType.APPLICATION_JSON_TYPE);
        }
        return reply.match(new ReplyHeaders(swarm), response).build();
    }

    /** Adds the headers that tell which entity a reply shows. */
    private record ReplyHeaders(String swarm)
            implements Reply.Cases<Response.ResponseBuilder, Response.ResponseBuilder, RuntimeException> {

        @Override
        public Response.ResponseBuilder replayed(Reply.Replayed reply, Response.ResponseBuilder response) {
            return reply.reply().match(this, response.header(REPLAYED_HEADER, true));
        }

        @Override
        public Response.ResponseBuilder agent(Reply.AgentIs reply, Response.ResponseBuilder response) {
            response.header(HttpHeaders.ETAG, tag(reply.agent().version()));
            return reply.created() ? located(response, "agents", reply.agent().id()) : response;
        }

        @Override
        public Response.ResponseBuilder task(Reply.TaskIs reply, Response.ResponseBuilder response) {
            response.header(HttpHeaders.ETAG, tag(reply.task().version()));
            return reply.created() ? located(response, "tasks", reply.task().id()) : response;
        }

        @Override
        public Response.ResponseBuilder message(Reply.MessageIs reply, Response.ResponseBuilder response) {
            return reply.created()
                    ? located(response, "messages", reply.message().id())
                    : response;
        }

        @Override
        public Response.ResponseBuilder gone(Reply.Gone reply, Response.ResponseBuilder response) {
            return response;
        }

        @Override
        public Response.ResponseBuilder noTask(Reply.NoTask reply, Response.ResponseBuilder response) {
            return response;
        }

        @Override
        public Response.ResponseBuilder logged(Reply.Logged reply, Response.ResponseBuilder response) {
            return response;
        }

        @Override
        public Response.ResponseBuilder held(Reply.Held reply, Response.ResponseBuilder response) {
            return response;
        }

        private Response.ResponseBuilder located(Response.ResponseBuilder response, String collection, String id) {
            return response.header(HttpHeaders.LOCATION, "/api/v1/swarms/" + swarm + "/" + collection + "/" + id);
        }
    }
}
