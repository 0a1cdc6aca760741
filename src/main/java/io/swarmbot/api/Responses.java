package io.swarmbot.api;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.swarmbot.access.Caller;
import io.swarmbot.command.Giver;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.Answer;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.Compression;
import io.swarmbot.http.CursorHeader;
import io.swarmbot.http.DocumentAnswer;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Document;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the responses of the resources. Thread-safe. */
@ApplicationScoped
class Responses {

    static final String TRACE_HEADER = "traceparent";

    private static final String NOT_SHARED = "private, no-cache";
    static final String NOT_STORED = "no-store";

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

    /** The trace to which the present request belongs, as its client says; null if it does not. */
    @Nullable
    String traceparent() {
        return request().getHeader(TRACE_HEADER);
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
    CompletableFuture<Response> list(
            String swarm, @Nullable String atLeast, Function<SwarmState, Document<Integer>> content) {
        budget.requireRoom();
        Exchange exchange = exchange();
        return state(swarm, atLeast)
                .thenApplyAsync(state -> json(state.cursor(), entity(content.apply(state), exchange)), workers);
    }

    /** A document about many swarms, which has no cursor. A worker thread makes it. */
    <T> CompletableFuture<Response> ofSwarms(CompletableFuture<T> found, Function<T, Document<Integer>> content) {
        return made(found, content, NOT_SHARED);
    }

    /** A document that is for this caller alone, and for now. A worker thread makes it. */
    <T> CompletableFuture<Response> secret(CompletableFuture<T> found, Function<T, Document<Integer>> content) {
        return made(found, content, NOT_STORED);
    }

    private <T> CompletableFuture<Response> made(
            CompletableFuture<T> found, Function<T, Document<Integer>> content, String cacheControl) {
        budget.requireRoom();
        Exchange exchange = exchange();
        Compression compression = cacheControl.equals(NOT_STORED) ? Compression.NEVER : exchange.compression();
        return found.thenApplyAsync(
                all -> ok(entity(content.apply(all), exchange, compression), cacheControl)
                        .build(),
                workers);
    }

    /**
     * An entity that counts in the budget until the client has taken it. This thread makes its first piece, and worker
     * threads make the others.
     *
     * @throws Rejection {@code swarm_busy} if there is no room for it
     */
    AnswerWriter.Entity entity(Document<Integer> document, Exchange exchange) {
        return entity(document, exchange, exchange.compression());
    }

    private AnswerWriter.Entity entity(Document<Integer> document, Exchange exchange, Compression compression) {
        AnswerWriter.Entity entity = promised(document, exchange, compression);
        exchange.holdRoom(entity.first().bytes().length);
        return entity;
    }

    /** The same for what must be answered. Worker threads make all of it. */
    CompletableFuture<AnswerWriter.Entity> promised(CompletableFuture<Document<Integer>> document, Exchange exchange) {
        return document.thenApplyAsync(
                found -> {
                    AnswerWriter.Entity entity = promised(found, exchange, exchange.compression());
                    exchange.changeRoom(entity.first().bytes().length);
                    return entity;
                },
                workers);
    }

    private AnswerWriter.Entity promised(Document<Integer> document, Exchange exchange, Compression compression) {
        Integer start = document.start();
        DocumentAnswer<Integer> answer = new DocumentAnswer<>(
                start,
                place -> CompletableFuture.supplyAsync(
                        () -> compression.code(document.part(place), place.equals(start)), workers));
        return new AnswerWriter.Entity(answer.take(compression.code(document.part(start), true)), answer, exchange);
    }

    /** An entity of which others make the pieces. The same as {@link #entity} otherwise. */
    static CompletableFuture<AnswerWriter.Entity> entity(Answer answer, Exchange exchange) {
        return answer.next().thenApply(first -> {
            exchange.holdRoom(first.bytes().length);
            return new AnswerWriter.Entity(first, answer, exchange);
        });
    }

    /** One entity. Its version is the strong ETag, with which {@code If-Match} is compared. */
    static Response entity(Cursor cursor, long version, byte[] body) {
        return Response.fromResponse(json(cursor, body))
                .header(HttpHeaders.ETAG, tag(version))
                .build();
    }

    static String tag(long version) {
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
        return ok(body, NOT_SHARED).header(CursorHeader.NAME, cursor).build();
    }

    private static Response.ResponseBuilder ok(Object body, String cacheControl) {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).header(HttpHeaders.CACHE_CONTROL, cacheControl);
    }
}
