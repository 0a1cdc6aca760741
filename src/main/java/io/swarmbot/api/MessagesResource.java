package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Named;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a swarm that are not acknowledged yet. {@link CommandRoute} takes those that are sent. */
@Path("/api/v1/swarms/{swarm}/messages")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class MessagesResource {

    private final Responses responses;

    MessagesResource(Responses responses) {
        this.responses = responses;
    }

    /** One message; 404 if it is acknowledged or expired. */
    @GET
    @Path("{message}")
    public CompletionStage<Response> message(
            @PathParam("swarm") String swarm,
            @PathParam("message") String message,
            @QueryParam("at_least") @Nullable String atLeast) {
        Identifiers.require("message", message);
        return responses
                .state(swarm, atLeast)
                .thenApply(state -> Responses.json(state.cursor(), Documents.message(Named.message(state, message))));
    }
}
