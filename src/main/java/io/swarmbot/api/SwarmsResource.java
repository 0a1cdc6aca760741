package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.access.Caller;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmSettings;
import io.swarmbot.coordinator.past.PastStates;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.CursorHeader;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmMetrics;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.Backlog;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Swarms and their snapshots. */
@Path("/api/v1/swarms")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class SwarmsResource {

    private static final String CACHE_CONTROL = "private, no-cache";
    private static final String VARY = "Accept, Authorization, Cookie";

    private final SwarmCoordinator coordinator;
    private final Responses responses;
    private final Snapshots snapshots;
    private final PastStates past;
    private final AnswerBudget budget;
    private final SwarmSettings settings;
    private final Clock clock;

    SwarmsResource(
            SwarmCoordinator coordinator,
            Responses responses,
            Snapshots snapshots,
            PastStates past,
            AnswerBudget budget,
            SwarmSettings settings,
            Clock clock) {
        this.coordinator = coordinator;
        this.responses = responses;
        this.snapshots = snapshots;
        this.past = past;
        this.budget = budget;
        this.settings = settings;
        this.clock = clock;
    }

    @GET
    public CompletionStage<Response> swarms() {
        Caller caller = responses.caller();
        return responses.ofSwarms(
                coordinator.overviews(),
                overviews -> Documents.swarms(overviews.stream()
                        .filter(each -> caller.mayView(each.swarm()))
                        .toList()));
    }

    /**
     * The snapshot; with {@code at} what it was at that cursor. Its cursor is its weak ETag, compressed or not; 304 if
     * the client has the present snapshot already.
     */
    @GET
    @Path("{swarm}")
    public CompletionStage<Response> snapshot(
            @PathParam("swarm") String swarm,
            @QueryParam("at") @Nullable String at,
            @QueryParam("at_least") @Nullable String atLeast,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        Exchange exchange = responses.exchange();
        if (at != null) {
            return past(swarm, at, atLeast).thenCompose(state -> whole(state, exchange));
        }
        return responses.state(swarm, atLeast).thenCompose(state -> {
            String tag = tag(state.cursor());
            if (known != null && isNamed(tag, known)) {
                return CompletableFuture.completedFuture(at(state.cursor(), tag, Response.notModified()));
            }
            return snapshots.shown(state).thenCompose(shown -> whole(shown, exchange));
        });
    }

    /** What the swarm was at a cursor. */
    private CompletableFuture<SwarmState> past(String swarm, String at, @Nullable String atLeast) {
        Identifiers.require("swarm", swarm);
        if (atLeast != null) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "give one of at and at_least");
        }
        Cursor cursor = StreamRequest.cursor("at", at).orElseThrow();
        budget.requireRoom();
        return past.at(swarm, cursor, StreamGate.AT_LEAST_PATIENCE);
    }

    private CompletableFuture<Response> whole(SwarmState state, Exchange exchange) {
        return Responses.entity(snapshots.answer(state, exchange.compression()), exchange)
                .thenApply(entity ->
                        at(state.cursor(), tag(state.cursor()), Response.ok(entity, MediaType.APPLICATION_JSON_TYPE)));
    }

    private static String tag(Cursor cursor) {
        return "W/\"" + cursor + "\"";
    }

    private static Response at(Cursor cursor, String tag, Response.ResponseBuilder response) {
        return response.header(HttpHeaders.ETAG, tag)
                .header(CursorHeader.NAME, cursor)
                .header(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL)
                .header(HttpHeaders.VARY, VARY)
                .build();
    }

    /**
     * Metrics of the swarm and its agents. They depend on the clock, so the snapshot does not hold them and they have
     * no ETag.
     */
    @GET
    @Path("{swarm}/metrics")
    public CompletionStage<Response> metrics(
            @PathParam("swarm") String swarm, @QueryParam("at_least") @Nullable String atLeast) {
        return responses.list(swarm, atLeast, state -> {
            Instant now = clock.instant();
            Duration window = settings.metrics().window();
            return Documents.metrics(
                    state.cursor(), SwarmMetrics.of(state, now, window), SwarmMetrics.ofAgents(state, now, window));
        });
    }

    /**
     * How much work there is for agents with these capabilities. It depends on the clock, so it has no ETag.
     *
     * @param capability capabilities separated by commas; all tasks and agents count if it is missing
     * @param type of the tasks; all if it is missing
     */
    @GET
    @Path("{swarm}/backlog")
    public CompletionStage<Response> backlog(
            @PathParam("swarm") String swarm,
            @QueryParam("capability") @Nullable String capability,
            @QueryParam("type") @Nullable String type,
            @QueryParam("at_least") @Nullable String atLeast) {
        Set<String> capabilities = capability == null
                ? null
                : StreamRequest.values(capability, each -> Identifiers.require("capability", each));
        String only = type == null ? null : Identifiers.require("type", type);
        return responses.list(
                swarm, atLeast, state -> Documents.backlog(Backlog.of(state, capabilities, only, clock.instant())));
    }

    /** Creates the swarm: 201, or 200 if it exists already. */
    @PUT
    @Path("{swarm}")
    public CompletionStage<Response> create(@PathParam("swarm") String swarm) {
        responses.caller().requireLogin();
        return coordinator
                .create(swarm)
                .thenCompose(created -> coordinator.state(swarm).thenApply(state -> created(swarm, created, state)));
    }

    /** Deletes the swarm with everything in it, and ends its streams. */
    @DELETE
    @Path("{swarm}")
    public CompletionStage<Response> delete(@PathParam("swarm") String swarm) {
        Identifiers.require("swarm", swarm);
        responses.caller().requireLogin();
        return coordinator
                .delete(swarm)
                .thenApply(nothing -> Response.noContent().build());
    }

    private static Response created(String swarm, boolean isNew, SwarmState state) {
        Response.ResponseBuilder response = Response.status(isNew ? Response.Status.CREATED : Response.Status.OK)
                .entity(Documents.swarm(state))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(CursorHeader.NAME, state.cursor());
        return (isNew ? response.header(HttpHeaders.LOCATION, "/api/v1/swarms/" + swarm) : response).build();
    }

    /** Compares weakly (RFC 9110, 8.8.3.2) with a list of tags or {@code *}. */
    private static boolean isNamed(String tag, String header) {
        for (String each : header.split(",")) {
            String candidate = each.strip();
            if (candidate.equals("*") || candidate.equals(tag) || ("W/" + candidate).equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
