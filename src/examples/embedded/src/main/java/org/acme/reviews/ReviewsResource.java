package org.acme.reviews;

import io.swarmbot.command.Reply;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.Json;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Takes texts to review. Each becomes a task of the swarm "default", for an agent with the capability "review". */
@Path("/reviews")
@Produces(MediaType.TEXT_PLAIN)
public class ReviewsResource {

    private static final int USUAL_PRIORITY = 5;

    private final SwarmCoordinator swarm;
    private final FinishedReviews finished;

    ReviewsResource(SwarmCoordinator swarm, FinishedReviews finished) {
        this.swarm = swarm;
        this.finished = finished;
    }

    /**
     * Submits a task.
     *
     * @return its id, once the task is in the swarm's log. If the swarm refuses it, the caller gets SwarmBot's problem
     */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    public CompletionStage<String> submit(String text) {
        Json input = new Json(JsonObject.of("text", text).encode());
        SubmitTask task = new SubmitTask(null, "review", null, List.of("review"), USUAL_PRIORITY, List.of(), input);
        return swarm.submit(SwarmCoordinator.DEFAULT_SWARM, task)
                .thenApply(
                        committed -> ((Reply.TaskIs) committed.reply()).task().id());
    }

    /** The ids of all reviews that an agent completed since this process started. */
    @GET
    @Path("finished")
    @Produces(MediaType.APPLICATION_JSON)
    public Set<String> finished() {
        return finished.ids();
    }
}
