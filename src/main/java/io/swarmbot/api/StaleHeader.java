package io.swarmbot.api;

import io.swarmbot.coordinator.SwarmCoordinator;
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

    private static final String SWARMS = "/api/v1/swarms";
    private static final String INBOX = "/api/v1/inbox";

    private final SwarmCoordinator coordinator;
    private final Clock clock;

    StaleHeader(SwarmCoordinator coordinator, Clock clock) {
        this.coordinator = coordinator;
        this.clock = clock;
    }

    @ServerResponseFilter
    public void add(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        if (request.getMethod().equals(HttpMethod.GET) && (path.startsWith(SWARMS) || path.equals(INBOX))) {
            String[] names = path.equals(INBOX)
                    ? new String[0]
                    : path.substring(SWARMS.length()).split("/", 3);
            coordinator
                    .staleSince(names.length > 1 ? names[1] : "")
                    .ifPresent(since -> response.getHeaders()
                            .putSingle(
                                    NAME,
                                    Duration.between(since, clock.instant()).toSeconds()));
        }
    }
}
