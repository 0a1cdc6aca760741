package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.wire.CommandAnswers;
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
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Many commands in one request, those that a WebSocket takes. They are given in their order, decided each on its own, and
 * answered in their order: 200, and each answer with its own status. Without an {@code Accept} the answers have the form
 * that the commands have.
 */
@Path("/api/v1/swarms/{swarm}/commands")
@NonBlocking
public class CommandsResource {

    /** One JSON value a line. */
    static final String LINES = "application/x-ndjson";

    private static final MediaType LINES_TYPE = MediaType.valueOf(LINES);

    private final SwarmCoordinator coordinator;

    CommandsResource(SwarmCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, LINES})
    public CompletionStage<Response> array(
            @PathParam("swarm") String swarm, @Context Request request, byte @Nullable [] body) {
        MediaType form = form(request, MediaType.APPLICATION_JSON_TYPE, LINES_TYPE);
        return give(swarm, CommandBatch.ofArray(Bodies.batch(body)), form);
    }

    @POST
    @Consumes(LINES)
    @Produces({LINES, MediaType.APPLICATION_JSON})
    public CompletionStage<Response> lines(
            @PathParam("swarm") String swarm, @Context Request request, byte @Nullable [] body) {
        MediaType form = form(request, LINES_TYPE, MediaType.APPLICATION_JSON_TYPE);
        return give(swarm, CommandBatch.ofLines(Bodies.batch(body)), form);
    }

    /** The form of the answers that the client likes best; {@code usual} where it likes both. */
    private static MediaType form(Request request, MediaType usual, MediaType other) {
        Variant variant = request.selectVariant(Variant.mediaTypes(usual, other).build());
        if (variant == null) {
            throw new NotAcceptableException();
        }
        return variant.getMediaType();
    }

    private CompletionStage<Response> give(String swarm, CommandBatch batch, MediaType form) {
        return coordinator
                .submitAll(Identifiers.require("swarm", swarm), batch.commands())
                .thenApply(outcomes -> {
                    CommandAnswers answers = new CommandAnswers(batch, outcomes);
                    Response.ResponseBuilder response =
                            Response.ok(answers, form).header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
                    answers.cursor().ifPresent(cursor -> response.header(Answers.CURSOR_HEADER, cursor));
                    return response.build();
                });
    }
}
