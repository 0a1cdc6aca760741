package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.view.PendingTasks;
import io.swarmbot.wire.A2aTask;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads the tasks of a swarm. {@link CommandRoute} takes their commands. */
@Path("/api/v1/swarms/{swarm}/tasks")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class TasksResource {

    private final Responses responses;
    private final Clock clock;

    TasksResource(Responses responses, Clock clock) {
        this.responses = responses;
        this.clock = clock;
    }

    /**
     * A page of the tasks that the swarm remembers, in order of their ids.
     *
     * @param status statuses separated by commas; all if it is missing
     * @param q a query as {@link io.swarmbot.swarm.query.TaskFilter} reads it; all if it is missing
     * @param page {@code next} of the previous page; the first page if it is missing
     * @param limit tasks of one page
     * @param why {@code true} if each task is to say why it waits
     */
    @GET
    public CompletionStage<Response> tasks(
            @PathParam("swarm") String swarm,
            @QueryParam("status") @Nullable String status,
            @QueryParam("q") @Nullable String q,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("why") @Nullable String why,
            @QueryParam("at_least") @Nullable String atLeast) {
        TaskQuery query = TaskQuery.of(status, q, page, limit, why);
        return responses.list(swarm, atLeast, state -> query.pageOf(state, clock.instant()));
    }

    /**
     * One task.
     *
     * @param view {@code a2a} or {@code a2a-0.3} for the form of the Agent2Agent protocol; the service's own form if it
     *     is missing
     */
    @GET
    @Path("{task}")
    public CompletionStage<Response> task(
            @PathParam("swarm") String swarm,
            @PathParam("task") String task,
            @QueryParam("view") @Nullable String view,
            @QueryParam("at_least") @Nullable String atLeast) {
        Identifiers.require("task", task);
        A2aTask form = view == null ? null : form(view);
        return responses.state(swarm, atLeast).thenApply(state -> {
            Task found = Named.task(state, task);
            byte[] json = form == null ? Documents.task(found) : form.json(swarm, found);
            return Responses.entity(state.cursor(), found.version(), json);
        });
    }

    /** Why a task waits. It depends on the clock and on the agents, so it has no ETag. */
    @GET
    @Path("{task}/why")
    public CompletionStage<Response> why(
            @PathParam("swarm") String swarm,
            @PathParam("task") String task,
            @QueryParam("at_least") @Nullable String atLeast) {
        Identifiers.require("task", task);
        return responses.list(
                swarm,
                atLeast,
                state -> Documents.why(new PendingTasks(state, clock.instant()).of(Named.task(state, task))));
    }

    private static A2aTask form(String view) {
        return A2aTask.ofView(view)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.BAD_PARAMETER, "view is a2a (version 1.0) or a2a-0.3, or is not there"));
    }
}
