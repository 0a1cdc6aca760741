package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.Fields;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
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

    private final Answers answers;

    AgentsResource(Answers answers) {
        this.answers = answers;
    }

    @GET
    public CompletionStage<Response> agents(
            @PathParam("swarm") String swarm, @QueryParam("at_least") @Nullable String atLeast) {
        return answers.list(
                swarm,
                atLeast,
                state -> Answers.json(state.cursor(), Documents.agents(state.cursor(), state.agents())));
    }

    @GET
    @Path("{agent}")
    public CompletionStage<Response> agent(
            @PathParam("swarm") String swarm,
            @PathParam("agent") String agent,
            @QueryParam("at_least") @Nullable String atLeast) {
        Identifiers.require("agent", agent);
        return answers.state(swarm, atLeast).thenApply(state -> {
            Agent found = state.agent(agent)
                    .orElseThrow(() -> new Rejection(
                            ErrorCode.UNKNOWN_AGENT, "there is no agent '" + agent + "' in swarm '" + swarm + "'"));
            return Answers.entity(state.cursor(), found.version(), Documents.agent(found));
        });
    }

    /** Registers the agent, or says anew who it is. */
    @PUT
    @Path("{agent}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> register(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return answers.command(swarm, "register_agent", Bodies.required(body).with(AGENT, agent));
    }

    @PUT
    @Path("{agent}/status")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> updateStatus(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return answers.command(
                swarm, "update_agent_status", Bodies.required(body).with(AGENT, agent));
    }

    /** Says that the agent lives, and what it works on. */
    @POST
    @Path("{agent}/heartbeat")
    public CompletionStage<Response> heartbeat(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return answers.command(swarm, "heartbeat", Bodies.optional(body).with(AGENT, agent));
    }

    /** Gives the agent the next task that it can do: 200 with the task, or 204 when there was none in time. */
    @POST
    @Path("{agent}/claim")
    public CompletionStage<Response> claim(
            @PathParam("swarm") String swarm,
            @PathParam("agent") String agent,
            @QueryParam("wait") @Nullable String wait,
            @Context RoutingContext exchange,
            byte @Nullable [] body) {
        Fields fields = Bodies.optional(body).with(AGENT, agent);
        return answers.waitingCommand(swarm, "claim", wait == null ? fields : fields.with("wait", wait), exchange);
    }

    /** Takes lines of the agent's log. */
    @POST
    @Path("{agent}/log")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> log(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return answers.command(swarm, "append_log", Bodies.required(body).with(AGENT, agent));
    }

    /** Gives the agent nothing more until it is resumed. */
    @POST
    @Path("{agent}/pause")
    public CompletionStage<Response> pause(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return answers.command(swarm, "pause_agent", Bodies.optional(body).with(AGENT, agent));
    }

    /** Lets a paused or draining agent have tasks again. */
    @POST
    @Path("{agent}/resume")
    public CompletionStage<Response> resume(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return answers.command(swarm, "resume_agent", Bodies.optional(body).with(AGENT, agent));
    }

    /** Lets the agent finish what it has, and gives it nothing more. */
    @POST
    @Path("{agent}/drain")
    public CompletionStage<Response> drain(
            @PathParam("swarm") String swarm, @PathParam("agent") String agent, byte @Nullable [] body) {
        return answers.command(swarm, "drain_agent", Bodies.optional(body).with(AGENT, agent));
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
        return answers.command(swarm, "remove_agent", fields);
    }
}
