package io.swarmbot.access;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Set;

/**
 * Bounds the time series that requests make. The library takes the method as the client wrote it, and the path as well
 * if the request was cut off or found no route: then anybody could make any number of series, with names of swarms in
 * them. A client may write braces into its path, too, so that it looks like a route; that is no URI, and is refused
 * with 400.
 *
 * <p>Thread-safety: immutable.
 */
@Singleton
class RequestSeries implements MeterFilter {

    private static final String REQUESTS = "http.server.requests";
    private static final String URI = "uri";

    private static final String OTHER_METHOD = "OTHER";
    /** The library's own name for the path of a request without a route. */
    private static final String NO_ROUTE = "UNKNOWN";

    /** What is told of a request that was refused for its path, or cut off. */
    private static final Set<String> NOT_ROUTED = Set.of("400", "RESET");

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().equals(REQUESTS)) {
            return id;
        }
        boolean isKnown = METHODS.contains(tag(id, "method"));
        Meter.Id named = isKnown ? id : id.withTag(Tag.of("method", OTHER_METHOD));
        boolean isPage =
                tag(id, "outcome").equals("SUCCESS") && !tag(id, "method").equals("OPTIONS") && isKnown;
        return hasRoute(id) || isPage ? named : named.withTag(Tag.of(URI, NO_ROUTE));
    }

    private static boolean hasRoute(Meter.Id id) {
        String uri = tag(id, URI);
        return RouteRights.isTemplate(uri) || (uri.contains("{") && !NOT_ROUTED.contains(tag(id, "status")));
    }

    private static String tag(Meter.Id id, String key) {
        return Objects.requireNonNullElse(id.getTag(key), "");
    }
}
