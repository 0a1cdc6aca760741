package io.swarmbot.access;

import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.common.net.HostName;
import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.RouteOrder;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests and upgrades whose host is no name of this service, on every path but those of health: probes name
 * whatever host they like, and learn nothing there that is worth hiding. On the management port health has details, so
 * that every path is checked.
 *
 * <p>The host is the authority as Vert.x gives it, so a forwarded one counts only if the proxy is trusted.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class HostGate {

    private static final String HEALTH = "/q/health";

    private final HostNames names;
    private final boolean isOpen;

    HostGate(SecuritySettings settings) {
        Set<String> known = new HashSet<>(settings.hosts().orElse(Set.of()));
        // The log has looked these up when the process began, so nothing waits for a name server here.
        known.add(HostName.getQualifiedHostName());
        known.add(HostName.getHostName());
        this.names = new HostNames(known);
        this.isOpen = settings.mode() == SecurityMode.OPEN;
    }

    void register(@Observes Router router) {
        // With a login, the page of somebody else has none, whatever the name is by which it comes.
        if (isOpen) {
            router.route().order(RouteOrder.HOST).handler(this::checkUnlessHealth);
        }
    }

    void registerForManagement(@Observes ManagementInterface management) {
        if (isOpen) {
            management.router().route().order(RouteOrder.HOST).handler(this::check);
        }
    }

    private void checkUnlessHealth(RoutingContext context) {
        if (isHealth(context.normalizedPath())) {
            context.next();
        } else {
            check(context);
        }
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isForThisService(request)) {
            context.next();
        } else {
            EarlyRefusal.send(context, new Rejection(ErrorCode.FORBIDDEN_HOST, advice(request)));
        }
    }

    private static boolean isHealth(String path) {
        return path.equals(HEALTH) || path.startsWith(HEALTH + "/");
    }

    private boolean isForThisService(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority != null && !authority.host().isEmpty()) {
            return names.contain(authority.host());
        }
        // HTTP/1.0 knows no Host, and no browser speaks it.
        return request.version() == HttpVersion.HTTP_1_0 && isEmpty(request.getHeader(HttpHeaders.HOST));
    }

    private static boolean isEmpty(@Nullable String header) {
        return header == null || header.isEmpty();
    }

    private static String advice(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        String host = authority == null ? request.getHeader(HttpHeaders.HOST) : authority.host();
        return "a request names this service by an IP address, localhost, the name of its machine or a name in"
                + " swarmbot.security.hosts; the host of this one is '" + host + "'";
    }
}
