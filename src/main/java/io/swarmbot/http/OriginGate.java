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
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests and upgrades of pages of a foreign origin, with a problem. The framework's filter comes after it: it
 * would refuse the same requests without a problem, and gives the pages that are let in the headers that they need.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class OriginGate {

    private static final String ANY = "*";

    private static final Pattern ORIGIN =
            Pattern.compile("(?<scheme>https?)://(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{1,5}))?");

    private final List<String> allowed;
    private final List<Pattern> patterns;

    OriginGate(@ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> allowed) {
        this.allowed = allowed.orElse(List.of());
        this.patterns = CORSFilter.parseAllowedOriginsRegex(allowed);
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(RouteOrder.ORIGIN).handler(this::check);
    }

    private void check(RoutingContext context) {
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null || isAllowed(origin) || isOwn(context.request(), origin)) {
            context.next();
        } else {
            EarlyRefusal.send(context, new Rejection(ErrorCode.FORBIDDEN_ORIGIN, advice(context.request(), origin)));
        }
    }

    /** Says what does not fit, and what to set: behind a proxy the service cannot know the address of its own page. */
    private static String advice(HttpServerRequest request, String origin) {
        return "a page of '" + origin + "' (header Origin) asks, and by the header Host this service is '"
                + scheme(request) + "://" + request.authority() + "'. If the page is the service's own, behind a proxy,"
                + " let the proxy pass the browser's Host on (nginx: proxy_set_header Host $http_host) and, if the proxy"
                + " ends TLS, X-Forwarded-Proto (and X-Forwarded-Port if that is not 443), and set quarkus.http.proxy.proxy-address-forwarding=true and"
                + " quarkus.http.proxy.allow-x-forwarded=true. To let in a page of another origin, name it in"
                + " quarkus.http.cors.origins";
    }

    private static String scheme(HttpServerRequest request) {
        return request.isSSL() ? "https" : "http";
    }

    private boolean isAllowed(String origin) {
        return allowed.contains(ANY) || allowed.contains(origin) || CORSFilter.isOriginAllowedByRegex(patterns, origin);
    }

    /**
     * Compares as browsers write an origin (RFC 6454, 6.2): scheme, host and port, and nothing else. So one with a path
     * or user information is foreign.
     */
    private static boolean isOwn(HttpServerRequest request, String origin) {
        HostAndPort own = request.authority();
        String scheme = scheme(request);
        Matcher matcher = ORIGIN.matcher(origin);
        if (own == null || !matcher.matches()) {
            return false;
        }
        String port = matcher.group("port");
        return scheme.equals(matcher.group("scheme"))
                && own.host().equalsIgnoreCase(matcher.group("host"))
                && port(scheme, own.port()) == port(scheme, port == null ? -1 : Integer.parseInt(port));
    }

    private static int port(String scheme, int said) {
        if (said > 0) {
            return said;
        }
        return scheme.equals("https") ? 443 : 80;
    }
}
