package io.swarmbot.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.cors.CORSFilter;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests and upgrades of pages of a foreign origin, with a problem. The framework's filter comes after it: it
 * would refuse the same requests without a problem, and gives the pages that are let in the headers that they need. The
 * management port is for no page at all, though the framework would let each page read its answers.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class OriginGate {

    private static final String ANY = "*";

    private final List<String> allowed;
    private final List<Pattern> patterns;
    private final ProtocolPaths paths;

    OriginGate(
            @ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> allowed, ProtocolPaths paths) {
        this.paths = paths;
        this.allowed = allowed.orElse(List.of());
        this.patterns = CORSFilter.parseAllowedOriginsRegex(allowed);
    }

    void register(@Observes Router router) {
        paths.route(router, route -> route.order(RouteOrder.ORIGIN).handler(this::check));
        router.route("/socket.io/*").order(RouteOrder.ORIGIN).handler(this::check);
    }

    void registerForManagement(@Observes ManagementInterface management) {
        management.router().route().order(RouteOrder.ORIGIN).handler(OriginGate::refusePages);
    }

    private static void refusePages(RoutingContext context) {
        if (context.request().headers().contains(HttpHeaders.ORIGIN)) {
            EarlyRefusal.send(
                    context, new Rejection(ErrorCode.FORBIDDEN_ORIGIN, "the management port is for no web page"));
        } else {
            context.next();
        }
    }

    private void check(RoutingContext context) {
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        boolean isIn = origin == null
                ? !isChangeByAnotherSite(context.request())
                : isAllowed(origin) || OwnOrigin.isOwn(context.request(), origin);
        if (isIn) {
            context.next();
        } else {
            EarlyRefusal.send(
                    context,
                    new Rejection(
                            ErrorCode.FORBIDDEN_ORIGIN,
                            origin == null
                                    ? "a page of another site asks (header Sec-Fetch-Site), and does not say which"
                                    : advice(context.request(), origin)));
        }
    }

    /**
     * Whether a browser says that a page of another origin wants to change something. It would say which one, but an
     * extension or a proxy may have taken that away. Reads are links as well, and a page cannot see their answers.
     */
    private static boolean isChangeByAnotherSite(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return ("cross-site".equals(site) || "same-site".equals(site)) && !SafeMethods.contains(request.method());
    }

    /** Says what does not fit, and what to set: behind a proxy the service cannot know the address of its own page. */
    private static String advice(HttpServerRequest request, String origin) {
        return "a page of '" + origin + "' (header Origin) asks, and by the header Host this service is '"
                + OwnOrigin.scheme(request) + "://" + request.authority()
                + "'. If the page is the service's own, behind a proxy,"
                + " let the proxy pass the browser's Host on (nginx: proxy_set_header Host $http_host) and, if the proxy"
                + " ends TLS, X-Forwarded-Proto (and X-Forwarded-Port if that is not 443), and set quarkus.http.proxy.proxy-address-forwarding=true and"
                + " quarkus.http.proxy.allow-x-forwarded=true. To let in a page of another origin, name it in"
                + " quarkus.http.cors.origins";
    }

    private boolean isAllowed(String origin) {
        return allowed.contains(ANY) || allowed.contains(origin) || CORSFilter.isOriginAllowedByRegex(patterns, origin);
    }
}
