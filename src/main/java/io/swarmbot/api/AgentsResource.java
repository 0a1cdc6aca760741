package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Named;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.Fields;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The agents of a swarm. */
@Path("/api/v1/swarms/{swarm}/agents")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class AgentsResource {

    private static final String AGENT = "agent_id";

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

    /** Registers the agent, or replaces what its earlier registration said. */
    @PUT
    @Path("{agent}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> register(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(swarm, "register_agent", Bodies.required(body).with(AGENT, agent));
    }

    @PUT
    @Path("{agent}/status")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> updateStatus(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(
                swarm, "update_agent_status", Bodies.required(body).with(AGENT, agent));
    }

    /** Tells that the agent is alive and which tasks it works on. */
    @POST
    @Path("{agent}/heartbeat")
    public CompletionStage<Response> heartbeat(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(swarm, "heartbeat", Bodies.optional(body).with(AGENT, agent));
    }

    /** Gives the agent the next task that it is able to do: 200 with the task, or 204 if there was none in time. */
    @POST
    @Path("{agent}/claim")
    public CompletionStage<Response> claim(
            @PathParam("swarm") String swarm,
            @PathParam("agent") String agent,
            @QueryParam("wait") @Nullable String wait,
            byte @Nullable [] body) {
        Fields fields = Bodies.optional(body).with(AGENT, agent);
        return responses.waitingCommand(swarm, "claim", wait == null ? fields : fields.with("wait", wait));
    }

    /** Appends lines to the agent's log. */
    @POST
    @Path("{agent}/log")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> log(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(swarm, "append_log", Bodies.required(body).with(AGENT, agent));
    }

    /** Sends a message to the agent. */
    @POST
    @Path("{agent}/messages")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> send(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(swarm, "send_message", Bodies.required(body).with(AGENT, agent));
    }

    /** Gives the agent no further tasks until it is resumed. */
    @POST
    @Path("{agent}/pause")
    public CompletionStage<Response> pause(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(swarm, "pause_agent", Bodies.optional(body).with(AGENT, agent));
    }

    /** Gives tasks to a paused or draining agent again. */
    @POST
    @Path("{agent}/resume")
    public CompletionStage<Response> resume(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(swarm, "resume_agent", Bodies.optional(body).with(AGENT, agent));
    }

    /** Lets the agent finish the tasks that it has, and gives it no further ones. */
    @POST
    @Path("{agent}/drain")
    public CompletionStage<Response> drain(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return responses.command(swarm, "drain_agent", Bodies.optional(body).with(AGENT, agent));
    }

    @DELETE
    @Path("{agent}")
    public CompletionStage<Response> remove(
            @PathParam("swarm") String swarm,
            @PathParam("agent") String agent,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("reason") @Nullable String reason) {
        Fields fields = Fields.none().with(AGENT, agent);
        if (actor != null) {
            fields.with("actor", actor);
        }
        if (reason != null) {
            fields.with("reason", reason);
        }
        return responses.command(swarm, "remove_agent", fields);
    }
}
