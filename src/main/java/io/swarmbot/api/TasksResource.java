package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The tasks of a swarm. */
@Path("/api/v1/swarms/{swarm}/tasks")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class TasksResource {

    private static final String TASK = "task_id";
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final Answers answers;

    TasksResource(Answers answers) {
        this.answers = answers;
    }

    /**
     * A page of the tasks that are remembered, in order of their ids.
     *
     * @param status comma-separated; all where it is missing
     * @param page {@code next} of the page before
     */
    @GET
    public CompletionStage<Response> tasks(
            @PathParam("swarm") String swarm,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("at_least") @Nullable String atLeast) {
        Set<TaskStatus> wanted = statuses(status);
        int size = Parameters.integer("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        String after = page == null ? "" : Identifiers.require("page", page);
        return answers.list(swarm, atLeast, state -> page(state, wanted, after, size));
    }

    /**
     * One task.
     *
     * @param view {@code a2a} for the shape that the Agent2Agent protocol gives it
     */
    @GET
    @Path("{task}")
    public CompletionStage<Response> task(
            @PathParam("swarm") String swarm,
            @PathParam("task") String task,
            @QueryParam("view") @Nullable String view,
            @QueryParam("at_least") @Nullable String atLeast) {
        Identifiers.require("task", task);
        boolean isA2a = isA2a(view);
        return answers.state(swarm, atLeast).thenApply(state -> {
            Task found = state.task(task)
                    .orElseThrow(() -> new Rejection(
                            ErrorCode.UNKNOWN_TASK, "there is no task '" + task + "' in swarm '" + swarm + "'"));
            return Answers.entity(
                    state.cursor(), found.version(), isA2a ? A2aTask.of(swarm, found) : Documents.task(found));
        });
    }

    private static boolean isA2a(@Nullable String view) {
        if (view != null && !view.equals("a2a")) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "view is a2a, or is not there");
        }
        return view != null;
    }

    /** Submits a task, under an {@code id} of the caller's own or under one that it is given. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> submit(@PathParam("swarm") String swarm, byte @Nullable [] body) {
        return answers.command(
                swarm, "submit_task", Bodies.required(body).renamed("id", TASK).renamed("type", "task_type"));
    }

    @POST
    @Path("{task}/start")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> start(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "start_task", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/progress")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> progress(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "report_progress", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/complete")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> complete(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "complete_task", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/fail")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> fail(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "fail_task", Bodies.required(body).with(TASK, task));
    }

    @POST
    @Path("{task}/cancel")
    public CompletionStage<Response> cancel(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "cancel_task", Bodies.optional(body).with(TASK, task));
    }

    /** Asks people something that the agent must know to go on. */
    @POST
    @Path("{task}/request-input")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> requestInput(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "request_input", Bodies.required(body).with(TASK, task));
    }

    /** Answers what the agent asked. */
    @POST
    @Path("{task}/provide-input")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> provideInput(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "provide_input", Bodies.required(body).with(TASK, task));
    }

    /** Brings back a task that failed or was canceled. */
    @POST
    @Path("{task}/retry")
    public CompletionStage<Response> retry(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "retry_task", Bodies.optional(body).with(TASK, task));
    }

    /** Moves an open task in the line. */
    @POST
    @Path("{task}/priority")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> setPriority(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "set_priority", Bodies.required(body).with(TASK, task));
    }

    /** Gives an open task to another agent, or back to the line. */
    @POST
    @Path("{task}/reassign")
    public CompletionStage<Response> reassign(
            @PathParam("swarm") String swarm, @PathParam("task") String task, byte @Nullable [] body) {
        return answers.command(swarm, "reassign_task", Bodies.optional(body).with(TASK, task));
    }

    private static Response page(SwarmState state, Set<TaskStatus> wanted, String after, int size) {
        List<Task> found = new ArrayList<>();
        String next = null;
        for (Task task : state.tasksAfter(after)) {
            if (!wanted.contains(task.status())) {
                continue;
            }
            if (found.size() == size) {
                next = found.get(size - 1).id();
                break;
            }
            found.add(task);
        }
        return Answers.json(state.cursor(), Documents.tasks(state.cursor(), found, next));
    }

    private static Set<TaskStatus> statuses(@Nullable String text) {
        if (text == null) {
            return EnumSet.allOf(TaskStatus.class);
        }
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        Arrays.stream(text.split(",", -1))
                .map(name -> TaskStatus.ofWireName(name)
                        .orElseThrow(() -> new Rejection(
                                ErrorCode.BAD_PARAMETER, "status is a list of task statuses, separated by commas")))
                .forEach(statuses::add);
        return statuses;
    }
}
