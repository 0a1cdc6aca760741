package io.swarmbot.http;

import io.quarkus.vertx.http.runtime.cors.CORSFilter;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests and upgrades that a page of a foreign origin makes, with a problem. The framework's filter stands behind
 * it, would refuse the same without a word, and gives the pages that are let in the headers that they need.
 */
@ApplicationScoped
class OriginGate {

    private static final String ANY = "*";

    private final List<String> allowed;
    private final List<Pattern> patterns;

    OriginGate(@ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> allowed) {
        this.allowed = allowed.orElse(List.of());
        this.patterns = CORSFilter.parseAllowedOriginsRegex(allowed);
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(Integer.MIN_VALUE).handler(this::check);
    }

    private void check(RoutingContext context) {
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null || isAllowed(origin) || isOwn(context.request(), origin)) {
            context.next();
        } else {
            Problems.send(
                    context.response(),
                    new Rejection(ErrorCode.FORBIDDEN_ORIGIN, "pages of this origin are not let in here"));
        }
    }

    private boolean isAllowed(String origin) {
        return allowed.contains(ANY) || allowed.contains(origin) || CORSFilter.isOriginAllowedByRegex(patterns, origin);
    }

    private static boolean isOwn(HttpServerRequest request, String origin) {
        HostAndPort own = request.authority();
        URI uri;
        try {
            uri = URI.create(origin);
        } catch (IllegalArgumentException e) {
            return false;
        }
        String scheme = request.isSSL() ? "https" : "http";
        return own != null
                && own.host().equalsIgnoreCase(uri.getHost())
                && scheme.equals(uri.getScheme())
                && port(scheme, own.port()) == port(scheme, uri.getPort());
    }

    private static int port(String scheme, int said) {
        if (said > 0) {
            return said;
        }
        return scheme.equals("https") ? 443 : 80;
    }
}
