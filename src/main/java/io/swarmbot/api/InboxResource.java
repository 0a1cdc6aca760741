package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.access.Caller;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.InboxPlace;
import io.swarmbot.swarm.view.SwarmInbox;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What waits for a person, in all swarms that the caller may steer. */
@Path("/api/v1/inbox")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class InboxResource {

    private static final int PAGE_SIZE = 100;

    private final SwarmCoordinator coordinator;
    private final Responses responses;
    private final Clock clock;

    InboxResource(SwarmCoordinator coordinator, Responses responses, Clock clock) {
        this.coordinator = coordinator;
        this.responses = responses;
        this.clock = clock;
    }

    /**
     * A page of questions, alerts and failed tasks, the longest waiting first.
     *
     * @param page {@code next} of the previous page; the first page if it is missing
     */
    @GET
    public CompletionStage<Response> inbox(@QueryParam("page") @Nullable String page) {
        InboxPlace after = page == null ? InboxPlace.BEGIN : InboxPlace.parse(page);
        Caller caller = responses.caller();
        return responses.ofSwarms(
                coordinator.inboxes(caller::maySteer), inboxes -> Documents.inbox(page(inboxes, after)));
    }

    /**
     * Answers who asks for the stream without accepting one. A route opens the streams, before it comes to this.
     *
     * @throws Rejection always
     */
    @GET
    @Path("events")
    public Response events() {
        throw new Rejection(ErrorCode.NOT_ACCEPTABLE, "this path answers with text/event-stream");
    }

    private InboxPage page(List<SwarmInbox> inboxes, InboxPlace after) {
        InboxPage page = new InboxPage(after, PAGE_SIZE, clock.instant());
        inboxes.forEach(each -> each.addTo(page));
        return page;
    }
}
