package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.http.FilePaths;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.wire.Document;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists the files of a swarm. Their bytes are beside the API. */
@Path("/api/v1/swarms/{swarm}/files")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class FilesResource {

    private static final int MAX = 1_000;
    private static final int USUAL = 100;

    private final Responses responses;
    private final FilePaths files;

    FilesResource(Responses responses, FilePaths files) {
        this.responses = responses;
        this.files = files;
    }

    /**
     * A page of the files, in order of their ids, which is the order in which they began to come.
     *
     * @param task the task to which they belong; any if it is missing
     * @param agent the agent that made them; any if it is missing
     * @param limit files of one page
     * @param after {@code next} of the previous page; the first page if it is missing
     */
    @GET
    public CompletionStage<Response> files(
            @PathParam("swarm") String swarm,
            @QueryParam("task") @Nullable String task,
            @QueryParam("agent") @Nullable String agent,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("at_least") @Nullable String atLeast) {
        if (!files.areOpen()) {
            throw new Rejection(ErrorCode.UNKNOWN_PATH, "there is nothing at this path");
        }
        String from = after == null ? "" : Identifiers.require("after", after);
        int most = Parameters.integer("limit", limit, 1, MAX, USUAL);
        return responses.list(swarm, atLeast, state -> page(state, task, agent, from, most));
    }

    private static Document<Integer> page(
            SwarmState state, @Nullable String task, @Nullable String agent, String after, int most) {
        List<SharedFile> page = new ArrayList<>();
        for (SharedFile file : state.files().after(after)) {
            boolean isAsked =
                    (task == null || task.equals(file.taskId())) && (agent == null || agent.equals(file.agentId()));
            if (isAsked && page.size() == most) {
                return Documents.files(state, page, page.get(most - 1).id());
            }
            if (isAsked) {
                page.add(file);
            }
        }
        return Documents.files(state, page, null);
    }
}
