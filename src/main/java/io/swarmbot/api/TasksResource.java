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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The tasks of a swarm. */
@Path("/api/v1/swarms/{swarm}/tasks")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class TasksResource {

    private static final String TASK = "task_id";

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
     * @param page {@code next} of the previous page; the first page if it is missing
     * @param limit tasks of one page
     * @param why {@code true} if each task is to say why it waits
     */
    @GET
    public CompletionStage<Response> tasks(
            @PathParam("swarm") String swarm,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("why") @Nullable String why,
            @QueryParam("at_least") @Nullable String atLeast) {
        TaskQuery query = TaskQuery.of(status, page, limit, why);
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

    /** Submits a task. The body may have an {@code id}; otherwise the service makes one. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> submit(@PathParam("swarm") String swarm, byte @Nullable [] body) {
        return responses.command(
                swarm, "submit_task", Bodies.required(body).renamed("id", TASK).renamed("type", "task_type"));
    }

    @POST
    @Path("{task}/start")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> start(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "start_task", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/progress")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> progress(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "report_progress", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/complete")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> complete(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "complete_task", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/fail")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> fail(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "fail_task", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/cancel")
    public CompletionStage<Response> cancel(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "cancel_task", Bodies.optional(body).with(TASK, task));
    }

    /** Asks a person something that the agent must know to go on. */
    @POST
    @Path("{task}/request-input")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> requestInput(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "request_input", Bodies.required(body).with(TASK, task));
    }

    /** Answers what the agent asked. */
    @POST
    @Path("{task}/provide-input")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> provideInput(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "provide_input", Bodies.required(body).with(TASK, task));
    }

    /** Queues a task again that failed or was canceled. */
    @POST
    @Path("{task}/retry")
    public CompletionStage<Response> retry(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "retry_task", Bodies.optional(body).with(TASK, task));
    }

    /** Changes the priority of an open task. */
    @POST
    @Path("{task}/priority")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> setPriority(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "set_priority", Bodies.required(body).with(TASK, task));
    }

    /** Sends a message to whoever holds the task. */
    @POST
    @Path("{task}/messages")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> send(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "send_message", Bodies.required(body).with(TASK, task));
    }

    /** Gives an open task to another agent, or queues it again. */
    @POST
    @Path("{task}/reassign")
    public CompletionStage<Response> reassign(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return responses.command(swarm, "reassign_task", Bodies.optional(body).with(TASK, task));
    }
}
