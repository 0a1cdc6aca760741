package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.access.Caller;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.QueryParameters;
import io.swarmbot.push.Envelope;
import io.swarmbot.push.LongPoll;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.wire.Document;
import io.swarmbot.wire.PollPage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The long poll: the log of a swarm, page by page. */
@Path("/api/v1/swarms/{swarm}/events")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class EventsResource {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(55);
    private static final Set<String> PARAMETERS;

    static {
        Set<String> known = new HashSet<>(StreamRequest.PARAMETERS);
        known.remove("snapshot");
        known.addAll(Set.of("wait", "limit", "at_least", QueryParameters.TICKET));
        PARAMETERS = Set.copyOf(known);
    }

    private final LongPoll longPoll;
    private final Responses responses;

    EventsResource(LongPoll longPoll, Responses responses) {
        this.longPoll = longPoll;
        this.responses = responses;
    }

    @GET
    public CompletionStage<Response> events(@PathParam("swarm") String swarm, @Context UriInfo uri) {
        MultivaluedMap<String, String> given = uri.getQueryParameters();
        QueryParameters.requireKnown(given.keySet(), PARAMETERS::contains);
        StreamRequest request = StreamRequest.of(given::getFirst, null);
        Duration wait = Parameters.duration("wait", given.getFirst("wait"), LONGEST_WAIT);
        int limit = Parameters.integer("limit", given.getFirst("limit"), 1, LongPoll.MAX_EVENTS, LongPoll.MAX_EVENTS);
        Exchange exchange = responses.exchange();
        Caller caller = responses.caller();
        return responses.state(swarm, given.getFirst("at_least")).thenCompose(state -> {
            CompletableFuture<LongPoll.Result> result = new CompletableFuture<>();
            CompletableFuture<LongPoll.Result> waiting = longPoll.poll(swarm, request, wait, limit, caller.login());
            caller.untilLoginEnds(waiting).whenComplete((polled, failure) -> settle(result, polled, failure));
            exchange.whenOver(() -> waiting.cancel(false));
            exchange.whenClientEnds(() -> {
                // The client may have hung up, so nothing waits for it any longer.
                longPoll.poll(swarm, request, Duration.ZERO, limit, caller.login())
                        .whenComplete((polled, failure) -> settle(result, polled, failure));
            });
            return result.thenApply(polled -> {
                Document<Integer> page = page(swarm, request.envelope(), polled);
                return Responses.json(polled.cursor(), responses.entity(page, exchange));
            });
        });
    }

    /** The first answer counts. */
    private static void settle(
            CompletableFuture<LongPoll.Result> result, LongPoll.Result polled, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(polled);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private static Document<Integer> page(String swarm, Envelope envelope, LongPoll.Result polled) {
        PollPage page = new PollPage(
                swarm, polled.cursor(), polled.events(), polled.more(), polled.skipped(), polled.resetReason());
        return envelope == Envelope.CLOUDEVENTS ? page.jsonOfCloudEvents() : page.json();
    }
}
