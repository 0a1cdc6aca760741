package io.swarmbot.api;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Answer;
import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Reply;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.CommandReader;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.Replies;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
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

/** How the resources take commands and answer. Thread-safe. */
@ApplicationScoped
class Answers {

    static final String CURSOR_HEADER = "SwarmBot-Cursor";

    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String REPLAYED_HEADER = "Idempotency-Replayed";
    private static final Pattern ENTITY_TAG = Pattern.compile("\"(\\d{1,18})\"");

    private final SwarmCoordinator coordinator;
    private final CurrentVertxRequest current;
    private final Executor workers;

    Answers(SwarmCoordinator coordinator, CurrentVertxRequest current, Executor workers) {
        this.coordinator = coordinator;
        this.current = current;
        this.workers = workers;
    }

    /** Reads the command of that name, gives it, and answers with what became of it. */
    CompletableFuture<Response> command(String swarm, String type, Fields fields) {
        return submit(swarm, read(type, fields)).thenApply(done -> response(swarm, done));
    }

    /** The command with what the headers add to it. */
    private Command read(String type, Fields fields) {
        HttpServerRequest request = current.getCurrent().request();
        String key = request.getHeader(KEY_HEADER);
        String known = request.getHeader(HttpHeaders.IF_MATCH);
        Fields all = key == null ? fields : fields.with("idempotency_key", key);
        return CommandReader.read(type, known == null || known.equals("*") ? all : all.with("version", version(known)));
    }

    private static long version(String tag) {
        Matcher matcher = ENTITY_TAG.matcher(tag);
        if (!matcher.matches()) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "If-Match is the entity's version in quotes, or *");
        }
        return Long.parseLong(matcher.group(1));
    }

    /** The same for a command that may wait: a client that hangs up withdraws it. */
    CompletableFuture<Response> waitingCommand(String swarm, String type, Fields fields, RoutingContext exchange) {
        CompletableFuture<Answer> answer = submit(swarm, read(type, fields));
        withdrawWithout(exchange, answer);
        return answer.thenApply(done -> response(swarm, done));
    }

    /**
     * Cancels what a client waits for when the client hangs up. The response's own close handler is not ours to set: the
     * framework sets it too, and later.
     */
    static void withdrawWithout(RoutingContext exchange, CompletableFuture<?> waiting) {
        exchange.addEndHandler(ended -> waiting.cancel(false));
    }

    private CompletableFuture<Answer> submit(String swarm, Command command) {
        return coordinator.submit(Identifiers.require("swarm", swarm), command);
    }

    /** The swarm as it is, at or after {@code at_least} where the request names it. */
    CompletableFuture<SwarmState> state(String swarm, @Nullable String atLeast) {
        Identifiers.require("swarm", swarm);
        Cursor cursor = StreamRequest.cursor("at_least", atLeast).orElse(null);
        return cursor == null
                ? coordinator.state(swarm)
                : coordinator.stateAt(swarm, cursor, StreamGate.AT_LEAST_PATIENCE);
    }

    /** Answers with something of the swarm that may be large: it is encoded away from the event loops. */
    CompletableFuture<Response> list(String swarm, @Nullable String atLeast, Function<SwarmState, Response> encode) {
        return state(swarm, atLeast).thenApplyAsync(encode, workers);
    }

    /** One entity, under its version as a strong tag: {@code If-Match} compares with it. */
    static Response entity(Cursor cursor, long version, byte[] body) {
        return Response.fromResponse(json(cursor, body))
                .header(HttpHeaders.ETAG, tag(version))
                .build();
    }

    private static String tag(long version) {
        return "\"" + version + "\"";
    }

    static Response json(Cursor cursor, byte[] body) {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
                .header(CURSOR_HEADER, cursor)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    private static Response response(String swarm, Answer answer) {
        boolean isReplayed = answer.reply() instanceof Reply.Replayed;
        Reply reply = answer.reply() instanceof Reply.Replayed replayed ? replayed.reply() : answer.reply();
        int status = Replies.status(reply);
        Response.ResponseBuilder response = Response.status(status).header(CURSOR_HEADER, answer.cursor());
        if (status != Response.Status.NO_CONTENT.getStatusCode()) {
            response.entity(Replies.body(reply)).type(MediaType.APPLICATION_JSON_TYPE);
        }
        if (isReplayed) {
            response.header(REPLAYED_HEADER, true);
        }
        if (reply instanceof Reply.AgentIs agent) {
            response.header(HttpHeaders.ETAG, tag(agent.agent().version()));
            if (agent.created()) {
                response.header(
                        HttpHeaders.LOCATION,
                        path(swarm, "agents", agent.agent().id()));
            }
        } else if (reply instanceof Reply.TaskIs task) {
            response.header(HttpHeaders.ETAG, tag(task.task().version()));
            if (task.created()) {
                response.header(
                        HttpHeaders.LOCATION, path(swarm, "tasks", task.task().id()));
            }
        }
        return response.build();
    }

    private static String path(String swarm, String collection, String id) {
        return "/api/v1/swarms/" + swarm + "/" + collection + "/" + id;
    }
}
