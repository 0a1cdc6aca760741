package io.swarmbot.api;

import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.PathSegments;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.Clock;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** While the store does not answer, a header tells how old the answer to a read may be. */
// Public, with its method: in an application that embeds this jar, the generated caller has another class loader.
public class StaleHeader {

    /** Whole seconds since this process was last known to be up to date. */
    static final String NAME = "SwarmBot-Stale";

    private static final PathSegments SWARMS = PathSegments.of("/api/v1/swarms");
    private static final PathSegments INBOX = PathSegments.of("/api/v1/inbox");

    private final SwarmCoordinator coordinator;
    private final Clock clock;

    StaleHeader(SwarmCoordinator coordinator, Clock clock) {
        this.coordinator = coordinator;
        this.clock = clock;
    }

    @ServerResponseFilter
    public void add(ContainerRequestContext request, ContainerResponseContext response) {
        PathSegments path = PathSegments.of(request.getUriInfo().getPath());
        if (request.getMethod().equals(HttpMethod.GET) && (path.isBelow(SWARMS) || path.equals(INBOX))) {
            coordinator
                    .staleSince(path.size() > SWARMS.size() ? path.get(SWARMS.size()) : "")
                    .ifPresent(since -> response.getHeaders()
                            .putSingle(
                                    NAME,
                                    Duration.between(since, clock.instant()).toSeconds()));
        }
    }
}
