package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.push.Envelope;
import io.swarmbot.push.LongPoll;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Documents;
import io.vertx.ext.web.RoutingContext;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The log of a swarm, page by page, for those who ask rather than listen. */
@Path("/api/v1/swarms/{swarm}/events")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class EventsResource {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(55);
    private static final Set<String> PARAMETERS;

    static {
        Set<String> known = new HashSet<>(StreamRequest.PARAMETERS);
        known.remove("snapshot");
        known.addAll(Set.of("wait", "limit", "at_least"));
        PARAMETERS = Set.copyOf(known);
    }

    private final LongPoll longPoll;
    private final Answers answers;

    EventsResource(LongPoll longPoll, Answers answers) {
        this.longPoll = longPoll;
        this.answers = answers;
    }

    @GET
    public CompletionStage<Response> events(
            @PathParam("swarm") String swarm, @Context UriInfo uri, @Context RoutingContext exchange) {
        MultivaluedMap<String, String> given = uri.getQueryParameters();
        for (var parameter : given.entrySet()) {
            if (!PARAMETERS.contains(parameter.getKey())) {
                throw new Rejection(
                        ErrorCode.UNKNOWN_PARAMETER, "parameter '" + parameter.getKey() + "' is not known here");
            }
            List<String> values = parameter.getValue();
            if (values.size() > 1) {
                throw new Rejection(
                        ErrorCode.BAD_PARAMETER, "parameter '" + parameter.getKey() + "' is there more than once");
            }
        }
        StreamRequest request = StreamRequest.of(given::getFirst, null);
        Duration wait = Parameters.duration("wait", given.getFirst("wait"), LONGEST_WAIT);
        int limit = Parameters.integer("limit", given.getFirst("limit"), 1, LongPoll.MAX_EVENTS, LongPoll.MAX_EVENTS);
        return answers.state(swarm, given.getFirst("at_least")).thenCompose(state -> {
            CompletableFuture<LongPoll.Result> result = longPoll.poll(swarm, request, wait, limit);
            Answers.withdrawWithout(exchange, result);
            return result.thenApply(polled -> Answers.json(
                    polled.cursor(),
                    Documents.poll(
                            swarm,
                            polled.cursor(),
                            polled.events(),
                            request.envelope() == Envelope.CLOUDEVENTS,
                            polled.skipped(),
                            polled.more(),
                            polled.resetReason())));
        });
    }
}
