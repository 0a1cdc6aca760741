package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.CursorHeader;
import io.swarmbot.http.DocumentAnswer;
import io.swarmbot.http.Exchange;
import io.swarmbot.push.Hub;
import io.swarmbot.store.Cursor;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A swarm as a file of lines: its state, and the events that its log keeps up to that state. */
@Path("/api/v1/swarms/{swarm}/export")
@Produces(CommandsResource.LINES)
@NonBlocking
public class ExportResource {

    private final Hub hub;
    private final Responses responses;
    private final AnswerBudget budget;
    private final Executor workers;

    ExportResource(Hub hub, Responses responses, AnswerBudget budget, Executor workers) {
        this.hub = hub;
        this.responses = responses;
        this.budget = budget;
        this.workers = workers;
    }

    @GET
    public CompletionStage<Response> export(
            @PathParam("swarm") String swarm, @QueryParam("at_least") @Nullable String atLeast) {
        budget.requireRoom();
        Exchange exchange = responses.exchange();
        return responses.state(swarm, atLeast).thenCompose(state -> {
            SwarmExport export = new SwarmExport(
                    state, (after, limit) -> hub.read(swarm, after, limit), exchange.compression(), workers);
            return Responses.entity(new DocumentAnswer<>(SwarmExport.START, export::part), exchange)
                    .thenApply(entity -> Response.ok(entity, CommandsResource.LINES_TYPE)
                            .header(CursorHeader.NAME, state.cursor())
                            .header(HttpHeaders.CACHE_CONTROL, Responses.NOT_STORED)
                            .header(HttpHeaders.CONTENT_DISPOSITION, attachment(swarm, state.cursor()))
                            .build());
        });
    }

    /** The name of a swarm has no character that would have to be quoted. */
    private static String attachment(String swarm, Cursor cursor) {
        return "attachment; filename=\"" + swarm + "-" + cursor + ".ndjson\"";
    }
}
