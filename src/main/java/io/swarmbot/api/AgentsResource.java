package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.swarm.Agent;
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

/** Reads the agents of a swarm. {@link CommandRoute} takes their commands. */
@Path("/api/v1/swarms/{swarm}/agents")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class AgentsResource {

    private final Responses responses;

    AgentsResource(Responses responses) {
        this.responses = responses;
    }

    @GET
    public CompletionStage<Response> agents(
            @PathParam("swarm") String swarm, @QueryParam("at_least") @Nullable String atLeast) {
        return responses.list(swarm, atLeast, Documents::agents);
    }

    @GET
    @Path("{agent}")
    public CompletionStage<Response> agent(
            @PathParam("swarm") String swarm,
            @PathParam("agent") String agent,
            @QueryParam("at_least") @Nullable String atLeast) {
        Identifiers.require("agent", agent);
        return responses.state(swarm, atLeast).thenApply(state -> {
            Agent found = Named.agent(state, agent);
            return Responses.entity(state.cursor(), found.version(), Documents.agent(found));
        });
    }
}
