package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.Answer;
import io.swarmbot.http.CursorHeader;
import io.swarmbot.http.Exchange;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.wire.BatchResponse;
import io.swarmbot.wire.CommandBatch;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Many commands in one request. They are decided in their order, each on its own, and answered in their order. The
 * status is 200, and each answer has a status of its own. Without an {@code Accept}, the answers have the form of the
 * commands.
 */
@Path("/api/v1/swarms/{swarm}/commands")
@NonBlocking
public class CommandsResource {

    /** One JSON value for each line. */
    static final String LINES = "application/x-ndjson";

    static final MediaType LINES_TYPE = MediaType.valueOf(LINES);

    private final SwarmCoordinator coordinator;
    private final Responses responses;

    CommandsResource(SwarmCoordinator coordinator, Responses responses) {
        this.coordinator = coordinator;
        this.responses = responses;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, LINES})
    public CompletionStage<Response> array(
            @PathParam("swarm") String swarm, @Context Request request, byte @Nullable [] body) {
        MediaType form = form(request, MediaType.APPLICATION_JSON_TYPE, LINES_TYPE);
        Giver giver = responses.giver(swarm);
        return submit(swarm, CommandBatch.ofArray(Bodies.batch(body), giver), giver, form);
    }

    @POST
    @Consumes(LINES)
    @Produces({LINES, MediaType.APPLICATION_JSON})
    public CompletionStage<Response> lines(
            @PathParam("swarm") String swarm, @Context Request request, byte @Nullable [] body) {
        MediaType form = form(request, LINES_TYPE, MediaType.APPLICATION_JSON_TYPE);
        Giver giver = responses.giver(swarm);
        return submit(swarm, CommandBatch.ofLines(Bodies.batch(body), giver), giver, form);
    }

    /** The form of the answers that the client prefers; {@code usual} if it likes both equally. */
    private static MediaType form(Request request, MediaType usual, MediaType other) {
        Variant variant = request.selectVariant(Variant.mediaTypes(usual, other).build());
        if (variant == null) {
            throw new NotAcceptableException();
        }
        return variant.getMediaType();
    }

    private CompletionStage<Response> submit(String swarm, CommandBatch batch, Giver giver, MediaType form) {
        Identifiers.require("swarm", swarm);
        Exchange exchange = responses.exchange();
        // Before anything is done: what was done must be answered.
        exchange.holdRoom(Answer.PIECE_BYTES);
        List<Command> commands = WrappedCommand.Traced.of(responses.traceparent(), batch.commands());
        CompletableFuture<BatchResponse> done =
                coordinator.submitAll(swarm, commands, giver).thenApply(outcomes -> new BatchResponse(batch, outcomes));
        return responses
                .promised(
                        done.thenApply(LINES_TYPE.equals(form) ? BatchResponse::lines : BatchResponse::array), exchange)
                .thenCombine(done, (entity, answers) -> {
                    Response.ResponseBuilder response =
                            Response.ok(entity, form).header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
                    answers.cursor().ifPresent(cursor -> response.header(CursorHeader.NAME, cursor));
                    return response.build();
                });
    }
}
