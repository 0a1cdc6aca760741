package io.swarmbot.files;

import io.swarmbot.access.Caller;
import io.swarmbot.command.Outcome;
import io.swarmbot.http.CursorHeader;
import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.Problems;
import io.swarmbot.http.QueryParameters;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request for files. It is paused until its body is taken, because much is asked before.
 *
 * <p>Thread-safety: confined to the event loop of the request.
 */
final class FileRequest {

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final Caller caller;
    private final String swarm;
    /** Whoever answers must be on the context of the request, where its class loader and its scope are. */
    private final Context loop;

    FileRequest(RoutingContext context) {
        this.context = context;
        this.request = context.request();
        this.caller = Caller.of(context);
        this.swarm = Objects.requireNonNull(context.pathParam("swarm"));
        this.loop = context.vertx().getOrCreateContext();
        request.pause();
    }

    HttpServerRequest http() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    Context loop() {
        return loop;
    }

    Caller caller() {
        return caller;
    }

    /** @throws Rejection {@code bad_identifier} */
    String swarm() {
        return Identifiers.require("swarm", swarm);
    }

    /** The id of the file in the path. It may be any text. */
    String fileId() {
        return Objects.requireNonNull(context.pathParam("file"));
    }

    /** Where the file with that id is. */
    String location(String id) {
        return "/api/v1/swarms/" + swarm + "/files/" + id;
    }

    /** The name of the caller as that of the one who shares or removes; null where callers are not told apart. */
    @Nullable
    String actor() {
        return caller.isAnonymous() ? null : caller.name();
    }

    /**
     * The only value of a header; null if it is missing.
     *
     * @throws Rejection {@code bad_parameter} if it is there more than once
     */
    @Nullable
    String header(String name) {
        if (request.headers().getAll(name).size() > 1) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "header '" + name + "' is there more than once");
        }
        return request.getHeader(name);
    }

    /** A query parameter; null if it is missing or empty. */
    @Nullable
    String parameter(String name) {
        return QueryParameters.value(context, name);
    }

    /** @throws Rejection {@code unknown_parameter} */
    void requireParameters(Set<String> known) {
        if (request.query() != null) {
            QueryParameters.requireKnown(context.queryParams().names(), known::contains);
        }
    }

    /** How many bytes the body has; -1 if only its end will say it. */
    long bodyLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? -1 : 0;
        }
        return length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
    }

    /**
     * Receives the body. On any thread.
     *
     * @param most how many bytes it may have
     * @param patience how long the client may send nothing; then it is cut off
     * @return as {@link BodyIntake#receive}
     */
    CompletableFuture<Void> received(Serial serial, UploadSink sink, long most, Duration patience) {
        CompletableFuture<Void> received = new CompletableFuture<>();
        loop.runOnContext(ready -> {
            Exchange exchange = Exchange.of(context);
            BodyIntake intake = new BodyIntake(request, loop, serial, sink, most);
            long watch = loop.owner().setPeriodic(patience.toMillis(), due -> {
                if (intake.isStalled()) {
                    intake.clientIsGone();
                    exchange.cut();
                }
            });
            intake.receive().whenComplete((whole, failure) -> {
                if (failure == null) {
                    received.complete(null);
                } else {
                    received.completeExceptionally(failure);
                }
            });
            exchange.whenOver(() -> {
                loop.owner().cancelTimer(watch);
                intake.clientIsGone();
            });
        });
        return received;
    }

    /** Answers on the event loop as the stage ends. */
    <T> void answer(CompletionStage<T> stage, Consumer<T> answer) {
        stage.whenComplete((done, failure) -> loop.runOnContext(ready -> {
            if (failure != null) {
                refuse(StoreFailure.rejectionOf(failure));
                return;
            }
            if (response().ended() || response().closed()) {
                return;
            }
            try {
                // What is left of the request is nothing, and the connection waits for the end of it.
                request.resume();
                answer.accept(done);
            } catch (RuntimeException | Error fault) {
                refuse(Problems.rejectionOf(fault));
            }
        }));
    }

    /** Refuses the request, of which the rest is read and thrown away. */
    void refuse(Rejection rejection) {
        if (response().ended() || response().closed() || response().headWritten()) {
            return;
        }
        EarlyRefusal.send(context, rejection);
        if (!request.isEnded()) {
            request.resume();
        }
    }

    /** Says up to which cursor one has to read to see what was done. */
    void put(Outcome.Committed done) {
        response().putHeader(CursorHeader.NAME, done.cursor().toString());
    }
}
